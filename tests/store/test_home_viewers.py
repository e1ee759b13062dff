"""Check who has opened App Home, on SQLite and on Postgres."""

from datetime import timedelta

from bot.core.identifiers import ChannelId
from bot.store.bookings.retention import Retention
from bot.store.home_viewers import Homes, OpenedHome
from tests.examples import JONAS, MAYA, NOW, TEAM

CHANNEL = ChannelId("D0MAYA")


async def test_who_has_opened_it_is_remembered_with_their_direct_messages(database):
    homes = Homes(database)
    await homes.record_opening(TEAM, MAYA, None, NOW)
    await homes.record_opening(TEAM, MAYA, CHANNEL, NOW + timedelta(days=1))

    assert await homes.get(TEAM, MAYA) == OpenedHome(CHANNEL)
    assert await homes.get(TEAM, JONAS) is None
    assert await homes.get("T0OTHER", MAYA) is None


async def test_of_many_those_are_found_who_have_opened_it(database):
    homes = Homes(database)
    await homes.record_opening(TEAM, MAYA, CHANNEL, NOW)
    await homes.record_opening("T0OTHER", JONAS, None, NOW)

    assert await homes.filter_opened(TEAM, [JONAS, MAYA, "U0OLGA"]) == [MAYA]
    assert await homes.filter_opened(TEAM, []) == []


async def test_it_is_forgotten(database):
    homes = Homes(database)
    await homes.record_opening(TEAM, MAYA, CHANNEL, NOW)
    await homes.record_opening(TEAM, JONAS, None, NOW)

    await homes.forget(TEAM, JONAS)
    assert await homes.get(TEAM, JONAS) is None
    await Retention(database).reduce(NOW)
    assert await homes.get(TEAM, MAYA) == OpenedHome(CHANNEL)
    await Retention(database).reduce(NOW + timedelta(seconds=1))
    assert await homes.get(TEAM, MAYA) is None
