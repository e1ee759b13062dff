"""Check each limit of a message: just inside is accepted, just outside is refused at that place."""

from bot.sandbox.slack.block_kit import problems_of_message_blocks
from tests.sandbox.slack.block_kit_examples import (
    Json,
    actions,
    button,
    cells,
    confirm,
    field,
    mrkdwn,
    overflow,
    plain,
    section,
    table,
    text_input,
)

MESSAGES = [
    ("most blocks", [section()] * 50, [section()] * 51, "/blocks"),
    ("section text", [section(plain("x" * 3000))], [section(plain("x" * 3001))], "/blocks/0/text/text"),
    ("empty text", [section(plain("x"))], [section(plain(""))], "/blocks/0/text/text"),
    ("section says something", [section()], [{"type": "section"}], "/blocks/0"),
    ("most fields", [section(fields=[plain()] * 10)], [section(fields=[plain()] * 11)], "/blocks/0/fields"),
    (
        "field text",
        [section(fields=[mrkdwn("x" * 2000)])],
        [section(fields=[mrkdwn("x" * 2001)])],
        "/blocks/0/fields/0/text",
    ),
    (
        "header",
        [{"type": "header", "text": plain("x" * 150)}],
        [{"type": "header", "text": plain("x" * 151)}],
        "/blocks/0/text/text",
    ),
    (
        "header is plain",
        [{"type": "header", "text": plain()}],
        [{"type": "header", "text": mrkdwn()}],
        "/blocks/0/text",
    ),
    (
        "context",
        [{"type": "context", "elements": [mrkdwn()] * 10}],
        [{"type": "context", "elements": [mrkdwn()] * 11}],
        "/blocks/0/elements",
    ),
    (
        "context holds no buttons",
        [{"type": "context", "elements": [plain()]}],
        [{"type": "context", "elements": [button()]}],
        "/blocks/0/elements/0/type",
    ),
    (
        "most actions",
        [actions(*(button(action_id=str(number)) for number in range(25)))],
        [actions(*(button(action_id=str(number)) for number in range(26)))],
        "/blocks/0/elements",
    ),
    ("fewest actions", [actions(button())], [actions()], "/blocks/0/elements"),
    (
        "button text",
        [actions(button(text=plain("x" * 75)))],
        [actions(button(text=plain("x" * 76)))],
        "/blocks/0/elements/0/text/text",
    ),
    (
        "button value",
        [actions(button(value="x" * 2000))],
        [actions(button(value="x" * 2001))],
        "/blocks/0/elements/0/value",
    ),
    ("button url", [actions(button(url="x" * 3000))], [actions(button(url="x" * 3001))], "/blocks/0/elements/0/url"),
    (
        "button style",
        [actions(button(style="danger"))],
        [actions(button(style="default"))],
        "/blocks/0/elements/0/style",
    ),
    (
        "button label",
        [actions(button(accessibility_label="x" * 75))],
        [actions(button(accessibility_label="x" * 76))],
        "/blocks/0/elements/0/accessibility_label",
    ),
    ("overflow", [section(accessory=overflow(5))], [section(accessory=overflow(6))], "/blocks/0/accessory/options"),
    *(
        (
            f"confirm {name}",
            [actions(button(confirm=confirm(**{name: longest})))],
            [actions(button(confirm=confirm(**{name: longest + 1})))],
            None,
        )
        for name, longest in {"title": 100, "text": 300, "yes": 30, "no": 30}.items()
    ),
    ("emoji in plain_text", [section(plain(emoji=False))], [section(mrkdwn(emoji=False))], "/blocks/0/text"),
    ("verbatim in mrkdwn", [section(mrkdwn(verbatim=True))], [section(plain(verbatim=True))], "/blocks/0/text"),
    ("rows of a table", [cells(["x"] * 2, rows=100)], [cells(["x"] * 2, rows=101)], "/blocks/0/rows"),
    ("cells of a row", [cells(["x"] * 20)], [cells(["x"] * 21)], "/blocks/0/rows/0"),
    ("no empty cell", [cells(["x"])], [cells([""])], "/blocks/0/rows/0/0/text"),
    ("one table", [cells(["x"])], [cells(["x"]), cells(["x"])], "/blocks/1"),
    ("characters in a table", [cells(["x" * 100] * 10, rows=10)], [cells(["x" * 101] * 10, rows=10)], "/blocks"),
    ("column settings", [cells(["x"], align="right")], [cells(["x"], align="middle")], "/blocks/0/column_settings"),
    ("alert only in modals", [section()], [{"type": "alert", "text": plain()}], "/blocks/0/type"),
    ("url input only in modals", [field(text_input())], [field({"type": "url_text_input"})], "/blocks/0/element/type"),
    (
        "image alt text",
        [{"type": "image", "image_url": "https://example.com/a.png", "alt_text": "x" * 2000}],
        [{"type": "image", "image_url": "https://example.com/a.png", "alt_text": "x" * 2001}],
        "/blocks/0/alt_text",
    ),
    (
        "markdown",
        [{"type": "markdown", "text": "x" * 6000}] * 2,
        [{"type": "markdown", "text": "x" * 6001}] * 2,
        "/blocks",
    ),
]


@table(MESSAGES)
def test_limits_of_a_message(inside: list[Json], outside: list[Json], pointer: str | None) -> None:
    problems = problems_of_message_blocks(outside)

    assert problems_of_message_blocks(inside) == []
    assert problems
    assert pointer is None or problems[0].pointer.startswith(pointer)
