"""What the program keeps of Recall's calendars, and what it must not keep."""

import asyncio
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from bot.blocks.names import Action
from bot.store.schema.tables import leases
from tests.journeys.furniture import ZOOM
from tests.journeys.waiting import until
from tests.journeys.world import a_world_at_rest
from tests.stored import count_events

CALENDARS, EVENTS = "/api/v2/calendars/", "/api/v2/calendar-events/"


async def test_every_page_is_read(a_sqlite_world):
    def prepare(world):
        for number in range(101):
            world.recall.add_calendar(email=f"colleague-{number}@example.com")
        for number in range(230):
            world.meeting(f"Call {number:03}", start=world.hours(1 + number / 2))

    world = await a_sqlite_world(prepare=prepare)

    assert len(world.recall.requests_to("GET", CALENDARS)) == 2
    assert len(world.recall.requests_to("GET", EVENTS)) == 3
    assert await count_events(world.store.database) == 230


async def test_our_key_follows_no_page_to_another_host(sqlite_url, log):
    async with a_world_at_rest(sqlite_url) as world:
        world.meeting()
        elsewhere = {"next": "http://127.0.0.1:9/api/v2/calendar-events/?cursor=2", "previous": None, "results": []}
        world.recall.fail_next(200, times=None, path=EVENTS, body=elsewhere)
        await world.starts()
        await until(lambda: "said to be on another host" in log.text)
        await world.opens_form()

        assert "Your meetings haven't been loaded yet" in world.form()


async def test_a_list_that_breaks_off_deletes_nothing(a_sqlite_world):
    """A day later everything is read anew, and the second page does not come."""

    def prepare(world):
        for number in range(150):
            world.meeting(f"Call {number:03}", start=world.hours(480 + number / 2))

    world = await a_sqlite_world(prepare=prepare)
    asked = len(world.recall.requests_to("GET", EVENTS))
    world.recall.fail_next(404, every=2, path=EVENTS)

    await world.until_by_the_clock(
        lambda: len(world.recall.requests_to("GET", EVENTS)) >= asked + 2, every=timedelta(hours=25)
    )
    await world.opens_form()

    assert len((await world.maya.searches(Action.PICK_MEETING)).texts) == 100
    assert await count_events(world.store.database) == 150


async def test_a_meeting_that_moves_while_everything_is_read_does_not_wait_for_the_last_page(a_sqlite_world):
    """A day later everything is read anew, which takes hours where there are ever so many pages."""

    def prepare(world):
        for number in range(350):
            world.meeting(f"Call {number:03}", start=world.hours(60 + number / 2))

    world = await a_sqlite_world(prepare=prepare)
    moving = next(event for event in world.recall.events if event.title == "Call 000")
    await world.books("Call 000")
    await world.passes(timedelta(hours=23))
    asked = len(world.recall.requests_to("GET", EVENTS))
    world.recall.delay_next(0.3, times=None, path=EVENTS)
    await world.until_by_the_clock(
        lambda: any("cursor" in each.query for each in world.recall.requests_to("GET", EVENTS)[asked:]),
        every=timedelta(hours=2),
    )
    world.recall.move_event(moving.id, world.hours(70))
    world.clock.advance(timedelta(minutes=2))
    moved_at = world.clock.now()

    await world.card(saying="Rescheduled")
    await until(lambda: len(pages_of_everything(world, asked)) == 4)

    lists = world.recall.requests_to("GET", EVENTS)[asked:]
    changes = [each.at for each in lists if "updated_at__gte" in each.query and each.at >= moved_at]
    assert changes
    assert changes[0] < pages_of_everything(world, asked)[-1].at


def pages_of_everything(world, asked):
    return [each for each in world.recall.requests_to("GET", EVENTS)[asked:] if "updated_at__gte" not in each.query]


async def test_secrets_of_calendars_and_bodies_of_events_are_not_kept_nor_logged(a_sqlite_world, memory_path, log):
    def prepare(world):
        raw = {"description": f"Dial in: {ZOOM} The falcon flies at dawn."}
        world.meeting(raw=raw)

    world = await a_sqlite_world(prepare=prepare)
    await world.books()
    await world.stops()

    kept = kept_in(memory_path)
    assert b"Weekly sync" in kept
    for secret in ("made-up-client-secret", "made-up-refresh-token", "falcon flies", "AbC.1", "xoxb-"):
        assert secret.encode() not in kept
        assert secret not in log.text


async def test_what_opens_a_conversation_is_forgotten_once_the_card_is_there(world, memory_path):
    await world.books()
    await world.nothing_is_left_to_do()
    await world.stops()

    kept = kept_in(memory_path)
    (booking_id,) = {request.headers["idempotency-key"].partition(".")[0] for request in world.scheduled()}
    assert booking_id.encode() in kept
    assert b"/respond/" not in kept


def kept_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.glob("journey*.db*"))


async def test_a_storm_of_news_makes_few_list_calls(world):
    world.hears_recall()

    for number in range(100):
        world.recall.rename_event(world.recall.events[0].id, f"Weekly sync {number}")
    await world.recall.deliveries()
    await world.until_mirrored(world.recall.events[0].id, lambda meeting: meeting.title == "Weekly sync 99")

    assert len(world.recall.requests_to("GET", EVENTS)) <= 20


async def test_news_that_comes_while_another_process_reads_is_read_soon_after(world):
    world.hears_recall()
    event_id = world.recall.events[0].id
    await until(lambda: is_free(world, "sync"))
    async with world.store.leases.acquire("sync", timedelta(minutes=1)) as is_ours:
        assert is_ours
        world.recall.rename_event(event_id, "Renamed")
        await world.recall.deliveries()
        await asyncio.sleep(0.3)
        assert (await world.store.mirror.event(event_id)).title == "Weekly sync"

    world.clock.advance(timedelta(seconds=2))

    await world.until_mirrored(event_id, lambda meeting: meeting.title == "Renamed")


async def is_free(world, lease):
    async with world.store.database.read() as connection:
        return lease not in (await connection.execute(select(leases.c.name))).scalars().all()


async def test_a_clock_that_is_minutes_ahead_of_recalls_loses_no_change(a_sqlite_world):
    behind = timedelta(minutes=6)

    def prepare(world):
        world.meeting().updated_at -= behind

    world = await a_sqlite_world(prepare=prepare)
    (event,) = world.recall.events
    await calendars_are_read_again(world)

    for title in ("Renamed", "Renamed again"):
        event.title, event.updated_at = title, world.clock.now() - behind
        await calendars_are_read_again(world)
        await world.until_mirrored(event.id, lambda meeting, title=title: meeting.title == title)


async def calendars_are_read_again(world):
    asked = len(world.recall.requests_to("GET", EVENTS))
    await world.until_by_the_clock(
        lambda: len(world.recall.requests_to("GET", EVENTS)) > asked, every=timedelta(minutes=5, seconds=1)
    )


async def test_many_people_with_the_form_open_make_no_list_call(a_sqlite_world):
    def prepare(world):
        people = [f"person-{number}@example.com" for number in range(30)]
        world.meeting(attendees=people)
        for number, email in enumerate(people):
            world.slack.person(f"U0P{number}", email=email)
            world.slack.workspace.directory.channel("C0SALES").members.add(f"U0P{number}")

    world = await a_sqlite_world(prepare=prepare)
    before = len(world.recall.requests)

    for number in range(30):
        person = await world.opens_form("weekly", person=world.slack.person(f"U0P{number}"))
        await person.searches(Action.PICK_MEETING, "week")

    assert len(world.recall.requests) == before


async def test_a_calendar_that_was_deleted_at_recall_offers_nothing_from_the_next_reading_on(world):
    """Recall tells of a deleted calendar in no other way than by leaving it out of the list."""
    world.recall.delete_calendar(world.calendar.id)
    world.recall.add_calendar(email="jonas@example.com")
    asked = len(world.recall.requests_to("GET", EVENTS))
    await world.until_by_the_clock(
        lambda: len(world.recall.requests_to("GET", EVENTS)) > asked, every=timedelta(minutes=5)
    )

    await world.opens_form()

    assert "disconnected from Recall.ai" in world.form()


async def test_a_meeting_of_many_colleagues_hides_no_later_one(a_sqlite_world):
    def prepare(world):
        colleagues = [world.recall.add_calendar(email=f"c{number}@example.com") for number in range(9)]
        for number in range(60):
            facts = {
                "ical_uid": f"{number}@example.com",
                "start": world.hours(1 + number),
                "attendees": ["maya@example.com"],
            }
            for calendar in (world.calendar, *colleagues):
                world.meeting(f"Call {number:03}", calendar_id=calendar.id, **facts)

    world = await a_sqlite_world(prepare=prepare)
    await world.opens_form()

    assert "Call 059" in (await world.maya.searches(Action.PICK_MEETING, "059")).texts[0]
