"""A calendar that is connected is kept true: reconnected, disconnected, and left by people who leave."""

import re
from datetime import timedelta

import pytest
from pydantic import SecretStr

from bot.core.calendars.connection import ConnectionState
from bot.core.calendars.providers import CalendarProvider
from bot.scheduling.calendars.disconnect import DisconnectOutcome
from bot.scheduling.calendars.rotate_secret import rotate_client_secret
from tests.journeys.connecting import GOOGLE_SECRET, MICROSOFT_SECRET, a_connecting_world
from tests.journeys.furniture import OTHER_MEET, SALES
from tests.journeys.waiting import until

TWO_DAYS = timedelta(days=2)
CALENDARS = "/api/v2/calendars/"


@pytest.fixture
async def connecting(sqlite_url):
    """Jonas has connected his Google calendar, with one meeting."""
    async with a_connecting_world(sqlite_url) as made:
        world = made.world
        world.recall.connecting.when_connected(
            "jonas@example.com",
            lambda calendar_id: world.meeting("Pipeline review", calendar_id=calendar_id, meeting_url=OTHER_MEET),
        )
        await made.connects()
        await made.until_offered("Pipeline review")
        await made.until_connected()
        yield made


async def books(connecting):
    world = connecting.world
    form = await world.opens_form(person=world.jonas)
    await world.picks("Pipeline review", form)
    await world.jonas.submits()
    await world.card(SALES, saying="Pipeline review")
    await world.nothing_is_left_to_do()


def messages_to_jonas(connecting):
    world = connecting.world
    channel = world.slack.open_direct_message(world.jonas.user.id)
    return [message.text for message in world.slack.messages(channel.id)]


async def test_an_expiry_is_told_once_with_the_meetings_that_it_concerns(connecting):
    world = connecting.world
    await books(connecting)
    (view,) = await connecting.connections()

    world.recall.disconnect_calendar(view.connection.calendar_id)

    await world.until(lambda: messages_to_jonas(connecting))
    (message,) = messages_to_jonas(connecting)
    assert "Your Google Calendar (jonas@example.com) was disconnected" in message.replace("\u200b", "")
    assert "Pipeline review" in message
    (view,) = await connecting.connections()
    assert view.state is ConnectionState.NEEDS_RECONNECT
    await world.program.calendars.keep_true.run()
    world.recall.rename_event(world.recall.events[0].id, "Weekly sync 2")
    await world.until_mirrored(world.recall.events[0].id, lambda meeting: meeting.title == "Weekly sync 2")
    assert len(messages_to_jonas(connecting)) == 1


async def test_an_expiry_without_any_bot_booked_is_told_too(connecting):
    (view,) = await connecting.connections()

    connecting.world.recall.disconnect_calendar(view.connection.calendar_id)

    await connecting.world.until(lambda: messages_to_jonas(connecting))


async def test_after_a_reconnect_the_next_expiry_is_told_again(connecting):
    world = connecting.world
    (view,) = await connecting.connections()
    world.recall.disconnect_calendar(view.connection.calendar_id)
    await world.until(lambda: len(messages_to_jonas(connecting)) == 1)

    page = await connecting.connects(connection_id=view.connection.id)
    assert page.text.startswith("Connected.")
    await connecting.until_connected()
    await until(lambda: no_mark(connecting))
    world.recall.disconnect_calendar(view.connection.calendar_id)

    await world.until(lambda: len(messages_to_jonas(connecting)) == 2)


async def no_mark(connecting):
    return not await connecting.world.store.marks.find_names("told owner of ")


async def test_a_disconnect_says_what_it_ends_and_ends_it(connecting):
    world = connecting.world
    await books(connecting)
    person, (view,) = await connecting.person(), await connecting.connections()

    preview = await connecting.calendars.disconnect.preview(person, view.connection.id)
    outcome = await connecting.calendars.disconnect.disconnect(person, view.connection.id)

    assert [booking.meeting.title for booking in preview.bookings] == ["Pipeline review"]
    assert outcome is DisconnectOutcome.DISCONNECTED
    assert connecting.made_calendars() == []
    assert await connecting.connections() == ()
    offer = await world.program.personal.upcoming.offer(person)
    assert [meeting.title for meeting in offer.meetings] == []
    await world.card(SALES, saying="calendar")
    assert messages_to_jonas(connecting) == []


async def test_only_ones_own_calendar_can_be_disconnected(connecting):
    (view,) = await connecting.connections()
    olga = await connecting.person(connecting.world.olga)

    assert await connecting.calendars.disconnect.preview(olga, view.connection.id) is None
    assert await connecting.calendars.disconnect.disconnect(olga, view.connection.id) is DisconnectOutcome.GONE
    assert len(connecting.made_calendars()) == 1


async def test_a_recall_that_does_not_answer_leaves_the_calendar_connected(connecting):
    person, (view,) = await connecting.person(), await connecting.connections()
    connecting.world.recall.fail_next(503, method="DELETE", path=f"{CALENDARS}*/")

    outcome = await connecting.calendars.disconnect.disconnect(person, view.connection.id)

    assert outcome is DisconnectOutcome.TRY_AGAIN
    assert [each.state for each in await connecting.connections()] == [ConnectionState.CONNECTED]


async def test_what_recall_has_deleted_already_is_disconnected(connecting):
    person, (view,) = await connecting.person(), await connecting.connections()
    connecting.world.recall.delete_calendar(view.connection.calendar_id)

    outcome = await connecting.calendars.disconnect.disconnect(person, view.connection.id)

    assert outcome is DisconnectOutcome.DISCONNECTED


async def test_the_calendars_of_someone_who_leaves_are_disconnected(connecting):
    world = connecting.world
    await world.jonas.leaves()

    await until(lambda: connecting.made_calendars() == [])


async def test_someone_who_left_while_no_one_heard_is_found_within_the_day(connecting):
    world = connecting.world
    world.jonas.user.deleted = True
    world.clock.advance(TWO_DAYS)

    await until(lambda: connecting.made_calendars() == [])


async def test_a_slack_that_does_not_answer_disconnects_no_one(connecting):
    world = connecting.world
    world.slack.fail_next("users.info", error="internal_error", times=50)
    world.clock.advance(TWO_DAYS)

    await connecting.calendars.keep_true.run()

    assert len(connecting.made_calendars()) == 1


async def test_a_changed_client_secret_reaches_every_calendar_of_that_client(connecting):
    world = connecting.world
    await connecting.connects(provider=CalendarProvider.MICROSOFT)

    rotation = await rotate_client_secret(world.program.recall, "google-client", SecretStr("made-up-new-secret"))

    assert (rotation.updated, rotation.failed) == (1, ())
    secrets = {each.platform: each.oauth_client_secret for each in connecting.made_calendars()}
    assert secrets == {"google_calendar": "made-up-new-secret", "microsoft_outlook": MICROSOFT_SECRET}


async def test_no_secret_is_logged_stored_or_shown(connecting, log, tmp_path):
    """Of a whole life: connected, refused, expired, reconnected; Recall repeats the tokens in every answer."""
    world = connecting.world
    (view,) = await connecting.connections()
    browser = connecting.browser()
    pages = [await connecting.connects(browser=browser, connection_id=view.connection.id)]
    world.recall.fail_next(400, method="PATCH", path=f"{CALENDARS}*/")
    pages.append(await connecting.connects(browser=browser))
    connecting.google.misbehave(token_html=500)
    pages.append(await connecting.connects(browser=browser))
    connecting.google.behave()
    pages.append(await connecting.connects(browser=browser, calendar=None))
    await connecting.person()

    secrets = {
        *connecting.google.grants.every_secret,
        *connecting.google.grants.codes,
        GOOGLE_SECRET,
        *(url.rpartition("/connect/")[2] for url in browser.visited if re.search(r"/connect/[\w-]{43}$", url)),
    }
    assert len(secrets) > 10
    stored = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())
    shown = "".join(page.response.text for page in pages)
    for secret in secrets:
        assert secret not in log.text
        assert secret.encode() not in stored
        assert secret not in shown
