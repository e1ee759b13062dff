"""Series and rules book, follow and take back what people have chosen once, over the whole program."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.identifiers import CalendarEventId, TeamId, UserId
from bot.core.rules.model import Manner, Match, PersonalRule
from bot.sandbox.recall.workspace import Guest
from bot.scheduling.access.people import KnownPeople
from bot.scheduling.rules.scope import SEEN_UNTIL
from tests.journeys.furniture import MORNING
from tests.journeys.waiting import until
from tests.journeys.world import SCHEDULE, World

GUEST = Guest("dana@customer.test", "Dana")
DAY = timedelta(days=1)


@pytest.fixture
async def rules(a_sqlite_world):
    """Maya hosts a meeting with a guest from outside, a daily stand-up, and one among colleagues; Recall tells all."""
    world = await a_sqlite_world(prepare=fill)
    world.hears_recall()
    return Ruled(world)


def fill(world: World) -> None:
    world.meeting("Customer call", attendees=[GUEST], meeting_url="https://meet.google.com/aaa-bbbb-ccc")
    world.meeting("Planning", attendees=["jonas@example.com"], meeting_url="https://meet.google.com/ddd-eeee-fff")
    for day in range(3):
        occurrence(world, day)


def occurrence(world: World, day: int, series: str = "standup"):
    return world.meeting(
        "Stand-up",
        start=MORNING + timedelta(hours=5) + day * DAY,
        attendees=["jonas@example.com"],
        meeting_url="https://meet.google.com/sss-tttt-uuu",
        series=series,
    )


class Ruled:
    """What a person does to their rules, before there is anything to click."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.cases = world.program.rules

    async def person(self):
        people: KnownPeople = self.world.program.personal.people
        return await people.find(UserId(self.world.maya.user.id))

    async def turns_on(self, *matches: Match, **facts) -> None:
        maya = await self.person()
        rule = PersonalRule(team_id=TeamId(""), user_id=maya.user_id, is_on=True, matches=frozenset(matches), **facts)
        await self.cases.personal.save(maya, rule)

    def booked(self) -> list[str]:
        return sorted(event.title for event in self.world.recall.events if event.bot_ids)

    async def until_booked(self, *titles: str) -> None:
        await self.world.until_by_the_clock(lambda: self.booked() == sorted(titles), timedelta(milliseconds=200))

    def event(self, title: str, place: int = 0):
        found = [event for event in self.world.recall.events if event.title == title]
        return sorted(found, key=lambda event: event.start)[place]

    def id_of(self, title: str, place: int = 0) -> CalendarEventId:
        return CalendarEventId(self.event(title, place).id)

    async def until_reconciled(self) -> None:
        """Rules have seen all that the calendars say now."""
        since = self.world.clock.now()
        self.world.clock.advance(timedelta(minutes=10))

        async def is_seen() -> bool:
            seen = await self.world.store.marks.get(SEEN_UNTIL)
            return seen is not None and seen > since

        await until(is_seen)

    async def follows(self, is_so, every=timedelta(milliseconds=200)) -> None:
        await self.world.until_by_the_clock(is_so, every)


STAND_UPS = ("Stand-up",) * 3


async def test_nothing_is_recorded_before_a_rule_is_turned_on(rules):
    preview = await rules.cases.personal.preview(await rules.person(), await a_draft(rules))

    assert [(line.meeting.title, line.decision.records) for line in preview.lines if line.decision.records] == [
        ("Customer call", True)
    ]
    assert preview.length == timedelta(minutes=30)
    assert rules.booked() == []


async def a_draft(rules) -> PersonalRule:
    maya = await rules.person()
    return PersonalRule(team_id=maya.team_id, user_id=maya.user_id, matches=frozenset({Match.EXTERNAL}))


async def test_a_rule_books_says_why_and_takes_back(rules):
    await rules.turns_on(Match.EXTERNAL)
    await rules.until_booked("Customer call")

    [booking] = await rules.world.store.bookings.list_by_person(
        (await rules.person()).team_id, (await rules.person()).user_id, MORNING
    )
    assert (booking.origin.source, booking.origin.by, booking.origin.reason) == ("rule", booking.booked_by, "external")
    assert rules.world.slack.messages(rules.world.maya.user.id) == []  # its card is posted an hour before the start

    await rules.cases.personal.turn_off(await rules.person())
    await rules.until_booked()


async def test_the_card_is_posted_an_hour_before_the_start(rules):
    await rules.turns_on(Match.EXTERNAL, manner=Manner())
    await rules.until_booked("Customer call")
    await rules.world.passes(timedelta(hours=2))

    maya = rules.world.maya
    await rules.world.until(lambda: any("Customer call" in str(message.blocks) for message in maya.direct_messages))


async def test_a_guest_who_leaves_takes_the_bot_along(rules):
    await rules.turns_on(Match.EXTERNAL)
    await rules.until_booked("Customer call")

    rules.world.recall.reply_to_event(rules.event("Customer call").id, replace(GUEST, response="declined"))

    await rules.until_booked()


async def test_a_meeting_that_is_added_later_is_booked_too(rules):
    await rules.turns_on(Match.EXTERNAL)
    await rules.until_booked("Customer call")

    rules.world.meeting(
        "Demo", attendees=[GUEST], start=MORNING + DAY, meeting_url="https://meet.google.com/ggg-hhhh-iii"
    )

    await rules.until_booked("Customer call", "Demo")


async def test_a_pause_takes_back_what_rules_booked_and_nothing_that_a_person_did(rules):
    await rules.world.books("Planning")
    await rules.turns_on(Match.EXTERNAL)
    await rules.until_booked("Customer call", "Planning")

    await rules.cases.personal.pause(await rules.person())
    await rules.until_booked("Planning")
    await rules.cases.personal.resume(await rules.person())
    await rules.until_booked("Customer call", "Planning")


async def test_a_series_follows_added_and_moved_occurrences_and_leaves_out_what_a_person_left_out(rules):
    await rules.cases.series.choose(await rules.person(), rules.id_of("Stand-up"), Manner())
    await rules.until_booked(*STAND_UPS)

    await rules.cases.series.leave_out(await rules.person(), rules.id_of("Stand-up", 1))
    await rules.until_booked("Stand-up", "Stand-up")
    occurrence(rules.world, 3)
    await rules.until_booked(*STAND_UPS)
    rules.world.recall.move_event(rules.event("Stand-up", 2).id, MORNING + 2 * DAY)
    await rules.follows(lambda: any(bot.join_at == MORNING + 2 * DAY for bot in rules.world.recall.bots))
    assert not rules.event("Stand-up", 1).bot_ids

    await rules.cases.series.take_in_again(await rules.person(), rules.id_of("Stand-up", 1))
    await rules.until_booked(*STAND_UPS, "Stand-up")


async def test_a_series_that_is_turned_off_takes_back_its_bots(rules):
    choice = await rules.cases.series.choose(await rules.person(), rules.id_of("Stand-up"))
    await rules.until_booked(*STAND_UPS)

    await rules.cases.series.turn_off(await rules.person(), choice.id)

    await rules.until_booked()


async def test_this_and_following_goes_on_by_itself_where_it_is_certain(rules):
    await rules.cases.series.choose(await rules.person(), rules.id_of("Stand-up"))
    await rules.until_booked(*STAND_UPS)

    rules.world.recall.delete_event(rules.event("Stand-up", 2).id)
    occurrence(rules.world, 4, series="standup_R20260306T170000")

    await rules.follows(lambda: rules.event("Stand-up", 3).bot_ids)


async def test_a_series_that_seems_to_go_on_as_another_is_asked_about_once(rules):
    await rules.cases.series.choose(await rules.person(), rules.id_of("Stand-up"))
    await rules.until_booked(*STAND_UPS)
    for place in range(3):
        rules.world.recall.delete_event(rules.event("Stand-up", place).id)
    occurrence(rules.world, 4, series="another")

    def asked() -> list[str]:
        return [each.text for each in rules.world.maya.direct_messages if "seems to continue" in each.text]

    await rules.follows(asked)
    occurrence(rules.world, 5, series="another")
    await rules.until_reconciled()
    assert len(asked()) == 1


async def test_what_was_to_be_done_is_done_after_a_restart(rules):
    await rules.world.stops()
    await rules.world.starts()
    rules = Ruled(rules.world)
    rules.cases.personal._nudge = lambda: None
    await rules.turns_on(Match.EXTERNAL)
    await rules.world.stops()
    await rules.world.starts()

    await Ruled(rules.world).until_booked("Customer call")
    assert len(rules.world.recall.requests_to("POST", SCHEDULE)) == 1
