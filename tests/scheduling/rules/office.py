"""An office whose rules are reconciled over a real database, without a call to Slack or Recall."""

from dataclasses import dataclass
from datetime import timedelta

from slack_sdk.web.async_client import AsyncWebClient

from bot.core.booking.model import Booking
from bot.core.bot_config.policy import Configuration
from bot.core.identifiers import CalendarId
from bot.core.rules.series import SplitSeries
from bot.sandbox.clock import MovableClock
from bot.scheduling.access.bot_costs import BotCosts
from bot.scheduling.access.people import KnownPeople
from bot.scheduling.access.upcoming_meetings import LAST_READ
from bot.scheduling.foreground_priority import ForegroundPriority
from bot.scheduling.rules.decisions import Decisions
from bot.scheduling.rules.follow_series import FollowSeries
from bot.scheduling.rules.pace import Pace
from bot.scheduling.rules.personal_rules import PersonalRules
from bot.scheduling.rules.reconcile_rules import ReconcileRules
from bot.scheduling.rules.rulebooks import Rulebooks
from bot.scheduling.rules.scope import Scopes
from bot.scheduling.sync.sync_calendars import READ_BEGUN
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
from bot.store.preferences import PersonalPreferences
from bot.store.rules import Rules
from tests.examples import JONAS, MAYA, TEAM, an_account
from tests.rules import ADDRESSES, CALENDARS

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@dataclass
class Office:
    """Maya and Jonas have calendars, which were read at NOW; no one has a rule yet."""

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

    def personal(self) -> PersonalRules:
        database, clock, configuration = self.database, self.clock, self.configuration
        people = KnownPeople(Accounts(AsyncWebClient("")), People(database), clock, TEAM, configuration)
        costs, connections = BotCosts(Bookings(database), clock, configuration), CalendarConnections(database)
        events, automatic = RuledEvents(database), AutomaticBookings(database)
        return PersonalRules(
            self.rules,
            PersonalPreferences(database),
            Rulebooks(TEAM, self.rules, Mirror(database), connections, people, costs, configuration),
            Scopes(TEAM, self.rules, events, automatic, Marks(database), clock),
            Decisions(events, automatic, clock),
            clock,
            configuration,
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
