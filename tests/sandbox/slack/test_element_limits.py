"""Check each limit of an element: just inside is accepted, just outside is refused at that place."""

from bot.sandbox.slack.block_kit import problems_of_modal, problems_of_options_answer
from tests.sandbox.slack.block_kit_examples import (
    Json,
    conversations,
    external,
    field,
    group,
    modal,
    moment,
    mrkdwn,
    number_input,
    option,
    options,
    plain,
    radios,
    select,
    table,
    text_input,
    ticks,
)

ELEMENTS = [
    ("action_id", text_input(action_id="x" * 255), text_input(action_id="x" * 256), "/action_id"),
    ("placeholder", select(placeholder=plain("x" * 150)), select(placeholder=plain("x" * 151)), "/placeholder/text"),
    ("element type", text_input(), {"type": "colour_picker"}, "/type"),
    ("element fields", select(), select(value="1"), ""),
    ("most options", select(options=options(100)), select(options=options(101)), "/options"),
    ("fewest options", select(options=options(1)), select(options=[]), "/options"),
    ("options or groups", select(option_groups=[group()]), select(options=options(1), option_groups=[group()]), ""),
    ("options at all", select(), {"type": "static_select"}, ""),
    ("most groups", select(option_groups=[group()] * 100), select(option_groups=[group()] * 101), "/option_groups"),
    (
        "options in a group",
        select(option_groups=[group(100)]),
        select(option_groups=[group(101)]),
        "/option_groups/0/options",
    ),
    (
        "group label",
        select(option_groups=[group(label="x" * 75)]),
        select(option_groups=[group(label="x" * 76)]),
        "/option_groups/0/label/text",
    ),
    (
        "option text",
        select(options=[option("x" * 75)]),
        select(options=[option("x" * 76)]),
        "/options/0/text/text",
    ),
    (
        "option value",
        select(options=[option(value="x" * 150)]),
        select(options=[option(value="x" * 151)]),
        "/options/0/value",
    ),
    (
        "option description",
        select(options=[option(description=plain("x" * 75))]),
        select(options=[option(description=plain("x" * 76))]),
        "/options/0/description/text",
    ),
    (
        "option is plain in a menu",
        radios(options=[{"text": mrkdwn(), "value": "1"}]),
        select(options=[{"text": mrkdwn(), "value": "1"}]),
        "/options/0/text/type",
    ),
    (
        "no links in a menu",
        select(options=[option()]),
        select(options=[option(url="https://example.com")]),
        "/options/0",
    ),
    ("initial option", select(initial_option=options(2)[1]), select(initial_option=option()), "/initial_option"),
    (
        "initial option, completely",
        select(options=[option(description=plain())], initial_option=option(description=plain())),
        select(options=[option(description=plain())], initial_option=option()),
        "/initial_option",
    ),
    (
        "initial option of a group",
        select(option_groups=[group()], initial_option=options(1)[0]),
        select(option_groups=[group()], initial_option=option("Other")),
        "/initial_option",
    ),
    ("radio buttons", radios(10), radios(11), "/options"),
    ("initial radio", radios(initial_option=options(1)[0]), radios(initial_option=option()), "/initial_option"),
    ("checkboxes", ticks(10), ticks(11), "/options"),
    ("initial ticks", ticks(initial_options=options(2)), ticks(initial_options=[option()]), "/initial_options/0"),
    ("ticks at first", ticks(initial_options=options(1)), ticks(initial_options=[]), "/initial_options"),
    ("external query", external(min_query_length=0), external(min_query_length=-1), "/min_query_length"),
    ("external has no options", external(), external(options=options(1)), ""),
    ("filter", conversations(filter={"include": ["im"]}), conversations(filter={}), "/filter"),
    ("filter kinds", conversations(filter={"include": ["mpim"]}), conversations(filter={"include": ["dm"]}), None),
    ("longest text", text_input(max_length=3000), text_input(max_length=3001), "/max_length"),
    ("shortest text", text_input(min_length=3, max_length=3), text_input(min_length=4, max_length=3), "/min_length"),
    (
        "initial text",
        text_input(initial_value="x" * 3, max_length=3),
        text_input(initial_value="x" * 4, max_length=3),
        "/initial_value",
    ),
    ("number needs is_decimal_allowed", number_input(), {"type": "number_input"}, ""),
    ("numbers are strings", number_input(min_value="5"), number_input(min_value=5), "/min_value"),
    (
        "least number",
        number_input(initial_value="5", min_value="5"),
        number_input(initial_value="4", min_value="5"),
        None,
    ),
    ("most", number_input(initial_value="5", max_value="5"), number_input(initial_value="6", max_value="5"), None),
    ("whole numbers", number_input(initial_value="5"), number_input(initial_value="5.5"), "/initial_value"),
    (
        "dispatch on",
        text_input(dispatch_action_config={"trigger_actions_on": ["on_enter_pressed"]}),
        text_input(dispatch_action_config={"trigger_actions_on": ["on_blur"]}),
        "/dispatch_action_config/trigger_actions_on/0",
    ),
    ("seconds", moment(9_999_999_999)["element"], moment(10_000_000_000)["element"], "/initial_date_time"),
    ("ten digits", moment(1_000_000_000)["element"], moment(999_999_999)["element"], "/initial_date_time"),
    ("seconds are a number", moment(1_700_000_000)["element"], moment("1700000000")["element"], "/initial_date_time"),
    (
        "datetimepicker has no placeholder",
        {"type": "datepicker", "placeholder": plain()},
        {"type": "datetimepicker", "placeholder": plain()},
        "",
    ),
    (
        "date",
        {"type": "datepicker", "initial_date": "2026-11-24"},
        {"type": "datepicker", "initial_date": "24.11.2026"},
        "/initial_date",
    ),
    (
        "time",
        {"type": "timepicker", "initial_time": "23:59"},
        {"type": "timepicker", "initial_time": "24:00"},
        "/initial_time",
    ),
]

ANSWERS = [
    ("most options", {"options": options(100)}, {"options": options(101)}, "/options"),
    ("nothing found", {"options": []}, {}, ""),
    ("groups", {"option_groups": [group()]}, {"option_groups": [group()], "options": options(1)}, ""),
    ("most in a group", {"option_groups": [group(100)]}, {"option_groups": [group(101)]}, "/option_groups/0/options"),
    ("none in a group", {"option_groups": []}, {"option_groups": [group(0)]}, "/option_groups/0/options"),
    (
        "option value",
        {"options": [option(value="x" * 150)]},
        {"options": [option(value="x" * 151)]},
        "/options/0/value",
    ),
]


@table(ELEMENTS)
def test_limits_of_an_element(inside: Json, outside: Json, pointer: str | None) -> None:
    problems = problems_of_modal(modal(field(outside)))

    assert problems_of_modal(modal(field(inside))) == []
    assert problems
    assert pointer is None or problems[0].pointer == f"/view/blocks/0/element{pointer}"


@table(ANSWERS)
def test_limits_of_an_answer_with_options(inside: Json, outside: Json, pointer: str) -> None:
    assert problems_of_options_answer(inside) == []
    assert [problem.pointer for problem in problems_of_options_answer(outside)] == [pointer]
