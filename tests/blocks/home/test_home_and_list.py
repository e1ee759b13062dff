from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given

from bot.blocks.home.list_message import MOST_WITH_BUTTONS, build_booking_list
from bot.blocks.home.view import build_closed_home, build_home
from bot.blocks.kit.block_kit import VIEW_BLOCKS, Json
from bot.blocks.kit.button_value import read_booking_button, read_meeting_button
from bot.blocks.kit.mrkdwn import ZERO_WIDTH_SPACE
from bot.blocks.names import Action
from bot.core.access.permissions import Deed
from bot.core.booking.bot_state import BotState, Media
from bot.core.booking.model import Attempt, Booking, Failure, Veto
from bot.core.booking.recording_files import FileState
from bot.core.home.agenda import MOST_RECENT, MOST_UPCOMING, Agenda, Entry, OwnCalendar
from bot.core.identifiers import BookingId, BotId, CalendarEventId
from bot.core.lifecycle.transitions import apply_cancellation
from bot.core.meetings.meeting import Meeting
from tests.blocks.in_slack import assert_home, assert_message, mrkdwn_texts, spoken
from tests.blocks.outside_text import CONTROL_SEQUENCE, OURS, OUTSIDE_TEXT
from tests.examples import (
    JONAS,
    MAYA,
    NOW,
    SOON,
    a_bare_link,
    a_booked_booking,
    a_booked_meeting,
    a_booking,
    a_failed_booking,
    a_meeting,
)

BERLIN = "Europe/Berlin"  # one hour ahead of UTC in March
THEIRS = OwnCalendar(email="maya@example.com", platform="google_calendar", status="connected")


def an_agenda(*entries: Entry, **facts: Any) -> Agenda:
    defaults = {"user_id": MAYA, "email": "maya@example.com", "calendars": (THEIRS,), "read_at": NOW}
    return Agenda(**{"entries": entries, **defaults, **facts})


def with_meeting(booking: Booking | None = None, deeds: Collection[Deed] = tuple(Deed), **facts: Any) -> Entry:
    return Entry(meeting=a_meeting(**facts), booking=booking, deeds=frozenset(deeds))


def home(*entries: Entry, **facts: Any) -> Json:
    view = build_home(an_agenda(*entries, **facts), NOW, BERLIN)
    assert_home(view)
    return view


def listed(*entries: Entry, **facts: Any) -> list[Json]:
    content = build_booking_list(an_agenda(*entries, **facts), NOW, BERLIN)
    assert_message(content.blocks)
    return content.blocks


def read(content: Any) -> str:
    """As people read it: what keeps outside text from being taken for markup cannot be seen."""
    return spoken(content).replace(ZERO_WIDTH_SPACE, "")


def buttons(blocks: list[Json], title: str) -> dict[str, Json]:
    """Those beside and below the line with this title."""
    place = next(number for number, each in enumerate(blocks) if title in spoken(each) and each["type"] == "section")
    found = [blocks[place]["accessory"]] if "accessory" in blocks[place] else []
    below = blocks[place + 1] if place + 1 < len(blocks) else {}
    found += below["elements"] if below.get("type") == "actions" else []
    return {each["action_id"]: each for each in found}


def in_state(status: str, sub_code: str | None = None, **facts: Any) -> Booking:
    bot = BotState(
        bot_id=BotId("bot-1"), applied_revision=1, status=status, sub_code=sub_code, status_at=NOW, has_recorded=True
    )
    return a_booked_booking(bot=replace(bot, **facts))


BOTH = pytest.mark.parametrize("shown", [lambda *e, **f: home(*e, **f)["blocks"], listed], ids=["home", "list"])


@BOTH
def test_meetings_stand_under_their_day_in_the_readers_zone(shown: Any) -> None:
    late = with_meeting(event_id="event-2", title="Night shift", start_time=NOW + timedelta(hours=11, minutes=30))

    said = spoken(shown(with_meeting(), late))

    assert said.index("*Today, Mon, March 2*") < said.index("16:00–16:30 · Weekly sync")
    assert said.index("Weekly sync") < said.index("*Tomorrow, Tue, March 3*") < said.index("00:30–01:00 · Night shift")
    assert said.count("Today, Mon, March 2") == 1


@BOTH
def test_a_meeting_without_a_bot_can_be_given_one(shown: Any) -> None:
    blocks = shown(with_meeting())

    assert "No bot" in spoken(blocks)
    (schedule,) = buttons(blocks, "Weekly sync").values()
    assert schedule["action_id"] == Action.SCHEDULE_A_BOT
    assert getattr(read_meeting_button(schedule["value"]), "event_id", None) == "event-1"


@BOTH
def test_ones_own_bot_can_be_edited_and_cancelled_after_a_question(shown: Any) -> None:
    blocks = shown(with_meeting(a_booked_booking()))

    found = buttons(blocks, "Weekly sync")
    assert "*Scheduled*" in spoken(blocks)
    assert {Action.EDIT_BOOKING, Action.CANCEL_BOT} <= set(found)
    assert found[Action.CANCEL_BOT]["confirm"]["title"]["text"] == "Cancel the bot?"
    assert getattr(read_booking_button(found[Action.CANCEL_BOT]["value"]), "booking_id", None) == "b1"


@BOTH
def test_a_colleagues_bot_is_said_to_be_theirs_and_has_the_buttons_for_what_the_reader_may_do(shown: Any) -> None:
    blocks = shown(with_meeting(a_booked_booking(booked_by=JONAS), [Deed.EDIT, Deed.VETO]))

    assert "*Scheduled* · booked by <@U0JONAS>" in spoken(blocks)
    assert set(buttons(blocks, "Weekly sync")) == {Action.EDIT_BOOKING, Action.VETO_RECORDING}


@BOTH
def test_where_the_reader_may_do_nothing_there_are_no_buttons(shown: Any) -> None:
    assert buttons(shown(with_meeting(a_booked_booking(booked_by=JONAS), [Deed.SEE])), "Weekly sync") == {}


@BOTH
def test_a_meeting_that_someone_keeps_the_bot_from_cannot_be_booked_from_there(shown: Any) -> None:
    off = apply_cancellation(a_booked_booking(), by=JONAS, now=NOW, reason="vetoed")
    vetoed = replace(off, bot=replace(off.bot, applied_revision=2), veto=Veto(by=JONAS, at=NOW))

    blocks = shown(with_meeting(vetoed, [Deed.SEE]))
    assert "<@U0JONAS>" in spoken(blocks)
    assert buttons(blocks, "Weekly sync") == {}
    allowed = buttons(shown(with_meeting(vetoed, [Deed.ALLOW_AGAIN])), "Weekly sync")
    assert set(allowed) == {Action.ALLOW_RECORDING}


@BOTH
def test_a_bot_of_another_integration_can_be_taken_over(shown: Any) -> None:
    blocks = shown(Entry(meeting=a_meeting(), is_booked_by_others=True))

    assert "*Scheduled* by another integration" in spoken(blocks)
    assert Action.SCHEDULE_A_BOT in buttons(blocks, "Weekly sync")


@BOTH
def test_in_the_call_the_bot_can_be_made_to_leave(shown: Any) -> None:
    blocks = shown(with_meeting(in_state("in_call_recording")))

    assert "*Recording*" in spoken(blocks)
    assert buttons(blocks, "Weekly sync")[Action.CANCEL_BOT]["text"]["text"] == "Ask bot to leave"


@BOTH
def test_a_failure_says_why_and_can_be_tried_again(shown: Any) -> None:
    failure = Failure(code="gave_up", permanent=True)
    blocks = shown(with_meeting(a_booking(attempt=Attempt(failure=failure))))

    assert "*Failed*" in spoken(blocks)
    assert "Recall couldn't be reached or kept failing for too long" in spoken(blocks)
    assert Action.TRY_AGAIN in buttons(blocks, "Weekly sync")


@BOTH
def test_a_link_that_is_on_no_calendar_is_among_them(shown: Any) -> None:
    zoom = a_bare_link(title=None, meeting_url="https://acme.zoom.us/j/81234567890?pwd=Passcode", platform="zoom")
    blocks = shown(Entry(booking=a_booked_booking(meeting=zoom)))

    assert "16:00–16:30 · Zoom · acme.zoom.us/j/81234567890\n*Scheduled*" in spoken(blocks)
    assert "Passcode" not in str(blocks)
    assert Action.CANCEL_BOT in buttons(blocks, "acme.zoom.us")


@BOTH
def test_a_meeting_that_no_bot_can_join_has_no_button(shown: Any) -> None:
    assert buttons(shown(with_meeting(meeting_url=None)), "Weekly sync") == {}


@BOTH
def test_where_there_are_no_meetings_it_says_what_to_do(shown: Any) -> None:
    said = spoken(shown())

    assert "Your calendar has no upcoming meetings with a link. Add one" in said
    assert "`/recall-schedule https://…`" in said


@BOTH
@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"calendars": ()}, "*No calendar is connected for maya@example.com.* Calendars can't be connected"),
        (
            {"calendars": (replace(THEIRS, status="disconnected"),)},
            "*Your calendar was disconnected from Recall.ai.*",
        ),
        ({"calendars": (THEIRS, replace(THEIRS, status="disconnected"))}, "*One of your calendars was disconnected"),
        (
            {"read_at": None, "calendars": ()},
            "*Your meetings haven't been loaded yet.* We try again every few minutes.",
        ),
        (
            {"is_stale": True},
            "*We haven't been able to reach Recall.ai since Mon, March 2, 2026 at 13:00",
        ),
    ],
)
def test_what_is_wrong_is_said_rather_than_that_there_are_no_meetings(
    shown: Any, facts: dict[str, Any], sentence: str
) -> None:
    said = read(shown(**facts))

    assert sentence in said
    assert "Your calendar has no upcoming meetings" not in said


@BOTH
def test_calendars_are_named_with_their_state_and_when_they_were_read(shown: Any) -> None:
    outlook = OwnCalendar(email="m@other.example", platform="microsoft_outlook", status="disconnected")

    new = OwnCalendar(email="new@example.com", platform="google_calendar", status="connecting")

    said = read(shown(calendars=(THEIRS, outlook, new), read_at=NOW - timedelta(days=1)))

    assert "maya@example.com · Google Calendar: connected" in said
    assert "new@example.com · Google Calendar: connecting…" in said
    assert "m@other.example · Outlook Calendar: *disconnected*" in said
    assert "Last synced: Sun, March 1, 2026 at 13:00 (Europe/Berlin)" in said


@BOTH
def test_lately_a_recording_is_there_to_be_asked_for(shown: Any) -> None:
    blocks = shown(recent_bookings=(in_state("done", recorded_seconds=2520),))

    assert "Weekly sync · Mon, March 2, 2026 at 16:00 (Europe/Berlin)" in spoken(blocks)
    assert "*Recording ready · 42 min*, Mon, March 2, 2026 at 13:00 (Europe/Berlin)." in spoken(blocks)
    assert list(buttons(blocks, "Weekly sync")) == [Action.SHOW_RECORDING, Action.SHOW_TRANSCRIPT]


@BOTH
def test_lately_no_transcript_is_offered_where_there_is_none(shown: Any) -> None:
    blocks = shown(recent_bookings=(in_state("done", transcript=FileState.NONE),))

    assert list(buttons(blocks, "Weekly sync")) == [Action.SHOW_RECORDING]


@BOTH
@pytest.mark.parametrize("media", [Media.UNWANTED, Media.DELETING, Media.DELETED])
def test_a_recording_that_is_deleted_is_not_offered(shown: Any, media: Media) -> None:
    assert buttons(shown(recent_bookings=(in_state("done", media=media),)), "Weekly sync") == {}


@BOTH
def test_lately_is_said_what_failed_and_why_what_was_cancelled_by_whom_and_what_moved(shown: Any) -> None:
    cancelled = apply_cancellation(a_booked_booking(), by=JONAS, now=NOW, reason="person")
    told = (
        in_state("fatal", "meeting_not_found", has_recorded=False),
        in_state("done", "bot_kicked_from_waiting_room", has_recorded=False),
        replace(cancelled, bot=replace(cancelled.bot, applied_revision=2)),
        a_booked_booking(meeting=a_booked_meeting(moved_from=SOON - timedelta(days=1))),
    )

    said = spoken(shown(recent_bookings=told))

    assert "*Failed*, Mon, March 2" in said
    assert (
        "*Not let in*, Mon, March 2, 2026 at 13:00 (Europe/Berlin). Someone in the meeting declined to let the bot in."
        in said
    )
    assert "*Canceled*. No bot will join. <@U0JONAS> canceled it Mon, March 2, 2026 at 13:00 (Europe/Berlin)." in said
    assert "Mon, March 2, 2026 at 16:00 (Europe/Berlin), moved from Sun, March 1, 2026 at 16:00 (Europe/Berlin)" in said
    assert Action.SHOW_RECORDING not in str(shown(recent_bookings=told))


@BOTH
def test_where_nothing_has_happened_it_says_what_will_stand_there(shown: Any) -> None:
    assert "No activity in the past week." in spoken(shown())


def test_both_start_the_form_and_help() -> None:
    view = home()

    assert view["blocks"][1]["elements"][0]["action_id"] == Action.SCHEDULE_A_BOT
    assert "`/recall-schedule help`" in spoken(view)
    assert listed()[0]["accessory"]["action_id"] == Action.SCHEDULE_A_BOT
    assert "`/recall-schedule help`" in spoken(listed())


def test_the_list_can_be_read_without_its_blocks() -> None:
    content = build_booking_list(
        an_agenda(with_meeting(a_booked_booking()), recent_bookings=(in_state("done"),)), NOW, BERLIN
    )

    assert content.text.splitlines()[:5] == [
        "Upcoming meetings",
        "Today, Mon, March 2",
        "16:00–16:30 · Weekly sync",
        "Google Meet · *Scheduled*",
        "Your calendars",
    ]
    assert "*Recording ready*, Mon, March 2" in content.text


def full(booking: Booking) -> Agenda:
    """More than anyone has, on as many days, each with the longest of titles and a row of buttons."""
    meeting = a_booked_meeting(title="👩‍👩‍👧‍👦*" * 900)
    entries = []
    for number in range(MOST_UPCOMING):
        start = SOON + timedelta(days=number)
        event = a_meeting(event_id=CalendarEventId(f"event-{number}"), title="x" * 5000, start_time=start)
        entries.append(Entry(meeting=event, booking=replace(booking, id=BookingId(f"b{number}"), meeting=meeting)))
    calendars = tuple(OwnCalendar(email="x" * 300, platform="?", status="disconnected") for _ in range(50))
    return an_agenda(
        *entries,
        left_out=7,
        calendars=calendars,
        is_stale=True,
        recent_bookings=(replace(booking, meeting=meeting),) * MOST_RECENT,
    )


@pytest.mark.parametrize(
    "booking",
    [
        a_booked_booking(),
        a_failed_booking(),
        in_state("in_waiting_room"),
        in_state("done"),
        a_booked_booking(booked_by=JONAS),
    ],
    ids=["booked", "failed", "lobby", "done", "a colleague's"],
)
def test_the_fullest_calendar_fits_and_what_is_left_out_is_counted(booking: Booking) -> None:
    agenda = full(booking)

    view, content = build_home(agenda, NOW, BERLIN), build_booking_list(agenda, NOW, BERLIN)

    assert_home(view)
    assert_message(content.blocks)
    assert VIEW_BLOCKS - 6 <= len(view["blocks"]) <= VIEW_BLOCKS
    shown = spoken(view["blocks"]).count("x" * 199)
    assert f"And {MOST_UPCOMING - shown + 7} more" in spoken(view["blocks"])
    (rest,) = [block for block in content.blocks if block["type"] == "table"]
    with_buttons = spoken(content.blocks).count("x" * 199)
    assert len(rest["rows"]) - 1 == MOST_UPCOMING - with_buttons
    assert 0 < with_buttons <= MOST_WITH_BUTTONS
    assert "And 7 more" in spoken(content.blocks)


@BOTH
def test_one_booking_may_stand_for_two_meetings(shown: Any) -> None:
    booking = a_booked_booking()

    assert (
        spoken(shown(with_meeting(booking), with_meeting(booking, title="The same without an id"))).count("*Scheduled*")
        == 2
    )


def test_who_may_not_use_the_app_reads_why() -> None:
    view = build_closed_home(
        "Guests can't schedule bots in this workspace. Ask a full member to schedule it, or your admin to allow guests."
    )

    assert_home(view)
    assert "Guests can't" in spoken(view)
    assert Action.SCHEDULE_A_BOT not in str(view)


def anything(title: str) -> Agenda:
    meeting: Meeting = a_meeting(event_id="event-2", title=title)
    booking = a_booked_booking(meeting=a_booked_meeting(title=title))
    calendar = OwnCalendar(email=title, platform=title, status="disconnected")
    return an_agenda(
        Entry(meeting=meeting), Entry(booking=booking), email=title, calendars=(calendar,), recent_bookings=(booking,)
    )


@given(OUTSIDE_TEXT)
def test_no_title_breaks_or_controls_home_and_list(title: str) -> None:
    agenda = anything(title)
    view, content = build_home(agenda, NOW, "UTC"), build_booking_list(agenda, NOW, "UTC")

    assert_home(view)
    assert_message(content.blocks)
    for text in mrkdwn_texts([view["blocks"], content.blocks]):
        assert text["verbatim"] is True
        assert not CONTROL_SEQUENCE.search(OURS.sub("", text["text"]))


def several(count: int, **changes: Any) -> Agenda:
    meetings = [
        a_meeting(event_id=CalendarEventId(f"event-{n}"), title=f"Meeting {n}", start_time=SOON + timedelta(hours=n))
        for n in range(count)
    ]
    return an_agenda(*(Entry(meeting=meeting) for meeting in meetings), **changes)


def test_a_long_list_has_buttons_for_the_soonest_and_a_table_of_the_rest_so_that_none_is_left_out() -> None:
    content = build_booking_list(several(MOST_WITH_BUTTONS + 3), NOW, BERLIN)

    assert_message(content.blocks)
    (rest,) = [block for block in content.blocks if block["type"] == "table"]
    assert [cell["text"] for cell in rest["rows"][0]] == ["When", "Meeting", "Bot"]
    assert [row[1]["text"] for row in rest["rows"][1:]] == [f"Meeting {MOST_WITH_BUTTONS + n}" for n in range(3)]
    assert rest["rows"][1][0]["elements"][0]["elements"][0]["type"] == "date"
    for number in range(MOST_WITH_BUTTONS + 3):  # who sees no table reads the same in the message's text
        assert f"Meeting {number}" in content.text
    assert "more. Choose" not in content.text


def test_a_short_list_has_no_table() -> None:
    content = build_booking_list(several(MOST_WITH_BUTTONS), NOW, BERLIN)

    assert not any(block["type"] == "table" for block in content.blocks)
    assert "Later" not in content.text


def test_a_title_in_a_table_is_plain_text_in_which_nothing_is_parsed() -> None:
    hostile = "<!channel> *bold*\u202e " + "x" * 100
    agenda = several(MOST_WITH_BUTTONS + 1)
    last = replace(agenda.entries[-1], meeting=replace(agenda.entries[-1].meeting, title=hostile))
    content = build_booking_list(replace(agenda, entries=(*agenda.entries[:-1], last)), NOW, BERLIN)

    (rest,) = [block for block in content.blocks if block["type"] == "table"]
    title = rest["rows"][-1][1]
    assert title["type"] == "raw_text"
    assert title["text"].startswith("<!channel> *bold* x")
    assert len(title["text"]) <= 40
    assert "<!channel>" not in content.text
