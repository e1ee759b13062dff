"""Check each limit of a view: just inside is accepted, just outside is refused at that place."""

import pytest

from bot.sandbox.slack.block_kit import (
    is_too_large,
    problems_of_home,
    problems_of_message_blocks,
    problems_of_modal,
    problems_of_options_answer,
)
from tests.sandbox.slack.block_kit_examples import (
    Json,
    actions,
    button,
    cells,
    conversations,
    field,
    modal,
    moment,
    mrkdwn,
    plain,
    section,
    select,
    table,
    text_input,
    ticks,
    without,
)

MODALS = [
    ("title", modal(title=plain("x" * 24)), modal(title=plain("x" * 25)), "/view/title/text"),
    ("submit", modal(submit=plain("x" * 24)), modal(submit=plain("x" * 25)), "/view/submit/text"),
    ("close", modal(close=plain("x" * 24)), modal(close=plain("x" * 25)), "/view/close/text"),
    ("a title", modal(), without(modal(), "title"), "/view"),
    ("title is plain", modal(title=plain()), modal(title=mrkdwn()), "/view/title/type"),
    ("type", modal(), modal(type="dialog"), "/view/type"),
    ("most blocks", modal(*[section()] * 100), modal(*[section()] * 101), "/view/blocks"),
    ("fewest blocks", modal(section()), modal(blocks=[]), "/view/blocks"),
    ("metadata", modal(private_metadata="x" * 3000), modal(private_metadata="x" * 3001), "/view/private_metadata"),
    ("callback_id", modal(callback_id="x" * 255), modal(callback_id="x" * 256), "/view/callback_id"),
    ("external_id", modal(external_id="x" * 255), modal(external_id="x" * 256), "/view/external_id"),
    ("flags", modal(notify_on_close=True), modal(notify_on_close="true"), "/view/notify_on_close"),
    ("view fields", modal(clear_on_close=False), modal(hash="1.h"), "/view"),
    ("input needs submit", modal(field(select())), without(modal(field(select())), "submit"), "/view"),
    ("no submit", without(modal(), "submit"), without(modal(field(ticks())), "submit"), "/view"),
    ("block type", modal(section()), modal({"type": "call", "call_id": "R1"}), "/view/blocks/0/type"),
    ("block_id", modal(section(block_id="x" * 255)), modal(section(block_id="x" * 256)), "/view/blocks/0/block_id"),
    ("block fields", modal(section(expand=True)), modal(section(colour="red")), "/view/blocks/0"),
    (
        "block_id once",
        modal(section(block_id="a"), section(block_id="b")),
        modal(section(block_id="a"), section(block_id="a")),
        "/view/blocks/1/block_id",
    ),
    (
        "action_id once in a block",
        modal(actions(button(), button(action_id="other"))),
        modal(actions(button(), button())),
        "/view/blocks/0/elements/1/action_id",
    ),
    (
        "label",
        modal(field(select(), label=plain("x" * 2000))),
        modal(field(select(), label=plain("x" * 2001))),
        "/view/blocks/0/label/text",
    ),
    (
        "hint",
        modal(field(select(), hint=plain("x" * 2000))),
        modal(field(select(), hint=plain("x" * 2001))),
        "/view/blocks/0/hint/text",
    ),
    (
        "label is plain",
        modal(field(select(), label=plain())),
        modal(field(select(), label=mrkdwn())),
        "/view/blocks/0/label/type",
    ),
    (
        "alert text",
        modal({"type": "alert", "text": plain("x" * 200)}),
        modal({"type": "alert", "text": plain("x" * 201)}),
        "/view/blocks/0/text/text",
    ),
    (
        "alert level",
        modal({"type": "alert", "text": plain(), "level": "warning"}),
        modal({"type": "alert", "text": plain(), "level": "fatal"}),
        "/view/blocks/0/level",
    ),
    (
        "focus once",
        modal(field(select(focus_on_load=True)), field(text_input())),
        modal(field(select(focus_on_load=True)), field(text_input(focus_on_load=True))),
        "/view/blocks/1/element/focus_on_load",
    ),
    (
        "response_url_enabled in an input",
        modal(field(conversations(response_url_enabled=True))),
        modal(section(accessory=conversations(response_url_enabled=True))),
        "/view/blocks/0/accessory/response_url_enabled",
    ),
    (
        "datetimepicker in an input",
        modal(moment(1_700_000_000)),
        modal(section(accessory={"type": "datetimepicker"})),
        "/view/blocks/0/accessory/type",
    ),
    (
        "text inputs only in inputs",
        modal(field(text_input())),
        modal(actions(text_input())),
        "/view/blocks/0/elements/0/type",
    ),
    ("buttons not in inputs", modal(actions(button())), modal(field(button())), "/view/blocks/0/element/type"),
]

HOMES = [
    (
        "no title",
        {"type": "home", "blocks": [section()]},
        {"type": "home", "blocks": [section()], "title": plain()},
        "",
    ),
    (
        "no datetimepicker",
        {"type": "home", "blocks": [actions({"type": "datepicker"})]},
        {"type": "home", "blocks": [actions({"type": "datetimepicker"})]},
        "/blocks/0/elements/0/type",
    ),
    (
        "no table",
        {"type": "home", "blocks": [section()]},
        {"type": "home", "blocks": [cells(["x"])]},
        "/blocks/0/type",
    ),
    (
        "no alert",
        {"type": "home", "blocks": [section()]},
        {"type": "home", "blocks": [{"type": "alert", "text": plain()}]},
        "/blocks/0/type",
    ),
    (
        "most blocks",
        {"type": "home", "blocks": [section()] * 100},
        {"type": "home", "blocks": [section()] * 101},
        "/blocks",
    ),
]


@table(MODALS)
def test_limits_of_a_modal(inside: Json, outside: Json, pointer: str) -> None:
    assert problems_of_modal(inside) == []
    assert pointer in {problem.pointer for problem in problems_of_modal(outside)}


@table(HOMES)
def test_limits_of_home(inside: Json, outside: Json, pointer: str) -> None:
    assert problems_of_home(inside) == []
    assert [problem.pointer for problem in problems_of_home(outside)] == [f"/view{pointer}"]


def test_a_view_may_weigh_250_kilobytes() -> None:
    fields = len('{"text": ""}')

    assert not is_too_large({"text": "x" * (250_000 - fields)})
    assert is_too_large({"text": "x" * (250_001 - fields)})


def test_a_problem_reads_as_slack_words_it() -> None:
    problem = problems_of_modal(modal(title=plain("x" * 25)))[0]

    assert str(problem) == "[ERROR] must be less than 25 characters [json-pointer:/view/title/text]"


@pytest.mark.parametrize("nonsense", [None, "modal", 7, [], {"type": ["modal"]}, {"type": "modal", "blocks": [None]}])
def test_nonsense_is_refused_rather_than_stumbled_over(nonsense: object) -> None:
    assert problems_of_modal(nonsense)
    assert problems_of_message_blocks(nonsense)
    assert problems_of_options_answer(nonsense)
