"""The composition root: adapters → use cases → edges, opened in that order and closed in reverse."""

import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import aiohttp
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette

from bot.clock import Clock
from bot.core.errors import SetupError
from bot.core.identifiers import TeamId
from bot.entrypoints.background import Background, SlowClock
from bot.entrypoints.readiness import Readiness
from bot.entrypoints.recall_webhook import RecallWebhook
from bot.entrypoints.slack_requests import SlackRequests
from bot.entrypoints.socket_mode import SocketMode
from bot.entrypoints.turned_away import TurnedAway
from bot.entrypoints.web import Endpoint, build_web
from bot.metrics import Metrics
from bot.recall.client import RecallClient
from bot.scheduling.calendar_owners import CalendarOwners
from bot.scheduling.carry_out import CarryOut
from bot.scheduling.follow_bot import FollowBot
from bot.scheduling.follow_calendar import FollowCalendar
from bot.scheduling.housekeeping import Housekeeping
from bot.scheduling.known_people import KnownPeople
from bot.scheduling.meeting_targets import MeetingTargets
from bot.scheduling.open_form import OpenForm
from bot.scheduling.organizers import Organizers
from bot.scheduling.personal_agenda import PersonalAgenda
from bot.scheduling.recall_steps import RecallSteps
from bot.scheduling.recordings import Recordings
from bot.scheduling.refresh_homes import RefreshHomes
from bot.scheduling.right_of_way import RightOfWay
from bot.scheduling.rights import Rights
from bot.scheduling.slack_steps import SlackSteps
from bot.scheduling.sweep import Sweep
from bot.scheduling.sync_calendars import SyncCalendars
from bot.scheduling.upcoming_meetings import UpcomingMeetings
from bot.scheduling.wishes import Wishes
from bot.settings import Settings
from bot.slack.announcer import Announcer
from bot.slack.card_pace import CardPace
from bot.slack.conversations import SCOPES, Conversations
from bot.slack.home_tabs import HomeTabs
from bot.slack.members import Members
from bot.slack.people import Accounts
from bot.slack.sign_in import SignIn, is_signed_in, sign_in
from bot.store.bookings import Bookings
from bot.store.choices import Choices
from bot.store.database import Database
from bot.store.deliveries import Deliveries
from bot.store.drafts import Drafts
from bot.store.homes import Homes
from bot.store.inbox import Inbox
from bot.store.marks import Leases, Marks
from bot.store.migrate import migrate
from bot.store.mirror import Mirror
from bot.store.people import People
from bot.store.retention import Retention
from bot.store.sole_holder import hold_alone
from handlers import UseCases, register
from handlers.after_ack import AfterAck
from handlers.private_word import PrivateWord


@dataclass(frozen=True, slots=True)
class Program:
    """The running program. `web` is to be served by whoever runs it."""

    web: Starlette
    store: "Store"


class Store:
    def __init__(self, settings: Settings, clock: Clock) -> None:
        self.database = Database(settings.database_url.get_secret_value())
        self.bookings = Bookings(self.database)
        self.mirror = Mirror(self.database)
        self.people = People(self.database)
        self.drafts = Drafts(self.database)
        self.choices = Choices(self.database)
        self.homes = Homes(self.database)
        self.deliveries = Deliveries(self.database)
        self.inbox = Inbox(self.database)
        self.marks = Marks(self.database)
        self.leases = Leases(self.database, clock)


class Slack:
    def __init__(self, settings: Settings, session: aiohttp.ClientSession) -> None:
        self.session = session
        self.token = settings.slack_bot_token.get_secret_value()
        self.client = AsyncWebClient(self.token, base_url=settings.slack_api_url, session=session)
        has_operators = bool(settings.configuration.policy.operators)
        self.announcer = Announcer(
            self.client,
            session,
            has_operators=has_operators,
            dashboard_url=f"{settings.recall_base_url}/dashboard/explorer/bot/",
        )
        self.after_ack = AfterAck()

    def bolt(self, signed_in: SignIn) -> AsyncApp:
        """Signatures are checked before Bolt, and who we are was asked at start."""

        async def authorize() -> AuthorizeResult:
            return signed_in.for_bolt

        return AsyncApp(
            client=self.client,
            authorize=authorize,
            logger=_bolt_logger(),
            process_before_response=True,
            request_verification_enabled=False,
            ssl_check_enabled=False,
            attaching_function_token_enabled=False,
        )


def _bolt_logger() -> logging.Logger:
    """Errors only: Bolt warns of a token beside `authorize` at every start, and that is how we want it."""
    logger = logging.getLogger("slack_bolt")
    logger.setLevel(logging.ERROR)
    return logger


class Personal:
    """Who somebody is, and what they see."""

    def __init__(self, settings: Settings, clock: Clock, store: Store, slack: Slack, team_id: TeamId) -> None:
        configuration = settings.configuration
        self.people = KnownPeople(Accounts(slack.client), store.people, clock, team_id, configuration)
        self.upcoming = UpcomingMeetings(store.mirror, store.marks, clock, configuration)
        self.rights = Rights(store.mirror, store.bookings, clock, configuration)
        self.agenda = PersonalAgenda(self.upcoming, store.bookings, self.rights, clock, configuration)
        self.homes = RefreshHomes(team_id, store.homes, self.people, self.agenda, HomeTabs(slack.client), clock)


class Work:
    """The loops in the background."""

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        store: Store,
        slack: Slack,
        recall: RecallClient,
        conversations: Conversations,
        homes: RefreshHomes,
    ) -> None:
        configuration = settings.configuration
        self._homes = homes
        self.right_of_way = RightOfWay()
        organizers = Organizers(store.mirror, Members(slack.client, clock), configuration)
        self.executor = CarryOut(
            store.bookings,
            RecallSteps(recall, store.bookings, store.mirror, clock, configuration),
            SlackSteps(
                slack.announcer,
                clock,
                configuration,
                CardPace(settings.processes),
                organizers,
                conversations,
                lambda booking: homes.soon({booking.booked_by, booking.wish.by}),
            ),
            clock,
            timedelta(minutes=configuration.give_up_after_minutes),
            self.right_of_way,
        )
        owners = CalendarOwners(slack.announcer, store.marks, clock)
        follow_calendar = FollowCalendar(store.bookings, store.mirror, owners, clock, self.executor.wake)
        sync = SyncCalendars(recall, store.mirror, store.marks, store.leases, follow_calendar, clock)
        kept_for = timedelta(days=configuration.retention_days)
        tidy = Housekeeping(store.drafts, store.deliveries, Retention(store.database), kept_for, clock)
        self.sync = SlowClock("sync", sync.run, timedelta(seconds=settings.sync_interval_seconds), clock)
        self.follow_bot = FollowBot(store.bookings, store.inbox, recall, clock, self.executor.wake)
        sweep_every = timedelta(seconds=settings.sweep_interval_seconds)
        sweep = Sweep(follow_calendar, self.follow_bot, store.leases)
        self.sweep = SlowClock("sweep", sweep.run, sweep_every, clock)
        self.tidy = SlowClock("housekeeping", tidy.run, timedelta(hours=1), clock)
        self.background = Background(clock)

    def start(self) -> None:
        self.background.start("executor", self.executor.run)
        self.background.start("sync", self.sync.run)
        self.background.start("sweep", self.sweep.run)
        self.background.start("housekeeping", self.tidy.run)
        self.background.start("homes", self._homes.run)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What the edges are made of."""

    settings: Settings
    clock: Clock
    store: Store
    slack: Slack
    conversations: Conversations
    recall: RecallClient
    metrics: Metrics
    work: Work
    personal: Personal


@asynccontextmanager
async def build(settings: Settings, clock: Clock) -> AsyncIterator[Program]:
    """Everything wired and at work until the context ends. Raises SetupError for what the operator must mend."""
    async with AsyncExitStack() as stack:
        store = await _opened_store(stack, settings, clock)
        slack = Slack(settings, await stack.enter_async_context(aiohttp.ClientSession()))
        signed_in = await sign_in(slack.client, slack.token)
        metrics = Metrics(store.bookings, clock)
        recall = _recall(settings, clock, metrics)
        stack.push_async_callback(recall.aclose)
        conversations = Conversations(slack.client, clock, may_look=signed_in.scopes >= SCOPES)
        personal = Personal(settings, clock, store, slack, signed_in.team_id)
        work = Work(settings, clock, store, slack, recall, conversations, personal.homes)
        stack.push_async_callback(work.background.stop)
        stack.push_async_callback(slack.after_ack.drain)

        parts = Parts(
            settings=settings,
            clock=clock,
            store=store,
            slack=slack,
            conversations=conversations,
            recall=recall,
            metrics=metrics,
            work=work,
            personal=personal,
        )
        bolt = slack.bolt(signed_in)
        _register(bolt, signed_in, parts)
        work.start()
        if settings.slack_app_token is not None:
            app_token = settings.slack_app_token.get_secret_value()
            socket_mode = SocketMode(bolt, app_token, metrics.acknowledged, work.right_of_way)
            stack.push_async_callback(socket_mode.close)
            await socket_mode.connect()
        yield Program(_web(bolt, parts), store)


async def _opened_store(stack: AsyncExitStack, settings: Settings, clock: Clock) -> Store:
    store = Store(settings, clock)
    stack.push_async_callback(store.database.aclose)
    stack.enter_context(hold_alone(store.database))
    try:
        await migrate(store.database)
    except (OSError, SQLAlchemyError) as error:
        raise SetupError(
            f"DATABASE_URL: the database cannot be used ({type(error).__name__}). Check that it runs, that the address "
            "and the password are right, and that its user may create tables. Doctor tells more."
        ) from None
    if store.database.is_sqlite:
        await store.bookings.end_all_leases(clock.now())
        await store.leases.end_all()
    return store


def _recall(settings: Settings, clock: Clock, metrics: Metrics) -> RecallClient:
    return RecallClient(
        settings.recall_base_url,
        settings.recall_api_key.get_secret_value(),
        clock,
        processes=settings.processes,
        on_answer=metrics.answered,
    )


def _register(bolt: AsyncApp, signed_in: SignIn, parts: Parts) -> None:
    store, clock, configuration = parts.store, parts.clock, parts.settings.configuration
    personal, upcoming = parts.personal, parts.personal.upcoming
    targets = MeetingTargets(upcoming, store.mirror, store.bookings)
    wishes = Wishes(store.bookings, upcoming, targets, personal.rights, clock, configuration, parts.work.executor.wake)
    cases = UseCases(
        people=personal.people,
        upcoming=upcoming,
        open_form=OpenForm(
            upcoming,
            targets,
            store.bookings,
            store.drafts,
            store.choices,
            personal.rights,
            parts.conversations,
            clock,
            configuration,
        ),
        wishes=wishes,
        agenda=personal.agenda,
        homes=personal.homes,
        recordings=Recordings(parts.recall, personal.rights),
        clock=clock,
    )
    word = PrivateWord(parts.slack.session, parts.slack.announcer)
    register(bolt, signed_in.team_id, cases, parts.slack.after_ack, word)


def _web(bolt: AsyncApp, parts: Parts) -> Starlette:
    store, clock = parts.store, parts.clock
    webhook = RecallWebhook(
        [secret.get_secret_value() for secret in parts.settings.recall_webhook_secret],
        store.inbox,
        parts.work.follow_bot,
        parts.work.sync.nudge,
        clock,
        TurnedAway("recall", clock, parts.metrics.turned_away),
    )
    return build_web(
        slack=_slack_endpoint(bolt, parts),
        recall=webhook.answer,
        readiness=Readiness(
            store.database, store.bookings, store.marks, clock, partial(is_signed_in, parts.slack.client)
        ),
        registry=parts.metrics.registry,
        collect=lambda: parts.metrics.collect(parts.recall.budget_use),
    )


def _slack_endpoint(bolt: AsyncApp, parts: Parts) -> Endpoint | None:
    """None in Socket Mode, even if there is a signing secret."""
    secret = parts.settings.slack_signing_secret
    if secret is None or parts.settings.uses_socket_mode:
        return None
    turned_away = TurnedAway("slack", parts.clock, parts.metrics.turned_away)
    return SlackRequests(
        bolt,
        secret.get_secret_value(),
        parts.clock,
        parts.metrics.acknowledged,
        turned_away,
        parts.work.right_of_way,
    ).answer
