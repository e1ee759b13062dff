"""A meeting that the person may not see: its link can be booked, and nothing else about it is told."""

import json
from datetime import UTC

import pytest

from bot.blocks.names import Action, Field
from tests.journeys.links import (
    ZOOM,
    ZOOM_LABEL,
    assert_passcode_is_kept,
    books_link,
    chooses_time,
    found_by_form,
    logged,
    opens_link,
    shared,
    uses_shortcut,
)

START_HOURS = 3.1


@pytest.fixture
async def world(a_sqlite_world):
    return await a_sqlite_world(prepare=merger_talks)


@pytest.fixture(autouse=True)
def _passcode_is_kept(log, caplog, world):
    yield
    assert_passcode_is_kept(world, logged(log, caplog))


def merger_talks(world) -> None:
    """In Maya's calendar, at an odd time."""
    world.meeting(
        "Merger talks",
        meeting_url=f"{ZOOM}&zz=1",
        start=world.hours(START_HOURS),
        attendees=["cfo@example.com"],
        organizer="boss@example.com",
    )


async def maya_books(world) -> None:
    await world.opens_form()
    await world.picks("Merger talks")
    await world.maya.fills(Field.BOT_NAME, "Secret scribe")
    await world.maya.submits()
    await world.card(saying="Scheduled:")


async def the_bot_is_in_the_call(world) -> None:
    world.hears_recall()
    await maya_books(world)
    world.clock.set_to(world.hours(START_HOURS + 0.05))
    world.recall.live_normally(world.only_bot().id, until="in_call_recording")
    await world.card(saying="Recording:")


async def nothing_is_booked(world) -> None:
    pass


def secrets_of(world) -> list[str]:
    (event,) = world.recall.events
    start, end = event.start.astimezone(UTC), event.end.astimezone(UTC)
    moments = [f"{moment:{pattern}}" for moment in (start, end) for pattern in ("%H:%M", "%s")]
    local = ["10:06", "10:36", "16:06", "16:36"]  # in New York and in Berlin
    people = ["cfo@", "boss@", "maya@", "U0MAYA", "Maya"]
    return ["Merger", "Secret scribe", event.id, event.calendar_id, event.ical_uid, *moments, *local, *people]


def told_to_jonas(world, since: int) -> str:
    """Every view that was sent for him since then, as Slack got it."""
    views = [call.args for call in world.slack.calls[since:] if call.method.startswith("views.")]
    acks = [
        delivery.ack.body
        for delivery in world.slack.delivered
        if (delivery.payload.get("user") or {}).get("id") == "U0JONAS" or delivery.payload.get("user_id") == "U0JONAS"
    ]
    return json.dumps([views, acks, world.jonas.view, [m.raw for m in world.jonas.ephemerals]], ensure_ascii=False)


STATES = [nothing_is_booked, maya_books, the_bot_is_in_the_call]


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
async def test_nothing_about_it_is_told_whatever_the_person_tries(world, state):
    await state(world)
    since = len(world.slack.calls)

    await opens_link(world, who=world.jonas)
    await uses_shortcut(world, shared(world, f"{ZOOM} {ZOOM.replace('812', '912')}", by=world.jonas), world.jonas)
    for label in ("Zoom · acme.zoom.us/j/91234567890", ZOOM_LABEL):
        await world.and_it_changes(world.jonas, world.jonas.picks(Field.LINK, label))
    await chooses_time(world, world.hours(START_HOURS + 0.25), world.jonas)
    await world.and_it_changes(world.jonas, world.jonas.clicks("More options"))
    if state is not nothing_is_booked:
        await world.and_it_changes(world.jonas, world.jonas.submits())

    told = told_to_jonas(world, since)
    assert "views.open" in {call.method for call in world.slack.calls[since:]}
    assert [secret for secret in secrets_of(world) if secret in told] == []


async def test_the_form_is_for_the_link(world):
    await opens_link(world, who=world.jonas)

    assert found_by_form(world, world.jonas) == ZOOM_LABEL
    assert "already scheduled" not in world.form(world.jonas)


async def test_only_that_a_bot_is_booked_is_said_and_only_to_who_submits(world):
    await maya_books(world)

    await opens_link(world, who=world.jonas)
    assert "already scheduled" not in world.form(world.jonas)
    await chooses_time(world, world.hours(START_HOURS), world.jonas)
    assert "already scheduled" not in world.form(world.jonas)
    await world.and_it_changes(world.jonas, world.jonas.submits())

    assert (
        "*A bot is already scheduled for this link around that time.* Choose another time or another meeting."
    ) in world.form(world.jonas)
    assert Action.EDIT_BOOKING not in str(world.jonas.view)


async def test_the_card_of_the_link_tells_nothing_of_the_meeting(world):
    card = await books_link(world, start=world.hours(START_HOURS), who=world.jonas)

    told = json.dumps(card.raw)
    (event,) = world.recall.events
    assert [secret for secret in ("Merger", "cfo@", "boss@", "U0MAYA", event.id) if secret in told] == []


async def test_a_hand_made_choice_of_it_is_refused(world):
    from tests.journeys.hand_made import pick, post_interaction, submission

    (event,) = world.recall.events
    world.recall.add_calendar(email="jonas@example.com")
    await opens_link(world, who=world.jonas)
    payload = submission(world.slack, world.jonas)
    metadata = json.loads(payload["view"]["private_metadata"])
    payload["view"]["private_metadata"] = json.dumps({**metadata, "kind": "calendar"})
    payload["view"]["state"]["values"][Field.MEETING] = {Action.PICK_MEETING: {}}

    answer = await post_interaction(world, pick(payload, event.id))

    await world.nothing_is_left_to_do()
    assert world.recall.bots == []
    assert "Merger" not in answer.text
    assert "This meeting is no longer on your calendar. Pick another one." in answer.text


async def test_an_operator_can_open_it_to_everyone(a_sqlite_world, world):
    await world.stops()
    opened = {"policy": {"everyone_sees_everything": True}}
    open_world = await a_sqlite_world(prepare=merger_talks, configuration=opened)
    await open_world.until_read()

    await opens_link(open_world, who=open_world.jonas)

    assert found_by_form(open_world, open_world.jonas) == "16:06 Merger talks · Zoom"
