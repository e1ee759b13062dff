"""When rules are reconciled, and with what: over a real database, and without a call to Slack or Recall."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.core.booking.model import Booking
from bot.core.bot_config.policy import Configuration
from bot.core.errors import SlackRefusal
from bot.core.identifiers import CalendarId
from bot.core.rules.model import Pause
from bot.core.rules.series import SplitSeries
from bot.sandbox.clock import MovableClock
from bot.scheduling.access.bot_costs import BotCosts
from bot.scheduling.access.people import KnownPeople
from bot.scheduling.access.upcoming_meetings import LAST_READ
from bot.scheduling.foreground_priority import ForegroundPriority
from bot.scheduling.rules.decisions import Decisions
from bot.scheduling.rules.follow_series import FollowSeries
from bot.scheduling.rules.pace import Pace
from bot.scheduling.rules.reconcile_rules import ReconcileRules
from bot.scheduling.rules.rulebooks import Rulebooks
from bot.scheduling.rules.scope import Scopes
from bot.scheduling.sync.sync_calendars import LAST_COMPLETE, READ_BEGUN
from bot.slack.people import Accounts
from bot.store.bookings.automatic import AutomaticBookings
from bot.store.bookings.bookings import Bookings
from bot.store.calendars.connections import CalendarConnections
from bot.store.engine.database import Database
from bot.store.leases import Leases, Marks
from bot.store.mirror.calendars import Calendar
from bot.store.mirror.mirror import Mirror
from bot.store.mirror.ruled_events import RuledEvents
from bot.store.people import People
from bot.store.rules import Rules
from tests.examples import JONAS, MAYA, NOW, SOON, TEAM, an_account
from tests.rules import ADDRESSES, CALENDARS, a_row, a_rule, configured

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@dataclass
class Office:
    """Maya and Jonas have calendars, which were read at NOW; nobody has a rule yet."""

    database: Database
    clock: MovableClock
    configuration: Configuration

    @property
    def rules(self) -> Rules:
        return Rules(self.database)

    def work(self) -> ReconcileRules:
        """As a process that has just been started would make it."""
        database, clock, configuration = self.database, self.clock, self.configuration
        mirror, marks, automatic = Mirror(database), Marks(database), AutomaticBookings(database)
        people = KnownPeople(Accounts(AsyncWebClient("")), People(database), clock, TEAM, configuration)
        costs, connections = BotCosts(Bookings(database), clock, configuration), CalendarConnections(database)
        events = RuledEvents(database)
        return ReconcileRules(
            TEAM,
            Rulebooks(TEAM, self.rules, mirror, connections, people, costs, configuration),
            Scopes(TEAM, self.rules, events, automatic, marks, clock),
            Decisions(events, automatic, clock),
            automatic,
            FollowSeries(self.rules, events, clock, never_asked),
            Pace(marks),
            Leases(database, clock),
            clock,
            ForegroundPriority(),
            lambda: None,
        )

    async def run(self) -> list[Booking]:
        """Reconcile what is due; the bookings that are live then."""
        assert await self.work().run()
        return await self.live()

    async def live(self) -> list[Booking]:
        found = []
        for user in (MAYA, JONAS):
            found += await Bookings(self.database).list_by_person(TEAM, user, self.clock.now())
        return [booking for booking in found if booking.is_live(self.clock.now())]

    async def reads(self, *rows, is_broken_off: bool = False) -> None:
        self.clock.advance(MINUTE)
        marks = Marks(self.database)
        await marks.set(READ_BEGUN, self.clock.now())
        await Mirror(self.database).save_events(rows, self.clock.now())
        if not is_broken_off:
            await marks.set(LAST_READ, self.clock.now())

    async def knows(self, user, **facts) -> None:
        account = an_account(user_id=user, email=ADDRESSES[user], **facts)
        await People(self.database).save(account, self.clock.now())


async def never_asked(split: SplitSeries) -> None:
    raise AssertionError(split)


def a_calendar(user) -> Calendar:
    return Calendar(
        id=CalendarId(CALENDARS[user]),
        platform="google_calendar",
        platform_email=ADDRESSES[user],
        oauth_email=None,
        status="connected",
    )


@pytest.fixture
async def office(migrated_sqlite, tmp_path) -> AsyncIterator[Office]:
    file = shutil.copy(migrated_sqlite, tmp_path / "rules.db")
    office = Office(Database(f"sqlite:///{file}"), MovableClock(NOW, ticking=False), configured())
    await Mirror(office.database).save_calendars([a_calendar(MAYA), a_calendar(JONAS)])
    await Marks(office.database).set(LAST_COMPLETE, NOW)
    for user in (MAYA, JONAS):
        await office.knows(user)
    await office.reads(a_row(MAYA), a_row(JONAS))
    yield office
    await office.database.aclose()


async def test_nothing_happens_without_a_rule(office):
    assert await office.run() == []


async def test_nothing_happens_before_the_calendars_were_read(office):
    await Marks(office.database).forget(LAST_COMPLETE)
    await office.rules.save(a_rule())

    assert await office.run() == []


async def test_a_rule_that_was_saved_is_carried_out_once(office):
    await office.run()
    await office.rules.save(a_rule())
    [booking] = await office.run()

    assert booking.booked_by == MAYA
    assert await office.run() == [booking]
    assert await office.rules.find_due(TEAM) == []


async def test_what_was_read_since_is_looked_at(office):
    await office.rules.save(a_rule())
    await office.run()
    other = a_row(MAYA, event_id="e2", ical_uid="u2", start_time=SOON + DAY, updated_at=NOW)
    await office.reads(other)

    assert len(await office.run()) == 2


async def test_a_guest_who_leaves_takes_the_bot_along_once_the_reading_is_whole(office):
    await office.rules.save(a_rule())
    await office.run()
    alone = a_row(MAYA, attendees=a_row(MAYA).attendees[:1], updated_at=NOW)

    await office.reads(alone, is_broken_off=True)
    await office.rules.save(a_rule())  # so that the person's meetings are looked at in any case
    assert len(await office.run()) == 1

    await office.reads()
    assert await office.run() == []


async def test_a_rule_that_was_turned_off_is_taken_back_whatever_was_read(office):
    await office.rules.save(a_rule())
    await office.run()
    await office.reads(is_broken_off=True)
    await office.rules.save(a_rule(is_on=False))

    assert await office.run() == []


async def test_everything_is_looked_at_once_a_day(office):
    await office.rules.save(a_rule())
    await office.run()
    unnoticed = a_row(MAYA, event_id="e2", ical_uid="u2", link_keys=("k2",), start_time=SOON + 2 * DAY)
    await Mirror(office.database).save_events([unnoticed], NOW - DAY)
    assert len(await office.run()) == 1

    office.clock.advance(DAY - 2 * MINUTE)
    assert len(await office.run()) == 0  # the first is over
    office.clock.advance(3 * MINUTE)
    for user in (MAYA, JONAS):
        await office.knows(user)

    assert [booking.meeting.event_id for booking in await office.run()] == ["e2"]


async def test_another_configuration_decides_about_everything_again(office):
    await office.rules.save(a_rule())
    await office.run()
    office.configuration = configured(never={"words": ["weekly"]})

    assert await office.run() == []


async def test_a_pause_of_the_team_and_its_end_reach_everybody(office):
    await office.rules.save(a_rule())
    await office.run()
    await office.rules.pause(Pause(TEAM, None, JONAS, NOW))
    assert await office.run() == []

    await office.rules.resume(TEAM, None, JONAS, NOW)
    [booking] = await office.run()
    assert booking.booked_by == MAYA


async def test_a_limit_counts_the_whole_day_whatever_has_changed(office):
    office.configuration = configured(max_meetings_per_person_per_day=1)
    await office.rules.save(a_rule())
    assert [booking.meeting.start_time for booking in await office.run()] == [SOON]
    earlier = a_row(MAYA, event_id="e2", ical_uid="u2", link_keys=("k2",), start_time=SOON - 2 * timedelta(hours=1))
    await office.reads(replace(earlier, updated_at=NOW))

    assert [booking.meeting.event_id for booking in await office.run()] == ["e2"]


async def test_two_processes_at_once_book_one_bot(office):
    await office.rules.save(a_rule())

    ran = await asyncio.gather(*(office.work().run() for _ in range(3)))

    assert sorted(ran) == [False, False, True]
    assert len(await office.live()) == 1


async def test_while_a_person_is_not_known_nothing_is_decided_and_it_stays_due(office, monkeypatch):
    await office.rules.save(a_rule())
    await People(office.database).forget(TEAM, MAYA)

    async def refuse(*_: object) -> None:
        raise SlackRefusal("ratelimited", permanent=False)

    monkeypatch.setattr(Accounts, "fetch", refuse)
    assert await office.run() == []
    assert [due.user_id for due in await office.rules.find_due(TEAM)] == [MAYA]

    await office.knows(MAYA)
    assert len(await office.run()) == 1
