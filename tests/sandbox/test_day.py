from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from bot.sandbox.clock import MovableClock
from bot.sandbox.day import JONAS, MAYA, Day, seed_day
from bot.sandbox.recall.pretend_recall import PretendRecall
from bot.sandbox.recall.workspace import CalendarEvent

NOW = datetime(2026, 3, 2, 9, 7, 30, tzinfo=UTC)
DAY = timedelta(days=1)


def _seeded(now: datetime) -> Day:
    return seed_day(PretendRecall(MovableClock(now, ticking=False)), now)


@pytest.fixture
def day() -> Day:
    return _seeded(NOW)


def _all(day: Day) -> list[CalendarEvent]:
    return [event for copies in day.events.values() for event in copies]


def test_two_people_have_calendars_on_two_platforms(day: Day):
    assert set(day.calendars) == {MAYA.email, JONAS.email}
    assert len({calendar.platform for calendar in day.calendars.values()}) == 2


def test_the_copies_of_a_meeting_agree(day: Day):
    first, second = day.events["Acme renewal: pricing call"]

    assert first.calendar_id != second.calendar_id
    assert (first.ical_uid, first.start, first.link) == (second.ical_uid, second.start, second.link)


def test_a_stand_up_recurs_with_one_uid_and_its_own_starts(day: Day):
    stand_ups = day.events["Product stand-up"]

    assert len({event.start for event in stand_ups}) > 4
    assert len({event.ical_uid for event in stand_ups}) == len({event.series for event in stand_ups}) == 1


def test_several_platforms_are_used(day: Day):
    platforms = {event.meeting_platform for event in _all(day)}

    assert {"zoom", "google_meet", "microsoft_teams", "webex", None} <= platforms


@pytest.mark.parametrize(
    "is_one",
    [
        lambda event: event.is_private,
        lambda event: event.is_all_day,
        lambda event: event.link is None and not event.is_all_day,
        lambda event: event.end < NOW,
        lambda event: event.start < NOW < event.end,
        lambda event: NOW < event.start < NOW + DAY / 2,
        lambda event: NOW + DAY <= event.start < NOW + 2 * DAY,
        lambda event: event.start >= NOW + 7 * DAY,
    ],
    ids=["private", "all day", "no link", "past", "running", "today", "tomorrow", "next week"],
)
def test_there_is_one_of_each_kind(day: Day, is_one: Callable[[CalendarEvent], bool]):
    assert any(is_one(event) for event in _all(day))


@pytest.mark.parametrize("minutes", [0, 7, 14, 29, 31, 59, 14 * 60 + 59])
def test_the_next_meeting_is_near_and_yet_more_than_ten_minutes_away(minutes: int):
    now = datetime(2026, 3, 2, 9, tzinfo=UTC) + timedelta(minutes=minutes)

    starts = [event.start for event in _all(_seeded(now)) if event.start > now]

    assert timedelta(minutes=10) < min(starts) - now <= timedelta(minutes=45)


@pytest.mark.parametrize("now", [NOW, NOW.astimezone(UTC) + timedelta(hours=14, minutes=50)])
def test_everything_is_within_the_window_of_recall(now: datetime):
    assert all(event.is_synced for event in _all(_seeded(now)))


def test_a_series_with_people_from_outside_begins_tomorrow(day: Day):
    calls = day.events["Globex: weekly check-in"]

    assert NOW + DAY <= calls[0].start < NOW + 2 * DAY
    assert [later.start - earlier.start for earlier, later in pairwise(calls)] == [7 * DAY] * 3
    assert len({event.series for event in calls}) == 1
    assert all(any(guest.email.endswith("@globex.test") for guest in event.attendees) for event in calls)
