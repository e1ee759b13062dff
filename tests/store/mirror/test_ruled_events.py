"""Rules read the mirror by meeting: all calendars' rows of each, and only what has changed."""

from datetime import timedelta

import pytest

from bot.store.mirror.mirror import Mirror
from bot.store.mirror.ruled_events import RuledEvents
from tests.examples import JONAS, MAYA, NOW, SOON
from tests.rules import CALENDARS, a_row

DAY = timedelta(days=1)


@pytest.fixture
async def events(database):
    """Two copies of one meeting, tomorrow another in Maya's calendar, and one that is over."""
    mirror = Mirror(database)
    await mirror.save_events([a_row(MAYA), a_row(JONAS)], NOW)
    later = a_row(MAYA, event_id="later", ical_uid="u2", start_time=SOON + DAY, series_key="series-1")
    await mirror.save_events([later], NOW + DAY)
    past = a_row(MAYA, event_id="past", ical_uid="u3", start_time=NOW - DAY)
    await mirror.save_events([past], NOW)
    return RuledEvents(database)


async def test_a_meeting_in_two_calendars_is_one_place(events):
    places = await events.find_coming(CALENDARS.values(), NOW)

    assert [place.starts_at for place in places] == [SOON, SOON + DAY]
    assert [place.starts_at for place in await events.find_coming([CALENDARS[JONAS]], NOW)] == [SOON]


async def test_all_its_rows_are_read(events):
    [first, second] = await events.find_coming(CALENDARS.values(), NOW)
    copies = await events.read_copies([first.occurrence, second.occurrence], NOW)

    assert {row.event_id for row in copies[first.occurrence]} == {f"event-{MAYA}", f"event-{JONAS}"}
    assert [row.event_id for row in copies[second.occurrence]] == ["later"]
    assert await events.read_copies([first.occurrence], SOON + DAY) == {}


async def test_what_was_read_since_is_found(events):
    everyones = CALENDARS.values()
    seen = await events.find_seen(everyones, NOW + timedelta(hours=1), NOW + DAY, NOW)

    assert [place.starts_at for place in seen] == [SOON + DAY]
    assert await events.find_seen_calendars(NOW + timedelta(hours=1), NOW + DAY) == [CALENDARS[MAYA]]
    assert len(await events.find_seen(everyones, NOW, NOW + DAY, NOW)) == 2
    assert [place.starts_at for place in await events.find_seen([CALENDARS[JONAS]], NOW, NOW + DAY, NOW)] == [SOON]


async def test_named_events_and_those_of_a_day_are_found(events):
    assert [place.starts_at for place in await events.find_named(["later", "unknown"])] == [SOON + DAY]
    assert [place.starts_at for place in await events.find_between(NOW, NOW + DAY)] == [SOON]


async def test_the_rows_of_series_are_found(events):
    assert [row.event_id for row in await events.read_series_rows(CALENDARS[MAYA], NOW)] == ["later"]
    assert await events.read_series_rows(CALENDARS[JONAS], NOW) == []
