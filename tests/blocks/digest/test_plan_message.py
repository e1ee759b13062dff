"""The plan as a message: within Slack's limits, readable without its blocks, safe with any title."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given

from bot.blocks.digest.plan_button import PlanButton, read_plan_button
from bot.blocks.digest.plan_message import NOTHING_AHEAD, build_plan_message
from bot.blocks.digest.plan_time import read_plan_time, read_shown_plan
from bot.blocks.kit.block_kit import MESSAGE_BLOCKS, Json, MessageContent
from bot.blocks.names import Action
from bot.core.booking.bot_state import BotState
from bot.core.booking.model import Booking
from bot.core.booking.origin import Origin, Source
from bot.core.home.agenda import Agenda, Entry, OwnCalendar
from bot.core.identifiers import BookingId, BotId, CalendarEventId
from bot.core.meetings.meeting import Meeting
from bot.core.plans.day_plan import build_day_plan
from bot.core.rules.decision import Decision
from bot.core.rules.reasons import Reason
from tests.blocks.in_slack import assert_message, spoken
from tests.blocks.outside_text import CONTROL_SEQUENCE, OURS, OUTSIDE_TEXT
from tests.examples import JONAS, MAYA, NOW, SOON, a_booked_booking, a_failed_booking, a_meeting

BERLIN = "Europe/Berlin"
COST = Decimal("1.234")
TODAY = date(2026, 3, 2)
OWN = OwnCalendar(email="maya@example.com", platform="google_calendar", status="connected")


def entry(number: int = 1, booking: Booking | None = None, **facts: Any) -> Entry:
    start = SOON + timedelta(minutes=number)
    return Entry(
        meeting=a_meeting(event_id=CalendarEventId(f"event-{number}"), start_time=start, **facts), booking=booking
    )


def recorded(number: int = 1, **facts: Any) -> Entry:
    return entry(number, a_booked_booking(id=BookingId(f"b{number}")), **facts)


def message(
    *entries: Entry,
    decisions: dict[str, Decision] | None = None,
    unlinked: tuple[Meeting, ...] = (),
    plan_at: int | None = None,
    is_whole: bool = False,
    **facts: Any,
) -> MessageContent:
    plan = build_day_plan(entries, decisions or {}, unlinked, day=TODAY, time_zone=BERLIN, now=NOW)
    agenda = Agenda(**{"user_id": MAYA, "email": "maya@example.com", "calendars": (OWN,), "read_at": NOW, **facts})
    content = build_plan_message(plan, agenda, plan_at, COST, NOW, BERLIN, is_whole=is_whole)
    assert_message(content.blocks)
    return content


def buttons(content: MessageContent) -> list[tuple[str, str]]:
    """Action and event of each line's button."""
    found = [block["accessory"] for block in content.blocks if "accessory" in block]
    return [(each["action_id"], read(each["value"]).event_id or "") for each in found]


def read(value: str) -> PlanButton:
    button = read_plan_button(value)
    assert button is not None
    return button


def menu(content: MessageContent) -> Json:
    (row,) = [block for block in content.blocks if block.get("block_id", "").startswith("plan_time")]
    return row


def test_what_is_recorded_stands_first_with_its_reason_and_the_button_that_stops_it() -> None:
    by_rule = a_booked_booking(origin=Origin(source=Source.RULE, by=JONAS, reason=Reason.EXTERNAL))

    content = message(entry(1, by_rule), entry(2))

    said = spoken(content.blocks)
    parts = ["*Will be recorded (1)*", "external people", "*Won't be recorded (1)*"]
    assert sorted(parts, key=said.index) == parts
    assert "Because of <@U0JONAS>'s rule: meetings with external people." in said
    assert "*Will be recorded (1)* · 0.5 hours, about $1.23" in said
    assert "16:01–16:31 · *Weekly sync*" in said
    assert buttons(content) == [(Action.PLAN_LEAVE_OUT, "event-1"), (Action.PLAN_RECORD, "event-2")]


def test_what_is_recorded_already_is_not_said_to_be_left_out() -> None:
    bot = BotState(bot_id=BotId("bot-1"), applied_revision=1, status="done", has_recorded=True)

    said = message(entry(1, a_booked_booking(bot=bot))).text

    assert "No more meetings will be recorded." in said
    assert said.index("Already recorded (1)") < said.index("Recording ready")
    assert "Won't be recorded" not in said


def test_ones_own_booking_is_said_to_be_ones_own() -> None:
    assert "Scheduled by you." in spoken(message(recorded()).blocks)


def test_why_a_bot_could_not_be_scheduled_is_said_and_needs_attention() -> None:
    said = spoken(message(entry(1, a_failed_booking(402))).blocks)

    assert said.index("*Needs attention*") < said.index("*Failed") < said.index("admin")


def test_overlaps_meetings_without_a_link_and_lost_calendars_need_attention() -> None:
    lost = OwnCalendar(email="maya@example.com", platform="google_calendar", status="disconnected")
    lunch = a_meeting(title="Lunch", meeting_url=None, start_time=SOON)

    said = spoken(message(recorded(1), recorded(2, title="Review"), unlinked=(lunch,), calendars=(lost,)).blocks)

    assert "was disconnected from Recall.ai" in said
    assert "“Weekly sync” and “Review” overlap from 16:02–16:31. Both will be recorded." in said
    assert "“Lunch” (Mon, March 2, 2026 at 16:00 (Europe/Berlin)) has no link that a bot can use." in said


def test_what_is_not_recorded_is_collapsed_if_long_and_can_be_shown() -> None:
    entries = [entry(number) for number in range(1, 8)]

    short, whole = message(*entries), message(*entries, is_whole=True)

    assert len(buttons(short)) == 3
    assert "Show all 7" in spoken(short.blocks)
    assert len(buttons(whole)) == 7
    assert "Show all" not in spoken(whole.blocks)
    # A press in it shows all of them again.
    assert all(read(block["accessory"]["value"]).is_whole for block in whole.blocks if "accessory" in block)


def test_an_empty_day_says_so() -> None:
    assert NOTHING_AHEAD in spoken(message().blocks)


def test_the_menu_shows_when_it_is_sent_and_carries_which_message_it_is_in() -> None:
    row = menu(message(recorded(), plan_at=8 * 60 + 10, is_whole=True))

    (select,) = row["elements"]
    assert select["initial_option"]["text"]["text"] == "Sent to me every day at 08:10"
    shown = read(read_shown_plan(row["block_id"]))
    assert (shown.day, shown.is_whole) == (TODAY, True)
    assert [read_plan_time(option["value"]) for option in select["options"]][:2] == [None, 5 * 60]
    assert menu(message())["elements"][0]["initial_option"]["text"]["text"] == "Not sent to me"


@pytest.mark.parametrize("value", ["-1", "1440", "noon", "", None])
def test_a_time_that_was_not_offered_is_refused(value: str | None) -> None:
    with pytest.raises(ValueError, match=r"minute|invalid literal"):
        read_plan_time(value)


@pytest.mark.parametrize("value", [None, "", "{}", '{"v":2,"day":"2026-03-02"}', '{"v":1,"day":"never"}'])
def test_a_button_of_another_version_is_known_as_such(value: str | None) -> None:
    assert read_plan_button(value) is None


@pytest.mark.parametrize("is_whole", [False, True])
def test_sixty_meetings_with_long_titles_fit(is_whole: bool) -> None:
    long = "👩‍👩‍👧‍👦*&" * 500
    entries = [(recorded if number % 2 else entry)(number, title=long) for number in range(60)]
    lunch = a_meeting(title=long, meeting_url=None)

    content = message(*entries, unlinked=(lunch,) * 60, calendars=(), is_stale=True, is_whole=is_whole)

    assert len(content.blocks) <= MESSAGE_BLOCKS
    assert len(content.text) <= 4_000
    said = spoken(content.blocks)
    assert "*Will be recorded (30)*" in said
    assert "*Won't be recorded (30)*" in said


def test_everything_can_be_read_without_the_blocks() -> None:
    text = message(recorded(1), entry(2)).text

    assert text.splitlines()[0] == "Your plan for today, Mon, March 2"
    assert "16:01–16:31 · *Weekly sync*" in text
    assert "<!date" not in text


@given(OUTSIDE_TEXT)
def test_titles_from_outside_format_mention_and_link_nothing(title: str) -> None:
    content = message(recorded(1, title=title), entry(2, title=title), recorded(3, title=title))

    assert not CONTROL_SEQUENCE.search(OURS.sub("", spoken(content.blocks)))
