from datetime import timedelta

from hypothesis import given

from bot.blocks.block_kit import Json
from bot.blocks.booking_button import read_booking_button, read_meeting_button
from bot.blocks.booking_list import build_booking_list
from bot.blocks.home_view import build_home
from bot.blocks.names import Action
from bot.core.identifiers import CalendarEventId
from tests.blocks.in_slack import assert_home, assert_message, mrkdwn_texts, words
from tests.blocks.outside_text import CONTROL_SEQUENCE, OURS, OUTSIDE_TEXT
from tests.examples import (
    NOW,
    SOON,
    a_bare_link,
    a_booked_booking,
    a_booked_meeting,
    a_booking,
    a_meeting,
)


def beside(view: Json, title: str) -> Json:
    """The button beside a meeting."""
    block = next(each for each in view["blocks"] if title in words(each))
    accessory: Json = block["accessory"]
    return accessory


def test_home_says_what_the_app_does_and_lets_people_start() -> None:
    view = build_home([], [], NOW, "UTC")

    assert_home(view)
    assert "books a Recall.ai bot" in words(view)
    assert "no coming meetings" in words(view)
    assert view["blocks"][2]["elements"][0]["action_id"] == Action.SCHEDULE_A_BOT


def test_home_shows_which_meetings_have_a_bot() -> None:
    other = a_meeting(event_id=CalendarEventId("event-2"), title="Budget review")

    view = build_home([a_meeting(), other], [a_booked_booking()], NOW, "UTC")

    edit, schedule = beside(view, "Weekly sync"), beside(view, "Budget review")
    assert "*Booked*" in words(view)
    assert "*No bot*" in words(view)
    assert (edit["action_id"], schedule["action_id"]) == (Action.EDIT_BOOKING, Action.SCHEDULE_A_BOT)
    assert getattr(read_booking_button(edit["value"]), "booking_id", None) == "b1"
    assert getattr(read_meeting_button(schedule["value"]), "event_id", None) == "event-2"


def test_home_shows_each_meeting_once_and_the_soonest_first() -> None:
    link = a_booking(meeting=a_bare_link(title="Ad hoc", start_time=NOW + timedelta(hours=1)))
    elsewhere = a_booking(meeting=a_booked_meeting(event_id=CalendarEventId("event-9"), title="Elsewhere"))

    said = words(build_home([a_meeting()], [a_booking(), link, elsewhere], NOW, "UTC"))

    assert said.count("Weekly sync") == said.count("Ad hoc") == said.count("Elsewhere") == 1
    assert said.index("Ad hoc") < said.index("Weekly sync")


def test_home_says_why_meetings_are_missing_rather_than_that_there_are_none() -> None:
    said = words(build_home([], [], NOW, "UTC", trouble="Your calendar is not connected."))

    assert "not connected" in said
    assert "no coming meetings" not in said


def test_a_full_calendar_fits_into_home() -> None:
    meetings = [a_meeting(event_id=CalendarEventId(f"event-{n}"), title="x" * 5000) for n in range(500)]

    assert_home(build_home(meetings, [], NOW, "UTC"))


def test_the_list_names_time_title_and_state() -> None:
    later = a_booked_booking(meeting=a_booked_meeting(start_time=SOON + timedelta(days=1), title="Budget review"))

    content = build_booking_list([later, a_booking()], NOW, "Europe/Berlin")

    assert_message(content.blocks)
    assert content.text.splitlines() == [
        "Your coming bots:",
        "• Mon 2 March 2026, 16:00 (Europe/Berlin): Weekly sync · Google Meet – Booking",
        "• Tue 3 March 2026, 16:00 (Europe/Berlin): Budget review · Google Meet – Booked",
    ]
    assert "Budget review" in words(content.blocks)


def test_an_empty_list_says_how_to_book() -> None:
    content = build_booking_list([], NOW, "UTC")

    assert "Run /recall-schedule to book one" in content.text
    assert words(content.blocks) == content.text


def test_a_long_list_says_how_much_is_left_out() -> None:
    content = build_booking_list([a_booking()] * 50, NOW, "UTC")

    assert_message(content.blocks)
    assert "and 30 more" in content.text


@given(OUTSIDE_TEXT)
def test_no_title_breaks_or_controls_home_and_list(title: str) -> None:
    booking = a_booking(meeting=a_booked_meeting(title=title))
    home = build_home([a_meeting(event_id="event-2", title=title)], [booking], NOW, "UTC")
    listed = build_booking_list([booking], NOW, "UTC")

    assert_home(home)
    assert_message(listed.blocks)
    for text in mrkdwn_texts([home["blocks"], listed.blocks]):
        assert text["verbatim"] is True
        assert not CONTROL_SEQUENCE.search(OURS.sub("", text["text"]))
