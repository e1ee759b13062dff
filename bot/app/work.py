"""Build the long-lived use cases and start the background jobs."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial

from bot.app.adapters import Slack, Store
from bot.app.connect_offer import read_connect_offer
from bot.app.tracing import Tracing
from bot.blocks.messages.help import Corners
from bot.clock import Clock
from bot.core.booking.card_timing import is_card_withheld
from bot.core.booking.model import Booking
from bot.core.identifiers import CalendarId, TeamId
from bot.entrypoints.background import Background, PeriodicJob, SharedWork, WasAbandoned
from bot.metrics import Metrics
from bot.recall.client import RecallClient
from bot.scheduling.access.authorize import Rights
from bot.scheduling.access.bot_costs import BotCosts
from bot.scheduling.access.organizers import Organizers
from bot.scheduling.access.people import KnownPeople
from bot.scheduling.access.upcoming_meetings import UpcomingMeetings
from bot.scheduling.budget_warnings import BudgetWarnings
from bot.scheduling.calendars.connections import ConnectedCalendars
from bot.scheduling.executor.executor import Executor
from bot.scheduling.executor.recall_steps import RecallSteps
from bot.scheduling.executor.slack_steps import SlackSteps
from bot.scheduling.executor.summary_steps import SummarySteps
from bot.scheduling.home.agenda import PersonalAgenda
from bot.scheduling.home.refresh import RefreshHomes
from bot.scheduling.home.viewers import HomeViewers
from bot.scheduling.housekeeping import Housekeeping
from bot.scheduling.sync.follow_bot import FollowBot
from bot.scheduling.sync.follow_calendar import FollowCalendar
from bot.scheduling.sync.follow_recordings import FollowRecordings
from bot.scheduling.sync.notify_owner import CalendarOwners
from bot.scheduling.sync.poll_bots import BotPolls
from bot.scheduling.sync.sweep import LEASE_OF_SWEEP, Sweep
from bot.scheduling.sync.sync_calendars import LEASE_OF_SYNC, SyncCalendars
from bot.settings import Settings
from bot.slack.card_rate_limit import CardRateLimiter
from bot.slack.conversations import Conversations
from bot.slack.home_tabs import HomeTabs
from bot.slack.members import Members
from bot.slack.people import Accounts
from bot.store.bookings.retention import Retention


class Personal:
    """The use cases about one person: their account, rights, meetings and App Home."""

    def __init__(
        self, settings: Settings, clock: Clock, store: Store, slack: Slack, team_id: TeamId, corners: Corners
    ) -> None:
        configuration = settings.configuration
        self.people = KnownPeople(Accounts(slack.client), store.people, clock, team_id, configuration)
        self.upcoming = UpcomingMeetings(store.mirror, store.marks, clock, configuration)
        self.rights = Rights(store.mirror, store.bookings, clock, configuration)
        self.connected = ConnectedCalendars(store.connections, store.mirror)
        self.connect = read_connect_offer(settings)
        self.costs = BotCosts(store.bookings, clock, configuration)
        self.budget_warnings = BudgetWarnings(
            team_id, self.costs, slack.announcer, store.marks, store.leases, clock, configuration
        )
        self.agenda = PersonalAgenda(
            self.upcoming, store.bookings, self.rights, self.connected, self.connect, self.costs, clock, configuration
        )
        viewers = HomeViewers(team_id, store.homes, self.people, store.mirror)
        tabs = HomeTabs(slack.client, corners)
        self.homes = RefreshHomes(team_id, store.homes, self.people, self.agenda, tabs, viewers, clock)


class Work:
    """The executor and the periodic jobs."""

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        store: Store,
        slack: Slack,
        recall: RecallClient,
        conversations: Conversations,
        homes: RefreshHomes,
        metrics: Metrics,
        tracing: Tracing,
    ) -> None:
        self._on_settled: list[Callable[[], None]] = []  # woken whenever a booking is settled
        self._homes = homes
        self._clock = clock
        steps = _build_slack_steps(settings, clock, store, slack, conversations, homes)
        self.executor = Executor(
            store.bookings,
            RecallSteps(recall, store.bookings, store.mirror, clock, settings.configuration),
            steps,
            clock,
            timedelta(minutes=settings.configuration.give_up_after_minutes),
            slack.foreground,
            metrics.observe_queue_time,
            metrics.observe_step,
            tracing.trace_step,
            self._note_settled,
        )
        wake = self.executor.wake
        owners = CalendarOwners(slack.announcer, store.marks, store.leases, store.connections, clock)
        follow_calendar = FollowCalendar(store.bookings, store.mirror, owners, clock, wake)
        self.sync_calendars = SyncCalendars(
            recall, store.mirror, store.marks, store.leases, follow_calendar, clock, homes.refresh_for_calendar
        )
        sync_every = timedelta(seconds=settings.sync_interval_seconds)
        left_by_the_dead = partial(store.leases.was_abandoned, LEASE_OF_SYNC)
        self.sync = PeriodicJob("sync", self.sync_calendars.run, sync_every, clock, left_by_the_dead)
        polls = BotPolls(store.bookings, recall, clock, wake)
        self.follow_bot = FollowBot(store.bookings, store.inbox, polls, clock, wake)
        self.follow_recordings = FollowRecordings(store.bookings, store.inbox, polls, clock, wake)
        sweep_every = timedelta(seconds=settings.sweep_interval_seconds)
        sweep = Sweep(follow_calendar, self.follow_bot, self.follow_recordings, store.leases)
        swept_by_the_dead = partial(store.leases.was_abandoned, LEASE_OF_SWEEP)
        self.sweep = PeriodicJob("sweep", sweep.run, sweep_every, clock, swept_by_the_dead)
        tidy = _build_housekeeping(settings, clock, store)
        self.tidy = PeriodicJob("housekeeping", tidy.run, timedelta(hours=1), clock)
        self.background = Background(clock)

    def _note_settled(self, booking: Booking) -> None:
        """Tell those who wait for it. Home is refreshed with the card, and here for what has none yet."""
        for wake in self._on_settled:
            wake()
        if is_card_withheld(booking, self._clock.now()):
            self._homes.refresh_for_booking(booking)

    def start(self) -> None:
        self.background.start("executor", self.executor.run)
        self.background.start("sync", self.sync.run)
        self.background.start("sweep", self.sweep.run)
        self.background.start("housekeeping", self.tidy.run)
        self.background.start("homes", self._homes.run)

    def read_calendars_soon(self, calendar_id: CalendarId | None) -> None:
        """`calendar_id`: one that has changed itself."""
        if calendar_id is not None:
            self.sync_calendars.note_calendar(calendar_id)
        self.sync.nudge()

    def start_following(
        self, name: str, run: SharedWork, interval: timedelta, was_abandoned: WasAbandoned
    ) -> Callable[[], None]:
        """Run it at every interval and whenever a booking is settled; returns what has it run soon."""
        job = PeriodicJob(name, run, interval, self._clock, was_abandoned)
        self._on_settled.append(job.nudge)
        self.background.start(name, job.run)
        return job.nudge

    def start_hourly(self, name: str, run: Callable[[], Awaitable[None]]) -> None:
        self.background.start(name, PeriodicJob(name, run, timedelta(hours=1), self._clock).run)


def _build_slack_steps(
    settings: Settings, clock: Clock, store: Store, slack: Slack, conversations: Conversations, homes: RefreshHomes
) -> SlackSteps:
    configuration = settings.configuration
    summary_steps = SummarySteps(
        slack.announcer,
        clock,
        store.summaries.find,
        conversations,
        in_channels=configuration.policy.summaries_in_channels,
        has_model=settings.summary_provider.is_model,
    )
    return SlackSteps(
        slack.announcer,
        clock,
        configuration,
        CardRateLimiter(settings.processes),
        Organizers(store.mirror, Members(slack.client, clock), configuration),
        conversations,
        homes.refresh_for_booking,
        store.bookings.get,
        summary_steps,
    )


def _build_housekeeping(settings: Settings, clock: Clock, store: Store) -> Housekeeping:
    return Housekeeping(
        store.drafts,
        store.deliveries,
        store.rules,
        store.preferences,
        store.model_calls,
        store.slack_events,
        store.workflow_steps,
        store.offers,
        Retention(store.database),
        timedelta(days=settings.configuration.retention_days),
        clock,
    )
