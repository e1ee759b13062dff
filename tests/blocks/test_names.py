from bot.blocks.names import (
    COMMAND,
    FORM_ACTIONS,
    GLOBAL_SHORTCUT,
    SHORTCUT,
    WORKFLOW_STEP,
    Action,
    Block,
    Callback,
    Field,
    field_name,
    with_suffix,
)
from bot.core.bot_config.settings import ALL_FIELDS
from tests.blocks.forms import LINKS, a_form, a_link_form, shown
from tests.examples import SOON


def test_slack_takes_every_name() -> None:
    names = [SHORTCUT, GLOBAL_SHORTCUT, WORKFLOW_STEP, *Callback, *Field, *Block, *Action]

    assert len(COMMAND) <= 32
    assert all(0 < len(name) <= 255 for name in names)
    assert len(set(names)) == len(names)


def test_a_field_keeps_its_name_whatever_its_suffix() -> None:
    assert with_suffix(Field.BOT_NAME, 0) == "bot_name"
    assert field_name(with_suffix(Field.BOT_NAME, 3)) == Field.BOT_NAME
    assert field_name(with_suffix(Field.REPLACE, "a#b")) == Field.REPLACE


def test_every_setting_has_a_field_of_its_name() -> None:
    assert {str(field) for field in Field} >= ALL_FIELDS


def test_whatever_the_form_sends_at_once_has_a_listener() -> None:
    views = [shown(a_form()), shown(a_link_form(join_at=SOON), links=LINKS)]
    sent = {block["element"]["action_id"] for view in views for block in view["blocks"] if block.get("dispatch_action")}

    assert sent
    assert sent <= set(FORM_ACTIONS)
