"""A person connects their calendar, from the link in Slack to the meetings in App Home."""

import pytest

from bot.core.calendars.connection import ConnectionState
from bot.core.calendars.providers import CalendarProvider
from bot.scheduling.home.refresh import EVERY
from tests.journeys.connecting import a_connecting_world
from tests.journeys.homes import opens_home


@pytest.fixture
async def connecting(sqlite_url):
    async with a_connecting_world(sqlite_url) as made:
        yield made


@pytest.mark.parametrize("provider", list(CalendarProvider))
async def test_a_calendar_is_connected_and_its_meetings_are_there(connecting, provider):
    world = connecting.world
    world.recall.connecting.when_connected(
        "jonas@example.com", lambda calendar_id: world.meeting("Pipeline review", calendar_id=calendar_id)
    )

    page = await connecting.connects(provider=provider)

    assert page.text.startswith("Connected. You can close this page.")
    (calendar,) = connecting.made_calendars()
    assert (calendar.platform, calendar.oauth_email) == (provider.platform, "jonas@example.com")
    view = await connecting.until_connected()
    assert (view.connection.email, view.connection.calendar_id) == ("jonas@example.com", calendar.id)
    await connecting.until_offered("Pipeline review")
    await world.picks("Pipeline review", await world.opens_form(person=world.jonas))


async def test_home_follows_from_connecting_to_connected(connecting):
    world = connecting.world
    world.recall.connecting.delay = None
    await opens_home(world, world.jonas)

    await connecting.connects()

    assert [each.state for each in await connecting.connections()] == [ConnectionState.CONNECTING]
    published = len(world.slack.calls_to("views.publish"))
    (calendar,) = connecting.made_calendars()
    world.recall.reconnect_calendar(calendar.id)
    await connecting.until_connected()
    await world.until_by_the_clock(lambda: len(world.slack.calls_to("views.publish")) > published, every=EVERY)
