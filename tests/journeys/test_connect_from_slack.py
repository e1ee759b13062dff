"""Connecting, reconnecting and disconnecting a calendar from every place in Slack that offers it."""

from datetime import timedelta

import pytest

from bot.blocks.kit.button_value import calendar_value
from bot.blocks.names import COMMAND, Action, Field
from bot.doctor.public_url import examine_public_url
from bot.sandbox.slack.person import Person
from bot.scheduling.forms.follow_connecting import EVERY, MEETINGS_WITHIN
from tests.journeys.connecting import Connecting, a_connecting_world
from tests.journeys.furniture import SALES
from tests.journeys.hand_made import click, post_interaction, submission
from tests.journeys.homes import home_says, opens_home
from tests.journeys.world import World


@pytest.fixture
async def connecting(sqlite_url):
    async with a_connecting_world(sqlite_url) as made:
        yield made


def fill_jonas_calendar(world: World) -> None:
    world.recall.connecting.when_connected(
        "jonas@example.com", lambda calendar_id: world.meeting("Pipeline review", calendar_id=calendar_id)
    )


async def form_says(world: World, sentence: str, person: Person | None = None) -> None:
    who = person or world.jonas
    try:
        await world.until_by_the_clock(lambda: sentence in world.form(who), every=MEETINGS_WITHIN / 3)
    except TimeoutError:
        raise AssertionError(f"{sentence!r} is not in the modal: {world.form(who)}") from None


async def follows_link(connecting: Connecting, person: Person | None = None, **choices: str | None) -> str:
    """From the button in the modal that is open to the last page in a browser; returns what that says."""
    who = person or connecting.world.jonas
    await connecting.world.until(lambda: who.view and Action.OPEN_CONNECT_PAGE in str(who.view))
    await who.clicks(Action.OPEN_CONNECT_PAGE)
    browser = connecting.browser()
    consent = await browser.submits(await browser.opens(who.opened_links[-1]))
    return (await browser.submits(consent, **{"button": "allow", **choices})).text


async def connects_from_home(connecting: Connecting) -> None:
    world = connecting.world
    await opens_home(world, world.jonas)
    await world.jonas.clicks(Action.CONNECT_GOOGLE)
    await follows_link(connecting)
    await connecting.until_connected()
    await form_says(world, "*Connected.*")
    await world.jonas.closes()
    await home_says(world, "jonas@example.com · Google Calendar: connected", world.jonas)


async def test_from_home_the_modal_and_home_follow_until_the_meetings_are_there(connecting):
    world = connecting.world
    fill_jonas_calendar(world)
    await opens_home(world, world.jonas)
    assert "*No calendar is connected for jonas@example.com.* Connect yours" in world.home(world.jonas)

    await world.jonas.clicks(Action.CONNECT_GOOGLE)
    assert (await follows_link(connecting)).startswith("Connected. You can close this page.")

    await form_says(world, "*Connected.*")
    await home_says(world, "Pipeline review", world.jonas)
    assert "jonas@example.com · Google Calendar: connected" in world.home(world.jonas)


async def test_home_and_the_modal_say_that_it_is_connecting_while_recall_reads_it(connecting):
    world = connecting.world
    world.recall.connecting.delay = None
    await opens_home(world, world.jonas)

    await world.jonas.clicks(Action.CONNECT_OUTLOOK)
    await follows_link(connecting)

    await form_says(world, "*Connecting…*")
    await home_says(world, "jonas@example.com · Outlook Calendar: connecting…", world.jonas)


async def test_the_notice_in_place_of_the_form_becomes_the_form_with_the_meetings(connecting):
    world = connecting.world
    fill_jonas_calendar(world)
    await world.opens_form(person=world.jonas)
    assert "No calendar is connected for jonas@example.com." in world.form(world.jonas)

    await world.and_it_changes(world.jonas, world.jonas.clicks(Action.CONNECT_GOOGLE))
    await follows_link(connecting)

    await world.until_by_the_clock(lambda: Action.PICK_MEETING in str(world.jonas.view), every=EVERY)
    await world.picks("Pipeline review", world.jonas)
    await world.jonas.submits()
    assert "Pipeline review" in (await world.card(SALES, saying="Scheduled:")).text


async def test_a_form_of_other_peoples_meetings_keeps_what_was_typed_and_loses_the_hint(connecting):
    world = connecting.world
    fill_jonas_calendar(world)
    event = world.meeting("Acme call", attendees=["jonas@example.com"])
    await world.until_mirrored(event.id)
    await world.opens_form(person=world.jonas)
    await world.jonas.fills(Field.BOT_NAME, "Acme notes")
    assert "These are only meetings others invited you to." in world.form(world.jonas)

    await world.jonas.clicks(Action.CONNECT_GOOGLE)
    await follows_link(connecting)
    await form_says(world, "*Connected.*")
    await world.jonas.closes()

    assert "These are only meetings" not in world.form(world.jonas)
    assert "Acme notes" in str(world.jonas.view["state"])
    await world.picks("Pipeline review", world.jonas)


async def test_the_command_offers_both_providers_and_each_calendar_with_its_buttons(connecting):
    world = connecting.world

    await world.jonas.types(f"{COMMAND} Connect", SALES)
    await world.until(lambda: world.jonas.view)
    assert "You haven't connected a calendar yet." in world.form(world.jonas)
    await world.and_it_changes(world.jonas, world.jonas.clicks(Action.CONNECT_OUTLOOK))
    await follows_link(connecting)
    await form_says(world, "*Connected.*")
    await world.jonas.closes()

    await world.jonas.types(f"{COMMAND} Connect", SALES)
    await world.until(lambda: world.jonas.view)
    assert "jonas@example.com · Outlook Calendar: connected" in world.form(world.jonas)


async def test_several_accounts_of_one_person_stand_side_by_side(connecting):
    world = connecting.world
    await connects_from_home(connecting)

    await world.jonas.clicks(Action.CONNECT_OUTLOOK)
    await follows_link(connecting)

    await home_says(world, "jonas@example.com · Outlook Calendar: connected", world.jonas)
    assert "jonas@example.com · Google Calendar: connected" in world.home(world.jonas)


async def test_disconnecting_says_which_bots_will_not_come_and_home_forgets_the_calendar(connecting):
    world = connecting.world
    fill_jonas_calendar(world)
    await connects_from_home(connecting)
    await home_says(world, "Pipeline review", world.jonas)
    await world.opens_form(person=world.jonas)
    await world.picks("Pipeline review", world.jonas)
    await world.jonas.submits()
    await world.card(SALES, saying="Scheduled:")
    await world.nothing_is_left_to_do()

    await world.jonas.clicks(Action.DISCONNECT_CALENDAR)
    await world.until(lambda: world.jonas.view)
    asked = world.form(world.jonas)
    assert "Disconnect jonas@example.com · Google Calendar?" in asked
    assert "This bot won't join:" in asked
    assert "Pipeline review, " in asked
    await world.jonas.submits()

    await form_says(world, "*Disconnected.*")
    assert connecting.made_calendars() == []
    await world.jonas.closes()
    await home_says(world, "*No calendar is connected for jonas@example.com.*", world.jonas)
    await world.card(SALES, saying="Canceled")


async def test_recall_does_not_answer_and_the_calendar_stays_connected(connecting):
    world = connecting.world
    await connects_from_home(connecting)
    world.recall.fail_next(status=503, method="DELETE", path="/api/v2/calendars/*/", times=20)

    await world.jonas.clicks(Action.DISCONNECT_CALENDAR)
    await world.until(lambda: world.jonas.view)
    await world.jonas.submits()

    await form_says(world, "still connected")
    assert len(connecting.made_calendars()) == 1


async def test_a_calendar_that_was_disconnected_meanwhile_is_not_asked_about(connecting):
    world = connecting.world
    await connects_from_home(connecting)
    (view,) = await connecting.connections()
    await connecting.calendars.disconnect.disconnect(await connecting.person(), view.connection.id)

    await world.jonas.clicks(Action.DISCONNECT_CALENDAR)
    await world.until(lambda: world.jonas.view)

    assert "This calendar is no longer connected." in world.form(world.jonas)


async def test_no_one_reconnects_or_disconnects_another_persons_calendar(connecting):
    world = connecting.world
    await connects_from_home(connecting)
    (view,) = await connecting.connections()
    card = await world.books()
    theirs = calendar_value(view.connection)

    await click(world, world.maya, card, Action.RECONNECT_CALENDAR, theirs)
    await world.until(lambda: "is no longer connected" in world.form())
    await world.maya.closes()
    await click(world, world.maya, card, Action.DISCONNECT_CALENDAR, theirs)
    await world.until(lambda: "is no longer connected" in world.form())
    await world.jonas.clicks(Action.DISCONNECT_CALENDAR)
    await world.until(lambda: world.jonas.view)
    forged = submission(world.slack, world.jonas)
    forged["user"]["id"] = "U0MAYA"
    await post_interaction(world, forged)

    await form_says(world, "This calendar is no longer connected.")
    assert len(connecting.made_calendars()) == 1


@pytest.mark.parametrize("action", [Action.RECONNECT_CALENDAR, Action.DISCONNECT_CALENDAR])
async def test_a_button_of_another_version_is_said_to_be_one(connecting, action):
    world = connecting.world
    card = await world.books()

    await click(world, world.maya, card, action, '{"v": 7}')

    assert "This button is from another version of the app." in await world.reads_ephemeral()


async def test_an_expired_access_is_told_once_with_the_meetings_and_reconnected_from_there(connecting):
    world = connecting.world
    fill_jonas_calendar(world)
    await connects_from_home(connecting)
    await home_says(world, "Pipeline review", world.jonas)
    await world.opens_form(person=world.jonas)
    await world.picks("Pipeline review", world.jonas)
    await world.jonas.submits()
    await world.card(SALES, saying="Scheduled:")
    await world.nothing_is_left_to_do()
    (calendar,) = connecting.made_calendars()

    world.recall.disconnect_calendar(calendar.id)

    await home_says(world, "jonas@example.com · Google Calendar: *disconnected*", world.jonas)
    own = world.slack.open_direct_message("U0JONAS").id
    message = await world.card(own, saying="was disconnected")
    assert "Pipeline review" in message.text
    await world.card(SALES, saying="Reconnect it in App Home")
    await world.jonas.clicks(Action.RECONNECT_CALENDAR, message)
    await follows_link(connecting)
    await home_says(world, "jonas@example.com · Google Calendar: connected", world.jonas)
    told = [each for each in world.slack.messages(own) if "was disconnected" in each.text]
    assert len(told) == 1
    assert len(connecting.made_calendars()) == 1


async def test_the_link_expires_in_the_modal_and_a_new_one_is_one_click_away(connecting):
    world = connecting.world
    await opens_home(world, world.jonas)
    await world.jonas.clicks(Action.CONNECT_GOOGLE)
    await world.until(lambda: world.jonas.view)

    await world.nothing_is_left_to_do()
    world.clock.advance(timedelta(minutes=11))

    await form_says(world, "*This link has expired.*")
    await world.and_it_changes(world.jonas, world.jonas.clicks(Action.CONNECT_GOOGLE))
    assert (await follows_link(connecting)).startswith("Connected.")


async def test_too_many_links_are_refused_in_the_modal(connecting):
    world = connecting.world
    await opens_home(world, world.jonas)
    for _ in range(6):
        if world.jonas.view:
            await world.jonas.closes()
        await world.jonas.clicks(Action.CONNECT_GOOGLE)
        await world.until(lambda: world.jonas.view)

    assert "You've tried this several times. Try again in" in world.form(world.jonas)


async def test_admins_see_on_their_page_who_is_connected_and_others_have_none(sqlite_url):
    async with a_connecting_world(sqlite_url, configuration={"policy": {"operators": ["U0MAYA"]}}) as connecting:
        world = connecting.world
        await connects_from_home(connecting)
        await opens_home(world)
        await world.maya.clicks(Action.SHOW_ADMIN_PAGE)
        await world.until(lambda: world.maya.view)

        page = world.form()
        assert "1 person connected 1 calendar." in page
        assert "<@U0JONAS> · jonas@example.com · Google Calendar: connected" in page
        assert Action.SHOW_ADMIN_PAGE not in str(world.jonas.home)


async def test_doctor_finds_that_the_public_url_leads_to_this_very_process(connecting):
    port = int(connecting.world.url.rpartition(":")[2])

    (finding,) = await examine_public_url(connecting.world.settings.model_copy(update={"port": port}))

    assert "leads to this very process" in finding.sentence


async def test_where_nothing_is_set_up_the_notice_says_whom_to_ask(a_sqlite_world):
    world = await a_sqlite_world(configuration={"policy": {"operators": ["U0MAYA"]}})

    await world.opens_form(person=world.jonas)
    assert "Ask <@U0MAYA> to set it up." in world.form(world.jonas)
    await world.jonas.closes()
    await world.jonas.types(f"{COMMAND} Connect", SALES)
    await world.until(lambda: world.jonas.view)
    assert "Ask <@U0MAYA> to set it up." in world.form(world.jonas)
    assert Action.CONNECT_GOOGLE not in str(world.jonas.view)
