"""*Don't record this*: anyone invited keeps every bot away from the meeting, until they or the organiser agree."""

import asyncio
from datetime import timedelta

import pytest

from bot.blocks.names import Action, Field
from tests.journeys.furniture import SALES
from tests.journeys.links import ZOOM, books_link, chooses_time, opens_link
from tests.journeys.test_link_rivals import LONG_TEAMS, SHORT_TEAMS
from tests.journeys.world import World

TICK = "Turn recording back on"
SAID = "<@U0JONAS> turned recording off"


def held_by_olga(world: World) -> None:
    """In Maya's calendar; Jonas is invited, and Olga is the organiser."""
    world.meeting(attendees=["jonas@example.com", "maya@example.com"], organizer="olga@example.com", meeting_url=ZOOM)


@pytest.fixture
async def world(a_sqlite_world) -> World:
    world = await a_sqlite_world(prepare=held_by_olga, configuration={"policy": {"operators": ["U0OPAL"]}})
    world.hears_recall()
    return world


@pytest.fixture
async def vetoed(world) -> World:
    """Maya has booked, and Jonas does not want it."""
    await vetoes(world)
    return world


async def vetoes(world, who=None, card=None):
    card = card or await world.books()
    await (who or world.jonas).clicks(Action.VETO_RECORDING, card)
    stopped = await world.card(saying="turned recording off")
    await world.nothing_is_left_to_do()
    return stopped


async def the_bot_is_in_the_call(world):
    await world.books()
    world.clock.advance(timedelta(hours=3))
    world.recall.live_normally(world.only_bot().id, until="in_call_recording")
    return await world.card(saying="Recording:")


async def private_word(world, who, words):
    await world.until(lambda: any(words in message.text for message in who.ephemerals))


async def is_refused_in_the_form(world, who):
    """What the open form would book is not booked."""
    before = len(world.recall.bots)
    assert "doesn't want this meeting to be recorded." in world.form(who)
    if who.view["submit"]:
        await world.and_it_changes(who, who.submits())
        assert "doesn't want this meeting to be recorded." in world.form(who)
    await world.nothing_is_left_to_do()
    assert len(world.recall.bots) == before


async def test_someone_who_is_invited_stops_the_bot_and_the_card_says_who_and_when(world):
    card = await world.books()

    stopped = await vetoes(world, card=card)

    assert stopped.ts == card.ts
    assert f"Canceled: No bot will join. {SAID} Mon, March 2, 2026 at 07:00" in stopped.text
    assert "It won't be recorded unless they or the organizer allow it." in stopped.text
    assert world.recall.bots == []


async def test_a_question_comes_first_and_no_is_no(world):
    card = await world.books()

    await world.jonas.clicks(Action.VETO_RECORDING, card, confirms=False)

    assert "Don't record this meeting?" in str(world.jonas.dialogs)
    await world.nothing_is_left_to_do()
    world.only_bot()


async def test_in_the_call_the_bot_leaves(world):
    card = await the_bot_is_in_the_call(world)

    await world.jonas.clicks(Action.VETO_RECORDING, card)
    await world.until_recall(lambda: world.only_bot().status == "done")

    assert world.recall.requests_to("POST", "/api/v1/bot/*/leave_call/")
    assert SAID in (await world.card(saying="Recording ready · 1 min:")).text


async def test_someone_who_is_not_invited_is_told_whom_to_ask(a_sqlite_world):
    world = await a_sqlite_world()
    card = await world.books()

    await world.jonas.clicks(Action.VETO_RECORDING, card)

    said = await world.reads_ephemeral(world.jonas)
    assert said == (
        "Only people on the invitation can turn recording off. We can't see who is invited through a "
        "mailing list. Please ask <@U0MAYA>."
    )
    await world.nothing_is_left_to_do()
    world.only_bot()


async def test_pressed_twice_there_is_one_veto_and_no_word_about_the_second(world):
    card = await world.books()

    delivery = await world.jonas.clicks(Action.VETO_RECORDING, card)
    await world.slack.replay(delivery)
    await world.card(saying=SAID)

    await world.nothing_is_left_to_do()
    assert world.jonas.ephemerals == []


async def test_the_form_says_who_objected_and_books_nothing(vetoed):
    await vetoed.opens_form("weekly")

    assert "<@U0JONAS> doesn't want this meeting to be recorded." in vetoed.form()
    assert "unless <@U0JONAS> or the organizer allows it." in vetoed.form()
    assert vetoed.maya.view["submit"] is None


async def test_a_form_from_before_the_veto_does_not_override_it(world):
    card = await world.books()
    await world.maya.clicks(Action.EDIT_BOOKING, card)
    await world.until(lambda: world.maya.view)
    await world.maya.fills(Field.BOT_NAME, "Acme notes")
    await vetoes(world, card=card)

    await world.and_it_changes(world.maya, world.maya.submits())

    assert "<@U0JONAS> doesn't want this meeting to be recorded." in world.form()
    await world.nothing_is_left_to_do()
    assert world.recall.bots == []


async def test_nor_does_a_new_one_for_the_same_meeting(world):
    await world.opens_form("weekly")
    await world.opens_form("weekly", person=world.jonas)
    await world.maya.submits()
    card = await world.card(saying="Scheduled:")
    await vetoes(world, card=card)

    await world.and_it_changes(world.jonas, world.jonas.submits())

    assert "You can turn recording back on. A bot is then scheduled" in world.form(world.jonas)
    assert world.recall.bots == []


async def test_the_bare_link_is_not_booked_at_that_time_either(vetoed):
    await opens_link(vetoed, who=vetoed.olga)
    await vetoed.and_it_changes(vetoed.olga, vetoed.olga.clicks(Action.USE_LINK))
    await chooses_time(vetoed, vetoed.hours(3.25), vetoed.olga)
    assert "You can turn recording back on. A bot is then scheduled" in vetoed.form(vetoed.olga)

    opal = vetoed.slack.person("U0OPAL", email="opal@example.com")
    vetoed.slack.add_channel("C0OPAL", name="opal", members=["U0OPAL"], app_is_member=True)
    await opens_link(vetoed, who=opal, channel_id="C0OPAL")
    await chooses_time(vetoed, vetoed.hours(3.25), opal)
    await is_refused_in_the_form(vetoed, opal)


async def test_the_same_room_at_another_time_is_another_meeting(vetoed):
    await opens_link(vetoed, who=vetoed.maya)
    await vetoed.and_it_changes(vetoed.maya, vetoed.maya.clicks(Action.USE_LINK))
    await chooses_time(vetoed, vetoed.hours(5))

    await vetoed.maya.submits()
    await vetoed.card(saying="Scheduled:")

    vetoed.only_bot()


async def test_who_may_not_see_the_meeting_learns_only_that_someone_objects(vetoed):
    stranger = vetoed.slack.person("U0NEW", email="new@example.com")
    vetoed.slack.add_channel("C0NEW", name="new", members=["U0NEW"], app_is_member=True)

    await opens_link(vetoed, who=stranger, channel_id="C0NEW")
    await chooses_time(vetoed, vetoed.hours(3.25), stranger)

    assert "doesn't want this meeting to be recorded." not in vetoed.form(stranger)
    await vetoed.and_it_changes(stranger, stranger.submits())

    assert "Someone who is invited doesn't want this meeting to be recorded." in vetoed.form(stranger)
    assert "U0JONAS" not in vetoed.form(stranger)
    await is_refused_in_the_form(vetoed, stranger)


async def test_no_one_books_it_through_their_own_copy(a_sqlite_world):
    def prepare(world):
        theirs = world.recall.add_calendar(email="olga@example.com")
        for calendar in (world.calendar, theirs):
            world.meeting(calendar_id=calendar.id, ical_uid="w@example.com", attendees=["jonas@example.com"])

    world = await a_sqlite_world(prepare=prepare)
    await vetoes(world)

    await world.opens_form("weekly", person=world.olga)

    assert "<@U0JONAS> doesn't want this meeting to be recorded." in world.form(world.olga)
    await is_refused_in_the_form(world, world.olga)


async def test_it_follows_the_meeting_to_another_time(vetoed):
    (event,) = vetoed.recall.events
    vetoed.recall.move_event(event.id, vetoed.hours(6))
    await vetoed.until_mirrored(event.id, lambda meeting: meeting.start_time == vetoed.hours(6))
    assert "13:00" in (await vetoed.card(saying="13:00 (America/New_York)")).text
    vetoed.clock.advance(timedelta(hours=4))  # after its old end

    await vetoed.opens_form("weekly")

    assert "<@U0JONAS> doesn't want this meeting to be recorded." in vetoed.form()
    await vetoed.nothing_is_left_to_do()
    assert len(vetoed.scheduled()) == 1


async def test_it_follows_a_move_that_was_heard_of_only_after_the_old_end(vetoed):
    (event,) = vetoed.recall.events
    await vetoed.stops()
    vetoed.recall.drop_next_delivery(times=9)
    vetoed.recall.move_event(event.id, vetoed.hours(6))
    vetoed.clock.advance(timedelta(hours=4))
    await vetoed.starts()
    await vetoed.until_mirrored(event.id, lambda meeting: meeting.start_time == vetoed.hours(6))

    card = await vetoed.card(saying="13:00 (America/New_York)")
    await vetoed.olga.clicks(Action.ALLOW_RECORDING, card)
    await vetoed.card(saying="Scheduled:")

    assert vetoed.only_bot().join_at == vetoed.hours(6)


async def test_a_changed_event_does_not_bring_the_bot_back(vetoed):
    (event,) = vetoed.recall.events
    vetoed.recall.change_link(event.id, "https://zoom.us/j/91234567890")
    await vetoed.card(saying="Weekly sync")
    vetoed.recall.rename_event(event.id, "Weekly sync, renamed")

    await vetoed.card(saying="renamed")
    vetoed.clock.advance(timedelta(minutes=6))
    await vetoed.nothing_is_left_to_do()

    assert vetoed.recall.bots == []


async def test_who_objected_can_allow_it_again_and_it_is_booked_as_it_was(world):
    await world.opens_form("weekly")
    await world.maya.fills(Field.BOT_NAME, "Acme notes")
    await world.maya.submits()
    stopped = await vetoes(world, card=await world.card(saying="Scheduled:"))

    await world.jonas.clicks(Action.ALLOW_RECORDING, stopped)
    card = await world.card(saying="Scheduled:")

    assert "Turn recording back on?" in str(world.jonas.dialogs[-1])
    assert card.ts == stopped.ts
    assert world.only_bot().config["bot_name"] == "Acme notes"
    assert "Booked by <@U0MAYA>, changed by <@U0JONAS>" in card.text


async def test_so_can_the_organiser(vetoed):
    await vetoed.olga.clicks(Action.ALLOW_RECORDING, vetoed.slack.messages(SALES)[0])

    await vetoed.card(saying="Scheduled:")
    vetoed.only_bot()


@pytest.mark.parametrize("who", ["maya", "opal"])
async def test_neither_the_booker_nor_an_operator_can(vetoed, who):
    opal = vetoed.slack.person("U0OPAL", email="opal@example.com")
    person = {"maya": vetoed.maya, "opal": opal}[who]

    await person.clicks(Action.ALLOW_RECORDING, vetoed.slack.messages(SALES)[0])

    await private_word(vetoed, person, "Only they or the organizer can turn recording back on. Please ask <@U0J")
    await vetoed.nothing_is_left_to_do()
    assert vetoed.recall.bots == []


async def test_who_may_allow_it_can_do_so_in_the_form_with_other_settings(vetoed):
    olga = vetoed.olga
    await vetoed.opens_form("weekly", person=olga)
    await olga.fills(Field.BOT_NAME, "Acme notes")
    await olga.submits()
    assert olga.view_errors

    await olga.fills(Field.REPLACE, [TICK])
    await olga.submits()
    await vetoed.card(saying="Scheduled:")

    assert vetoed.only_bot().config["bot_name"] == "Acme notes"
    assert len(vetoed.slack.messages(SALES)) == 1


async def test_once_it_is_allowed_again_it_can_be_vetoed_again(vetoed):
    await vetoed.jonas.clicks(Action.ALLOW_RECORDING, vetoed.slack.messages(SALES)[0])
    card = await vetoed.card(saying="Scheduled:")

    await vetoes(vetoed, who=vetoed.olga, card=card)

    assert "<@U0OLGA> turned recording off" in (await vetoed.card(saying="Canceled:")).text
    assert vetoed.recall.bots == []


@pytest.mark.parametrize("action", [Action.CANCEL_BOT, Action.EDIT_BOOKING, Action.TRY_AGAIN])
async def test_buttons_of_an_older_card_do_not_override_it(world, action):
    world.recall.fail_next(402, method="POST", path="/api/v2/calendar-events/*/bot/")
    await world.opens_form("weekly")
    await world.maya.submits()
    failed = await world.card(saying="Failed:")
    await world.maya.clicks(Action.TRY_AGAIN, failed)
    booked = await world.card(saying="Scheduled:")
    await vetoes(world, card=booked)

    await world.maya.clicks(action, failed if action is Action.TRY_AGAIN else booked)

    await private_word(world, world.maya, "<@U0JONAS> doesn't want this meeting to be recorded.")
    await world.nothing_is_left_to_do()
    assert world.recall.bots == []


@pytest.mark.parametrize("order", [1, -1])
async def test_at_the_same_instant_as_another_button_the_veto_stays(world, order):
    card = await world.books()
    clicks = [world.maya.clicks(Action.CANCEL_BOT, card), world.jonas.clicks(Action.VETO_RECORDING, card)]

    await asyncio.gather(*clicks[::order])
    await world.card(saying=SAID)
    await world.nothing_is_left_to_do()

    assert world.recall.bots == []
    assert SAID in (await world.card(saying="Canceled:")).text


async def test_at_the_same_instant_as_a_submitted_edit_the_veto_stays(world):
    card = await world.books()
    await world.maya.clicks(Action.EDIT_BOOKING, card)
    await world.until(lambda: world.maya.view)
    await world.maya.fills(Field.BOT_NAME, "Acme notes")

    await asyncio.gather(world.maya.submits(), world.jonas.clicks(Action.VETO_RECORDING, card))
    await world.card(saying=SAID)
    await world.nothing_is_left_to_do()

    assert world.recall.bots == []


async def test_it_is_kept_when_the_program_dies_over_it(world):
    card = await world.books()
    world.recall.fail_next(503, times=3, method="DELETE", path="/api/v2/calendar-events/*/bot/")
    await world.jonas.clicks(Action.VETO_RECORDING, card)
    await world.until_recall(lambda: world.recall.requests_to("DELETE", "/api/v2/calendar-events/*/bot/"))

    await world.stops()
    await world.starts()
    await world.until_by_the_clock(lambda: world.recall.bots == [], every=timedelta(seconds=20))

    assert SAID in (await world.card(saying="Canceled:")).text


async def test_too_late_is_said(world):
    await the_bot_is_in_the_call(world)
    recording = await world.card(saying="Recording:")
    world.recall.live_normally(world.only_bot().id)
    await world.card(saying="Recording ready")

    await world.jonas.clicks(Action.VETO_RECORDING, recording)

    await private_word(world, world.jonas, "The bot has already left, or the meeting is over.")


async def books_bare_link(world, who, hours):
    await opens_link(world, who=who)
    await world.and_it_changes(who, who.clicks(Action.USE_LINK))
    await chooses_time(world, world.hours(hours), who)
    await who.submits()
    return await world.card(saying="Scheduled:")


async def test_a_bot_for_the_bare_link_can_be_stopped_by_anyone_who_is_invited_to_that_call(world):
    card = await books_bare_link(world, world.olga, 3.25)
    await vetoes(world, card=card)
    (event,) = world.recall.events
    world.recall.move_event(event.id, world.hours(6))
    await world.until_mirrored(event.id, lambda meeting: meeting.start_time == world.hours(6))

    await world.opens_form("weekly")

    assert "doesn't want this meeting to be recorded." in world.form()
    await is_refused_in_the_form(world, world.maya)


async def test_so_can_one_for_another_form_of_the_link_that_the_invitation_lists(world):
    people = {"attendees": ["jonas@example.com", "maya@example.com"], "organizer": "opal@example.com"}
    lists = {"description": SHORT_TEAMS}
    review = world.meeting("Review", start=world.hours(5), meeting_url=LONG_TEAMS, raw=lists, **people)
    await world.until_mirrored(review.id)
    card = await books_link(world, SHORT_TEAMS, start=world.hours(5), who=world.olga)

    await vetoes(world, card=card)
    await world.opens_form("review")

    await is_refused_in_the_form(world, world.maya)


async def test_but_not_by_someone_who_meets_there_at_another_time(world):
    card = await books_bare_link(world, world.olga, 5)

    await world.jonas.clicks(Action.VETO_RECORDING, card)

    await private_word(
        world,
        world.jonas,
        "Only people on the invitation can turn recording off. We can't see who is invited through a mailing list.",
    )
    await world.nothing_is_left_to_do()
    world.only_bot()


async def test_a_meeting_that_is_moved_into_the_vetoed_call_gets_no_bot_there(vetoed):
    review = vetoed.meeting("Review", start=vetoed.hours(5), meeting_url=ZOOM)
    await vetoed.until_mirrored(review.id)
    await vetoed.books("Review")

    vetoed.recall.move_event(review.id, vetoed.hours(3.25))

    card = await vetoed.card(saying="Review, Mon, March 2, 2026 at 10:15")
    await vetoed.until_recall(lambda: vetoed.recall.bots == [])
    assert SAID in (await vetoed.card(saying="Canceled:")).text
    assert card


async def test_a_veto_is_written_down_with_who_and_when(vetoed):
    from bot.store.audit import read_audit

    lines = [line async for line in read_audit(vetoed.store.database.url.render_as_string(False))]

    (line,) = [line for line in lines if line["what"] == "vetoed"]
    assert line["who"] == "U0JONAS"
