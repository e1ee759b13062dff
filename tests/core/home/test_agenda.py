"""What stands in App Home and in the list, and what does not."""

from dataclasses import replace
from datetime import timedelta

from bot.core.booking.bot_state import BotState
from bot.core.booking.model import Booking, Said, Veto
from bot.core.home.agenda import (
    Entry,
    OwnCalendar,
    deduplicate_calendars,
    happened_at,
    meetings_soon,
    recent_bookings,
    upcoming_entries,
)
from bot.core.identifiers import BookingId, BotId, CalendarEventId
from bot.core.lifecycle.transitions import apply_cancellation
from bot.core.meetings.meeting import EventBot
from bot.core.outcomes.cancel_reasons import RULE_OVER
from tests.examples import (
    CARD,
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

DAY = timedelta(days=1)


def cancelled(booking: Booking | None = None) -> Booking:
    off = apply_cancellation(booking or a_booked_booking(), by=JONAS, now=NOW, reason="person")
    return replace(off, bot=replace(off.bot, applied_revision=off.wish.revision))


def over(status: str = "done", **facts: object) -> Booking:
    bot = BotState(bot_id=BotId("bot-1"), applied_revision=1, status=status, status_at=NOW - timedelta(hours=1))
    return a_booked_booking(bot=bot, **facts)


def kept(entries: list[Entry]) -> list[tuple[str | None, str | None]]:
    return [(entry.meeting and entry.meeting.event_id, entry.booking and entry.booking.id) for entry in entries]


def test_a_meeting_stands_with_its_booking() -> None:
    assert kept(upcoming_entries([a_meeting()], [a_booking()], [], NOW)) == [("event-1", "b1")]


def test_a_colleagues_booking_stands_beside_ones_own_copy_of_the_meeting() -> None:
    theirs = a_booking(booked_by=JONAS, meeting=a_booked_meeting(event_id=CalendarEventId("copy-of-jonas")))

    assert kept(upcoming_entries([a_meeting()], [], [theirs], NOW)) == [("event-1", "b1")]


def test_other_bookings_of_others_are_not_told_of() -> None:
    same_room = a_booking(booked_by=JONAS, meeting=a_bare_link())
    elsewhere = a_booking(booked_by=JONAS, meeting=a_booked_meeting(event_id="event-9", ical_uid="other@example.com"))

    assert kept(upcoming_entries([a_meeting()], [], [same_room, elsewhere], NOW)) == [("event-1", None)]


def test_a_colleagues_failure_does_not_stand_in_the_way() -> None:
    failed = replace(a_failed_booking(), booked_by=JONAS)

    assert kept(upcoming_entries([a_meeting()], [], [failed], NOW)) == [("event-1", None)]


def test_ones_own_failure_stays_in_sight_while_there_is_time() -> None:
    assert kept(upcoming_entries([a_meeting()], [a_failed_booking()], [], NOW)) == [("event-1", "b1")]
    assert kept(upcoming_entries([], [a_failed_booking()], [], SOON + DAY)) == []


def test_what_was_cancelled_leaves_the_meeting_without_a_bot() -> None:
    assert kept(upcoming_entries([a_meeting()], [cancelled()], [], NOW)) == [("event-1", None)]


def test_a_meeting_that_someone_keeps_the_bot_from_says_so_to_all_who_see_it() -> None:
    vetoed = replace(cancelled(), veto=Veto(by=JONAS, at=NOW))

    assert kept(upcoming_entries([a_meeting()], [vetoed], [], NOW)) == [("event-1", "b1")]
    assert kept(upcoming_entries([a_meeting()], [], [vetoed], NOW)) == [("event-1", "b1")]


def test_an_older_failure_does_not_come_back_once_its_successor_was_cancelled() -> None:
    newer = replace(cancelled(), id=BookingId("b2"))
    older = replace(a_failed_booking(), wish=replace(a_failed_booking().wish, at=NOW - DAY))

    assert kept(upcoming_entries([a_meeting()], [older, newer], [], NOW)) == [("event-1", None)]


def test_what_one_has_booked_stands_without_its_meeting_too_in_order_of_time() -> None:
    link = a_booking(id=BookingId("link"), meeting=a_bare_link(start_time=NOW + timedelta(minutes=5)))
    elsewhere = a_booked_meeting(event_id="event-9", ical_uid="other@example.com", start_time=SOON + 9 * DAY)
    late = a_booking(id=BookingId("late"), meeting=elsewhere)

    entries = upcoming_entries([a_meeting()], [late, link], [], NOW)

    assert kept(entries) == [(None, "link"), ("event-1", None), (None, "late")]


def test_a_bot_that_stays_in_an_overrunning_call_is_told_of() -> None:
    bot = BotState(bot_id=BotId("bot-1"), applied_revision=1, status="in_call_recording")

    assert kept(upcoming_entries([], [a_booked_booking(bot=bot)], [], SOON + timedelta(hours=1))) == [(None, "b1")]


def test_a_bot_of_another_integration_is_known_for_one() -> None:
    bots = (EventBot(bot_id=BotId("theirs"), start_time=SOON, deduplication_key="x", meeting_url="https://x.test"),)

    (entry,) = upcoming_entries([a_meeting(bots=bots)], [], [], NOW)
    assert entry.is_booked_by_others
    ours = cancelled(a_booked_booking(bot=BotState(bot_id=BotId("theirs"), applied_revision=1)))
    (entry,) = upcoming_entries([a_meeting(bots=bots)], [ours], [], NOW)
    assert not entry.is_booked_by_others
    had_it_before = cancelled(a_booked_booking(past_bot_ids=(BotId("theirs"),)))
    (entry,) = upcoming_entries([a_meeting(bots=bots)], [had_it_before], [], NOW)
    assert not entry.is_booked_by_others


def test_the_next_days_count_and_if_they_are_empty_the_next_few_meetings() -> None:
    week = [a_meeting(event_id=f"e{day}", start_time=NOW + day * DAY) for day in range(1, 20)]

    assert [meeting.event_id for meeting in meetings_soon(week, NOW)] == [f"e{day}" for day in range(1, 7)]
    assert [meeting.event_id for meeting in meetings_soon(week[10:], NOW)] == ["e11", "e12", "e13", "e14", "e15"]


def test_a_calendar_that_was_connected_anew_is_not_said_to_be_disconnected() -> None:
    old, new = (
        OwnCalendar(email="m@x.test", platform="google_calendar", status=s) for s in ("disconnected", "connected")
    )
    other = OwnCalendar(email="m@x.test", platform="microsoft_outlook", status="disconnected")

    assert deduplicate_calendars([old, new, other]) == (new, other)
    assert deduplicate_calendars([old, old]) == (old,)
    assert deduplicate_calendars([]) == ()


def test_lately_is_what_came_to_something_the_newest_first() -> None:
    moved = a_booked_booking(id=BookingId("moved"), meeting=a_booked_meeting(moved_from=NOW))
    earlier = replace(moved, wish=replace(moved.wish, at=NOW - 2 * DAY))
    own = [a_booked_booking(id=BookingId("booked")), earlier, over(id=BookingId("done")), cancelled()]

    assert [booking.id for booking in recent_bookings(own, NOW)] == ["b1", "done", "moved"]


def test_what_a_rule_gave_up_before_anyone_read_of_it_is_no_news() -> None:
    off = cancelled()
    quiet = replace(off, wish=replace(off.wish, reason=RULE_OVER), said=Said())

    assert recent_bookings([quiet], NOW) == ()
    assert recent_bookings([replace(quiet, said=Said(card=CARD))], NOW) != ()


def test_what_is_older_than_a_week_is_not_late_news() -> None:
    assert recent_bookings([over()], NOW + 8 * DAY) == ()


def test_a_failure_is_late_news_and_a_booking_is_none() -> None:
    assert happened_at(a_failed_booking(), NOW) == NOW
    assert happened_at(a_booking(), NOW) is happened_at(a_booked_booking(), NOW) is None
    assert over().booked_by == MAYA
