"""Render Block Kit as a terminal shows it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.text_box import cells, wrap_text
from bot.sandbox.slack.text_mrkdwn import render_mrkdwn, render_rich_text
from bot.sandbox.slack.text_view import render_message, render_view
from tests.sandbox.slack.block_kit_examples import (
    Json,
    actions,
    button,
    conversations,
    field,
    modal,
    mrkdwn,
    options,
    plain,
    radios,
    section,
    select,
    text_input,
    ticks,
    without,
)

BERLIN = "Europe/Berlin"
NAMES = {"U0MAYA": "Maya", "U0BOT": "Recall Schedule", "C0GENERAL": "general"}
AT_TWO = 1_795_525_200  # 24 November 2026, 14:00 in Berlin


def message(text: str = "", *blocks: Json, **more: object) -> Message:
    author = {"user": "U0BOT", "bot_id": "B0"}
    details = {"channel_id": "C0GENERAL", "ts": f"{AT_TWO}.000001", "author": author, **more}
    return Message(text=text, blocks=blocks, **details)


def shown(element: Json, **state: object) -> str:
    """A form with this one element in it, and what stands in it."""
    view = modal(field({**element, "action_id": "a"}, block_id="b"))
    return render_view(view | {"state": {"values": {"b": {"a": state}}}}, BERLIN, NAMES)


def test_a_form_looks_like_a_form() -> None:
    view = modal(
        field(select(placeholder=plain("Choose a meeting")), label=plain("Meeting"), hint=plain("Of today")),
        field(text_input(), label=plain("Note"), optional=True),
        section(mrkdwn("*More* is hidden"), accessory=button(text=plain("Show"))),
        close=plain("Cancel"),
    )

    lines = [line.strip("│ ") for line in render_view(view, BERLIN).split("\n")]

    assert lines[0].startswith("╭─ Title ─")
    assert lines[2:7] == ["Meeting", lines[3], "Of today", "", "Note (optional)"]
    assert lines[3].startswith("[ Choose a meeting")
    assert lines[3].endswith("▾ ]")
    assert lines[8].split("  ")[0] == "More is hidden"
    assert lines[8].endswith("[ Show ]")
    assert lines[-2] == "[ Cancel ]  [ Go ]"


@pytest.mark.parametrize(
    ("element", "state", "words"),
    [
        (text_input(), {"value": "Notes"}, "[ Notes "),
        (select(), {"selected_option": options(2)[1]}, "[ Option 1 "),
        (radios(), {"selected_option": options(2)[1]}, "(•) Option 1"),
        (radios(), {"selected_option": options(2)[1]}, "( ) Option 0"),
        (ticks(), {"selected_options": options(1)}, "[x] Option 0"),
        (ticks(), {"selected_options": []}, "[ ] Option 0"),
        (conversations(), {"selected_conversation": "C0GENERAL"}, "[ #general "),
        ({"type": "datetimepicker"}, {"selected_date_time": AT_TWO}, "[ Tue 24 Nov 2026, 14:00 "),
        ({"type": "timepicker"}, {"selected_time": None}, "[ "),
    ],
)
def test_what_stands_in_a_field_is_shown(element: Json, state: Json, words: str) -> None:
    assert words in shown(element, **state)


def test_errors_stand_under_their_fields() -> None:
    view = modal(field(select(), block_id="meeting"))

    lines = render_view(view, BERLIN, errors={"meeting": "Choose one"}).split("\n")

    assert "▾" in lines[3]
    assert "(!) Choose one" in lines[4]


def test_a_notice_and_home_are_boxes_too() -> None:
    notice = modal({"type": "alert", "level": "warning", "text": plain("Careful")})
    home = {"type": "home", "blocks": [{"type": "header", "text": plain("Upcoming")}]}

    assert "(!) Careful" in render_view(without(notice, "submit"), BERLIN)
    assert "├" not in render_view(without(notice, "submit"), BERLIN)
    assert "Upcoming" in render_view(home, BERLIN)
    assert render_view(home, BERLIN).startswith("╭─ Home ─")


def test_a_message_says_who_and_when_and_its_blocks_before_its_text() -> None:
    drawn = render_message(message("Fallback", section(mrkdwn("*Scheduled*")), actions(button())), BERLIN, NAMES)

    assert drawn.startswith("╭─ Recall Schedule · 14:00 · app ─")
    assert "│ Booked " in drawn
    assert "│ [ Press ] " in drawn
    assert "Fallback" not in drawn


def test_replies_are_set_in_and_private_words_say_so() -> None:
    reply = render_message(message("Rescheduled", thread_ts="1.000001", edited_ts="2.0"), BERLIN, NAMES)
    private = render_message(message("Psst", visible_to="U0MAYA"), BERLIN, NAMES)

    assert all(line.startswith("    ") for line in reply.split("\n"))
    assert "· edited ─" in reply
    assert "· only you can see this ─" in private


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("*Scheduled* and _moved_", "Booked and moved"),
        ("a_b_c and 2*3*4", "a_b_c and 2*3*4"),
        ("<https://example.com/?a=1&amp;b=2>", "https://example.com/?a=1&b=2"),
        ("<https://example.com|the guide>", "the guide (https://example.com)"),
        ("<@U0MAYA> in <#C0GENERAL> and <#C0X|other>", "@Maya in #general and #other"),
        ("<!channel> R&amp;D &lt;3", "@channel R&D <3"),
        (f"<!date^{AT_TWO}^{{date_short_pretty}} at {{time}}|then>", "Nov 24, 2026 at 14:00"),
        (
            f"<!date^{AT_TWO}^{{date_long}} {{date_num}}^https://example.com|then>",
            "Tuesday, November 24, 2026 2026-11-24",
        ),
        ("<!date^soon^{date}|then>", "then"),
    ],
)
def test_mrkdwn_reads_as_plain_words(words: str, text: str) -> None:
    assert render_mrkdwn(words, BERLIN, NAMES) == text


def test_plain_text_is_shown_as_it_is() -> None:
    assert "*not bold* <@U0MAYA>" in render_view(modal(section(plain("*not bold* <@U0MAYA>"))), BERLIN, NAMES)


def test_rich_text_reads_as_plain_words() -> None:
    item = {"type": "rich_text_section", "elements": [{"type": "text", "text": "One"}]}
    link = {"type": "link", "url": "https://example.com", "text": "link"}
    block = {
        "type": "rich_text",
        "elements": [
            {"type": "rich_text_section", "elements": [{"type": "user", "user_id": "U0MAYA"}, link]},
            {"type": "rich_text_list", "style": "ordered", "elements": [item, item]},
            {"type": "rich_text_quote", "elements": [{"type": "text", "text": "a\nb"}]},
        ],
    }

    assert render_rich_text(block, BERLIN, NAMES).split("\n") == [
        "@Mayalink (https://example.com)",
        "1. One",
        "2. One",
        "│ a",
        "│ b",
    ]


def test_no_text_commands_the_terminal() -> None:
    assert "\x1b" not in render_message(message("Weekly\x1b[2Jplanning"), BERLIN)


@given(st.text(max_size=300), st.integers(10, 96))
def test_lines_never_pass_the_edge(text: str, width: int) -> None:
    assert all(cells(line) <= width for line in wrap_text(text, width))


@given(st.text(alphabet="abc 週e\u0301 ", max_size=200))
def test_no_letter_is_lost_between_lines(text: str) -> None:
    assert "".join(wrap_text(text, 12)).replace(" ", "") == text.replace(" ", "")


@given(st.text(alphabet="ab 週次\n", min_size=1, max_size=400))
def test_boxes_have_straight_edges(text: str) -> None:
    drawn = render_message(message(text), BERLIN)

    assert {cells(line) for line in drawn.split("\n")} == {80}
