"""Every button that acts on a booking, pressed by everyone who may not: a private word, and nothing changes."""

import asyncio
import json
from dataclasses import dataclass

import pytest
from sqlalchemy import text

from bot.blocks.names import FORM_ACTIONS, Action, Field
from bot.core.access.agreement import veto_digest
from bot.core.identifiers import BookingId
from bot.sandbox.slack.messages import Message
from bot.store.audit import read_audit
from tests.journeys.furniture import OTHER_MEET, SALES
from tests.journeys.hand_made import click, post_interaction, submission
from tests.journeys.reading import words
from tests.journeys.threads import reply
from tests.journeys.world import World

OPERATED = {"policy": {"operators": ["U0OPAL"]}}
ASK = "Please ask <@U0"
COLLEAGUE = {"new": ASK}  # of the workspace, and not invited
ATTENDEE = {"jonas": ASK}
OPERATOR = {"opal": ASK}
BOOKER = {"maya": ASK}
NOBODY_VOUCHES_FOR = {
    "stranger": (
        "You're in this channel from another workspace. Ask someone from the workspace that has "
        "this app to schedule the bot."
    ),
    "foreigner": (
        "This app only works for members of the workspace it's installed in. Ask someone there to schedule the bot."
    ),
    "leaver": "This Slack account is deactivated. Please use another account.",
}
# Those who may not though others may, and how the booking stands: an action that is missing fails the test.
MAY_NOT = {
    Action.EDIT_BOOKING: ("booked", COLLEAGUE),
    Action.CANCEL_BOT: ("booked", COLLEAGUE | ATTENDEE),
    Action.TRY_AGAIN: ("failed", COLLEAGUE | ATTENDEE),
    Action.VETO_RECORDING: ("booked", COLLEAGUE | OPERATOR),
    Action.ALLOW_RECORDING: ("vetoed", COLLEAGUE | OPERATOR | BOOKER),
    Action.SHOW_RECORDING: ("recorded", COLLEAGUE),
    Action.SHOW_TRANSCRIPT: ("recorded", COLLEAGUE),
    Action.DELETE_RECORDING: ("recorded", COLLEAGUE | ATTENDEE),
    Action.TRANSCRIBE_NOW: ("recorded", COLLEAGUE | ATTENDEE),
    Action.SHOW_SUMMARY: ("recorded", COLLEAGUE),
    Action.ASK_ABOUT_MEETING: ("recorded", COLLEAGUE),
    Action.SUMMARIZE_AGAIN: ("recorded", COLLEAGUE | ATTENDEE),
    Action.SHARE_SUMMARY: ("recorded", COLLEAGUE | ATTENDEE),
}
# Each is about one's own tokens; see test_agent_tokens.py.
ACT_ON_OWN_TOKENS = {Action.SHOW_TOKENS, Action.CREATE_TOKEN, Action.REVOKE_TOKEN}
ACT_ON_NO_BOOKING = {
    *ACT_ON_OWN_TOKENS,
    *FORM_ACTIONS,
    Action.ANSWER,
    Action.PICK_FROM_CALENDAR,
    Action.SCHEDULE_A_BOT,
    Action.SHOW_HELP,
    Action.SHOW_ADMIN_PAGE,
    Action.OFFER_YES,  # in a person's own messages: who may not is tried in test_offers.py
    Action.OFFER_NO,
    Action.OFFER_NEVER,
    Action.OFFER_STOP,
    Action.TURN_ON_OFFERS,
    Action.TURN_OFF_OFFERS,
    Action.SCHEDULE_ASKED,  # who may not is tried in test_mentions.py
    Action.OPEN_ASKED,
    Action.CHOOSE_MEETING,
}
# Each is about what is one's own; who may not is tried in test_rules.py and test_series.py.
ACT_ON_RULES = {
    Action.CHANGE_ORIGIN,
    Action.SHOW_RULES,
    Action.PAUSE_RULES,
    Action.RESUME_RULES,
    Action.TURN_OFF_RULE,
    Action.USE_TEAM_DEFAULT,
    Action.PAUSE_TEAM_RULES,
    Action.RESUME_TEAM_RULES,
    Action.SHOW_SERIES,
    Action.EDIT_SERIES,
    Action.TURN_ON_SERIES,
    Action.NEVER_SERIES,
    Action.TURN_OFF_SERIES,
    Action.LEAVE_OUT,
    Action.RECORD_ONE,
    Action.CONTINUE_SERIES,
    Action.END_SERIES,
}
# Each lists a person's own tokens; who may not is tried in the journeys of agents.
ACT_ON_TOKENS = {Action.SHOW_TOKENS, Action.CREATE_TOKEN, Action.REVOKE_TOKEN}
TURN_PAGES = {Action.PREVIOUS_PAGE, Action.NEXT_PAGE}  # in the modal that *Transcript* has opened
# Who may not is tried in test_connect_from_slack.py.
ACT_ON_CALENDARS = {
    Action.CONNECT_GOOGLE,
    Action.CONNECT_OUTLOOK,
    Action.RECONNECT_CALENDAR,
    Action.DISCONNECT_CALENDAR,
    Action.OPEN_CONNECT_PAGE,
}
# Who may not is tried in test_day_plan.py.
ACT_ON_PLANS = {Action.PLAN_RECORD, Action.PLAN_LEAVE_OUT, Action.SHOW_WHOLE_PLAN, Action.CHOOSE_PLAN_TIME}


def test_every_button_is_tried():
    tried_elsewhere = ACT_ON_CALENDARS | ACT_ON_PLANS | ACT_ON_RULES | ACT_ON_TOKENS | TURN_PAGES
    assert set(MAY_NOT) | ACT_ON_NO_BOOKING | tried_elsewhere == set(Action)
    assert not set(MAY_NOT) & ACT_ON_NO_BOOKING


@dataclass
class Scene:
    world: World
    card: Message
    booking_id: BookingId

    @property
    def value(self) -> str:
        return json.dumps({"v": 1, "booking_id": self.booking_id, "revision": 1})

    async def snapshot(self):
        """All that a click could have changed."""
        await self.world.nothing_is_left_to_do()
        booking = await self.world.store.bookings.get(self.booking_id)
        writes = [request for request in self.world.recall.requests if request.method != "GET"]
        return booking, len(writes), [message.text for message in self.world.slack.messages(SALES)]

    async def refused(self):
        """Whose clicks were written down as refused."""
        url = self.world.store.database.url.render_as_string(False)
        lines = [line async for line in read_audit(url, meeting=self.booking_id)]
        return [line["who"] for line in lines if line["what"] == "refused"]

    async def is_told(self, person, sentence):
        def said():
            messages = [message.text for message in [*person.ephemerals, *person.direct_messages]]
            return [*messages, self.world.form(person)]

        await self.world.until(lambda: any(sentence in text for text in said()))


@pytest.fixture
async def world(a_sqlite_world) -> World:
    """Jonas is invited to Maya's meeting, and Olga is its organiser."""

    def prepare(world):
        world.meeting(attendees=["jonas@example.com"], organizer="olga@example.com")

    world = await a_sqlite_world(prepare=prepare, configuration=OPERATED)
    world.hears_recall()
    world.new = world.slack.person("U0NEW", email="new@example.com")
    world.opal = world.slack.person("U0OPAL", email="opal@example.com")
    world.stranger = world.slack.person("U0STRANGER", email="s@example.org", is_stranger=True)
    world.foreigner = world.slack.person("U0FOREIGN", email="f@example.org", team_id="T0OTHER")
    world.leaver = world.slack.person("U0LEFT", email="maya@example.com", deleted=True)
    return world


@pytest.fixture
def scene(world):
    async def make(state) -> Scene:
        if state == "failed":
            world.recall.fail_next(402, method="POST", path="/api/v2/calendar-events/*/bot/")
            await world.opens_form("weekly")
            await world.maya.submits()
            card = await world.card(saying="Failed:")
        else:
            card = await world.books()
        if state == "vetoed":
            await world.jonas.clicks(Action.VETO_RECORDING, card)
            card = await world.card(saying="turned recording off")
        if state == "recorded":
            world.recall.live_normally(world.only_bot().id)
            world.recall.finish_transcripts(world.only_bot().id)
            card = await reply(world, "View in Recall.ai")
        values = [
            element["value"] for block in card.blocks for element in block.get("elements", []) if "value" in element
        ]
        return Scene(world, card, BookingId(json.loads(values[0])["booking_id"]))

    return make


@pytest.mark.parametrize("action", MAY_NOT)
async def test_anyone_who_may_not_is_told_so_alone_and_nothing_changes(world, scene, action):
    state, people = MAY_NOT[action]
    there = await scene(state)
    before = await there.snapshot()

    for name, sentence in (people | NOBODY_VOUCHES_FOR).items():
        who = getattr(world, name)
        await click(world, who, there.card, action, there.value)
        if action is Action.EDIT_BOOKING and name in NOBODY_VOUCHES_FOR:
            await world.until(lambda who=who: who.view)  # the form's place is taken by the sentence
            assert sentence in world.form(who)
        else:
            await there.is_told(who, sentence)

    assert await there.snapshot() == before
    assert await there.refused() == [getattr(world, name).user.id for name in people]


@pytest.mark.parametrize("action", MAY_NOT)
@pytest.mark.parametrize(
    ("value", "words"),
    [
        ('{"v": 1, "booking_id": "f00f00f00f00f00f00f00f00", "revision": 1}', "This booking no longer exists. Run"),
        ('{"v": 0, "booking": "b1"}', "This button is from another version of the app."),
        ("b1", "This button is from another version of the app."),
        (None, "This button is from another version of the app."),
    ],
)
async def test_a_booking_that_is_gone_and_a_value_of_another_version_are_said(world, action, value, words):
    card = await world.books()

    await click(world, world.maya, card, action, value)

    await world.until(lambda: any(words in message.text for message in world.maya.ephemerals))
    await world.nothing_is_left_to_do()
    world.only_bot()


async def test_a_button_that_this_version_does_not_know_is_answered(world, log):
    card = await world.books()

    await click(world, world.maya, card, "snooze_bot", '{"v": 1}')

    await world.until(lambda: any("another version of the app" in message.text for message in world.maya.ephemerals))
    assert "unexpected" not in log.text


async def test_a_booking_of_another_workspace_is_not_even_there(world, scene):
    there = await scene("booked")
    async with world.store.database.write() as connection:
        moved = "UPDATE bookings SET team_id = 'T0OTHER', document = replace(document, 'T0EXAMPLE', 'T0OTHER')"
        await connection.execute(text(moved))

    before = await there.snapshot()

    for number, action in enumerate(MAY_NOT):
        await click(world, world.maya, there.card, action, there.value)
        await world.until(lambda number=number: len(world.maya.ephemerals) == number + 1)

    assert {message.text for message in world.maya.ephemerals} == {world.maya.ephemerals[0].text}
    assert "This booking no longer exists. Run" in world.maya.ephemerals[0].text
    assert await there.snapshot() == before


async def test_who_was_taken_off_the_invitation_meanwhile_is_refused(world, scene):
    there = await scene("recorded")
    (event,) = world.recall.events
    event.attendees = ()
    world.recall.rename_event(event.id, "Weekly sync!")
    await world.until_mirrored(event.id, lambda meeting: not any("jonas" in each.email for each in meeting.attendees))

    await world.jonas.clicks(Action.SHOW_RECORDING, there.card)

    await there.is_told(world.jonas, "Only people on the invitation")


async def test_a_deleted_copy_of_their_own_does_not_keep_them_invited(world, scene):
    (event,) = world.recall.events
    event.ical_uid = "weekly@example.com"
    world.recall.rename_event(event.id, "Weekly sync")
    his = world.recall.add_calendar(email="jonas@example.com")
    copy = world.meeting(ical_uid="weekly@example.com", calendar_id=his.id)
    await world.until_mirrored(copy.id)
    await world.until_mirrored(event.id, lambda meeting: meeting.ical_uid)
    there = await scene("booked")
    world.recall.delete_event(copy.id)
    event.attendees = ()
    world.recall.rename_event(event.id, "Weekly sync!")
    await world.until_mirrored(copy.id, lambda meeting: meeting.is_gone)
    await world.until_mirrored(event.id, lambda meeting: not any("jonas" in each.email for each in meeting.attendees))

    await click(world, world.jonas, there.card, Action.EDIT_BOOKING, there.value)

    await there.is_told(world.jonas, "Only the person who booked it and people with this meeting on their calendar")
    assert world.jonas.view is None


async def test_who_is_invited_may_see_the_recording_and_the_organiser_may_delete_it(world, scene):
    there = await scene("recorded")

    await world.jonas.clicks(Action.SHOW_RECORDING, there.card)
    await there.is_told(world.jonas, "Watch recording")
    await world.olga.clicks(Action.DELETE_RECORDING, there.card)

    await reply(world, "The recording and its transcript were deleted.")


async def test_the_organiser_may_cancel_anothers_bot(world, scene):
    there = await scene("booked")

    await world.olga.clicks(Action.CANCEL_BOT, there.card)

    assert "<@U0OLGA> canceled it " in (await world.card(saying="Canceled:")).text


async def test_cancelling_what_someone_has_cancelled_already_is_said(world, scene):
    there = await scene("booked")
    await world.olga.clicks(Action.CANCEL_BOT, there.card)
    await world.card(saying="Canceled:")
    before = await there.snapshot()

    await world.maya.clicks(Action.CANCEL_BOT, there.card)

    await there.is_told(world.maya, "<@U0OLGA> already canceled this bot.")
    assert await there.snapshot() == before


@pytest.mark.parametrize("order", [1, -1])
async def test_a_cancellation_and_an_edit_at_the_same_instant_leave_card_and_recall_at_one(world, scene, order):
    there = await scene("booked")
    await world.maya.clicks(Action.EDIT_BOOKING, there.card)
    await world.until(lambda: world.maya.view)
    await world.maya.fills(Field.BOT_NAME, "Acme notes")

    deeds = [world.maya.submits(), world.olga.clicks(Action.CANCEL_BOT, there.card)]
    await asyncio.gather(*deeds[::order])
    await world.nothing_is_left_to_do()

    cards = [message for message in world.slack.messages(SALES) if "Scheduled:" in message.text]
    assert len(cards) == len(world.recall.bots)
    assert all(bot.config["bot_name"] == "Acme notes" for bot in world.recall.bots)


async def submits_as(world, person, payload):
    """The same form, as if this person had filled it in."""
    payload["user"] = {"id": person.user.id, "team_id": person.user.team_id}
    payload["view"]["id"] = f"V{person.user.id}"
    return await post_interaction(world, payload)


async def test_anothers_filled_form_changes_nothing_in_the_hands_of_someone_who_may_not(world, scene):
    there = await scene("booked")
    await world.maya.clicks(Action.EDIT_BOOKING, there.card)
    await world.until(lambda: world.maya.view)
    await world.maya.fills(Field.BOT_NAME, "Acme notes")
    payload = submission(world.slack, world.maya)
    before = await there.snapshot()

    for name in ("new", *NOBODY_VOUCHES_FOR):
        answer = await submits_as(world, getattr(world, name), payload)
        assert answer.json()["response_action"] in {"errors", "update"}
        assert "Weekly sync" not in answer.text

    assert await there.snapshot() == before


async def test_a_made_up_choice_of_a_meeting_opens_a_form_that_tells_nothing_of_it(world, scene):
    """*Schedule a bot* acts on no booking; the form that it opens shows only what the person may see."""
    there = await scene("booked")
    (event,) = world.recall.events
    theirs = world.recall.add_calendar(email="new@example.com")
    own = world.meeting("Their own", calendar_id=theirs.id, start=world.hours(5), meeting_url=OTHER_MEET)
    await world.until_mirrored(own.id)
    before = await there.snapshot()

    await click(world, world.new, there.card, Action.SCHEDULE_A_BOT, json.dumps({"v": 1, "event_id": event.id}))
    await world.until(lambda: world.new.view)

    shown = world.form(world.new)
    assert "Weekly sync" not in shown
    assert "U0MAYA" not in shown
    assert "already scheduled" not in shown
    assert await there.snapshot() == before


@pytest.mark.parametrize("name", NOBODY_VOUCHES_FOR)
async def test_nor_does_it_open_one_for_those_whom_no_one_vouches_for(world, scene, name):
    there, who = await scene("booked"), getattr(world, name)
    (event,) = world.recall.events

    await click(world, who, there.card, Action.SCHEDULE_A_BOT, json.dumps({"v": 1, "event_id": event.id}))
    await world.until(lambda: who.view)

    assert NOBODY_VOUCHES_FOR[name] in world.form(who)
    assert "Weekly sync" not in world.form(who)


async def test_a_made_up_agreement_does_not_take_a_veto_back(world, scene):
    there = await scene("booked")
    await world.opens_form("weekly")
    payload = submission(world.slack, world.maya)
    await world.jonas.clicks(Action.VETO_RECORDING, there.card)
    await world.card(saying="turned recording off")
    before = await there.snapshot()
    digest = veto_digest(before[0])
    ticked = {"type": "checkboxes", "selected_options": [{"value": digest}]}
    payload["view"]["state"]["values"][f"{Field.REPLACE}#{digest}"] = {Action.ANSWER: ticked}

    answer = await submits_as(world, world.maya, payload)

    assert "<@U0JONAS> doesn't want this meeting to be recorded." in words(answer.json())
    assert await there.snapshot() == before
