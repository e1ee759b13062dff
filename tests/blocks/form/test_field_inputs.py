"""A field of the form is three files: BotSettings, the core's table and the form's."""

import ast
from pathlib import Path

import pytest

import bot
from bot.blocks.form.field_inputs import FIELD_INPUTS
from bot.core.bot_config.form_fields.table import FORM_FIELDS
from bot.core.bot_config.settings import BotSettings

PRODUCT = Path(bot.__file__).parent
MODEL = "core/bot_config/settings.py"
CORE = "core/bot_config/form_fields"
INPUTS = "blocks/form/field_inputs.py"
NOTICE = "blocks/form/existing_bot.py"  # names the booked bot, and says how long the account keeps what it records
DESTINATION = "blocks/form/destination_fields.py"  # where a summary goes
OF_THE_FORM = ("blocks/form/", "blocks/names.py", "core/access/", "core/bot_config/")
OF_RECALL = ("core/bot_config/payload/", "core/bot_config/platform_rules.py", "core/bot_config/merge.py")
OF_THE_BOT = ("core/access/summary_rules.py",)  # what a bot has recorded, not what it is asked to


def test_every_setting_has_a_row_in_both_tables_in_the_same_order() -> None:
    assert [field.name for field in FORM_FIELDS] == list(BotSettings.model_fields)
    assert [field.name for field in FIELD_INPUTS] == list(BotSettings.model_fields)


@pytest.mark.parametrize(
    ("setting", "row", "others"),
    [
        ("bot_name", "table.py", {NOTICE}),
        ("transcript", "transcript.py", {DESTINATION}),
        ("language", "transcript.py", set()),
        ("chat_notice", "table.py", set()),
        ("media", "recording.py", set()),
        ("retention", "recording.py", {NOTICE}),
        ("waiting_room_timeout_seconds", "table.py", set()),
        ("everyone_left_timeout_seconds", "table.py", set()),
    ],
)
def test_a_setting_is_named_by_three_files_of_the_form(setting: str, row: str, others: set[str]) -> None:
    assert modules_that_name(setting) == {MODEL, f"{CORE}/{row}", INPUTS} | others


def modules_that_name(setting: str) -> set[str]:
    """Of those that know the form: Recall's own keys may be called the same."""
    modules = [path.relative_to(PRODUCT).as_posix() for path in PRODUCT.rglob("*.py")]
    return {
        module
        for module in modules
        if module.startswith(OF_THE_FORM) and not module.startswith(OF_RECALL + OF_THE_BOT)
        if setting in names_in(ast.parse((PRODUCT / module).read_text(encoding="utf-8")))
    }


def names_in(tree: ast.AST) -> set[str]:
    """What is named in code, in lower case: attributes, members of `Field`, keywords, annotated fields, strings."""
    found: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(attr=name) | ast.keyword(arg=str(name)) | ast.AnnAssign(target=ast.Name(id=name)):
                found.add(name.lower())
            case ast.Constant(value=str(name)):
                found.add(name)
    return found
