"""Connections of calendars: one row an account, without a place for a token."""

from datetime import timedelta

from bot.core.access.people import SlackAccount
from bot.core.calendars.owner_check import Identity
from bot.core.calendars.providers import CalendarProvider
from bot.store.calendars.connections import CalendarConnections
from bot.store.mirror.calendars import Calendar
from bot.store.mirror.mirror import Mirror
from bot.store.people import People
from bot.store.schema.connection_tables import calendar_connections, connect_flows
from tests.examples import JONAS, MAYA, NOW, TEAM

GOOGLE = CalendarProvider.GOOGLE


def identity(**changes):
    given = {"provider": GOOGLE, "subject": "1", "email": "jonas@example.com", "has_verified_email": True}
    return Identity(**{**given, **changes})


def test_there_is_no_column_for_a_token():
    names = {column.name for table in (calendar_connections, connect_flows) for column in table.columns}

    assert not [name for name in names if "token" in name or "secret" in name or "code" in name]


async def test_an_account_has_one_row_no_matter_who_comes_second(database):
    store = CalendarConnections(database)

    first = await store.reserve(TEAM, JONAS, identity(), NOW)
    second = await store.reserve(TEAM, MAYA, identity(), NOW)

    assert second == first
    assert await store.find_for_person(TEAM, MAYA) == []
    assert await store.find_account(TEAM, identity()) == first


async def test_a_row_gets_its_calendar_and_is_found_by_it(database):
    store = CalendarConnections(database)
    row = await store.reserve(TEAM, JONAS, identity(), NOW)
    ends_at = NOW + timedelta(days=7)

    assert await store.record_calendar(row.id, "c1", identity(email="new@example.com"), NOW, ends_at)

    found = await store.find_by_calendar("c1")
    assert (found.id, found.email, found.access_ends_at) == (row.id, "new@example.com", ends_at)
    assert await store.find_unfinished(NOW + timedelta(days=1)) == []
    assert await store.find_all(TEAM) == [found]


async def test_a_row_that_was_taken_away_meanwhile_is_not_written(database):
    store = CalendarConnections(database)
    row = await store.reserve(TEAM, JONAS, identity(), NOW)
    assert await store.forget(row.id)

    assert not await store.record_calendar(row.id, "c1", identity(), NOW)
    assert not await store.forget(row.id)


async def test_what_a_dead_process_left_is_found_after_a_while(database):
    store = CalendarConnections(database)
    row = await store.reserve(TEAM, JONAS, identity(), NOW)

    assert await store.find_unfinished(NOW) == []
    assert await store.find_unfinished(NOW + timedelta(minutes=1)) == [row]


async def test_a_calendar_in_the_mirror_is_its_persons_by_their_address_in_slack(database):
    """Also one whose own address is another, and none that its own address would make someone else's."""
    store, mirror = CalendarConnections(database), Mirror(database)
    await People(database).save(SlackAccount(user_id=JONAS, team_id=TEAM, email="Jonas@example.com"), NOW)
    unverified = identity(email="victor@example.com", has_verified_email=False)
    row = await store.reserve(TEAM, JONAS, unverified, NOW)
    await store.record_calendar(row.id, "c1", unverified, NOW)

    await mirror.save_calendar(
        Calendar(
            id="c1",
            platform="microsoft_outlook",
            platform_email="victor@example.com",
            oauth_email="victor@example.com",
            status="connected",
        )
    )

    assert [each.id for each in await mirror.calendars_of(["jonas@example.com"])] == ["c1"]
    assert await mirror.calendars_of(["victor@example.com"]) == []
