"""Build the adapters (store, Slack, Recall) that the settings ask for."""

import logging
from contextlib import AsyncExitStack

import aiohttp
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from sqlalchemy.exc import SQLAlchemyError

from bot.app.tracing import Tracing
from bot.clock import Clock
from bot.core.errors import DatabaseUnavailable, SetupError
from bot.metrics import Metrics
from bot.recall.client import RecallClient
from bot.scheduling.foreground_priority import ForegroundPriority
from bot.settings import Settings
from bot.slack.announcer import Announcer
from bot.slack.sign_in import SignIn
from bot.slack.web_client import web_client
from bot.store.bookings.automatic import AutomaticBookings
from bot.store.bookings.bookings import Bookings
from bot.store.bookings.webhook_inbox import Inbox
from bot.store.calendars.connect_flows import ConnectFlows
from bot.store.calendars.connections import CalendarConnections
from bot.store.engine.database import Database
from bot.store.engine.file_lock import lock_database_file
from bot.store.engine.migrate import migrate
from bot.store.engine.moved import check_not_moved
from bot.store.home_viewers import Homes
from bot.store.last_choices import Choices
from bot.store.leases import Leases, Marks
from bot.store.link_drafts import Drafts
from bot.store.mirror.mirror import Mirror
from bot.store.mirror.ruled_events import RuledEvents
from bot.store.model_calls import ModelCalls
from bot.store.offers import MadeOffers
from bot.store.people import People
from bot.store.preferences import PersonalPreferences
from bot.store.rules import Rules
from bot.store.slack_events import SlackEvents
from bot.store.summaries import Summaries
from bot.store.webhook_deliveries import Deliveries
from bot.store.workflow_steps import StoredSteps
from handlers.after_ack import AfterAck


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
        self.slack_events = SlackEvents(self.database)
        self.workflow_steps = StoredSteps(self.database)
        self.offers = MadeOffers(self.database)
        self.marks = Marks(self.database)
        self.leases = Leases(self.database, clock)
        self.connections = CalendarConnections(self.database)
        self.flows = ConnectFlows(self.database)
        self.rules = Rules(self.database)
        self.preferences = PersonalPreferences(self.database)
        self.ruled_events = RuledEvents(self.database)
        self.automatic = AutomaticBookings(self.database)
        self.summaries = Summaries(self.database)
        self.model_calls = ModelCalls(self.database, settings.configuration.summaries.tokens_per_day)


async def open_store(stack: AsyncExitStack, settings: Settings, clock: Clock) -> Store:
    """Open and migrate the store; a SQLite file is locked for this process. Raises SetupError."""
    store = Store(settings, clock)
    stack.push_async_callback(store.database.aclose)
    stack.enter_context(lock_database_file(store.database))
    try:
        await migrate(store.database)
    except (OSError, SQLAlchemyError, DatabaseUnavailable) as error:
        why = error.trouble.value if isinstance(error, DatabaseUnavailable) else type(error).__name__
        raise SetupError(
            f"DATABASE_URL: the database can't be used ({why}). Check that it's running, that the address "
            "and password are right, and that its user may create tables. Run doctor for details."
        ) from None
    if store.database.is_sqlite:
        await check_not_moved(store.database)
        await store.bookings.end_all_leases(clock.now())
        await store.leases.end_all()
    return store


class Slack:
    def __init__(self, settings: Settings, session: aiohttp.ClientSession) -> None:
        self.session = session
        self.token = settings.slack_bot_token.get_secret_value()
        self.client = web_client(self.token, settings.slack_api_url, session)
        dashboard_url = f"{settings.recall_base_url}/dashboard/explorer/bot/"
        self.announcer = Announcer(self.client, session, settings.configuration, dashboard_url)
        self.foreground = ForegroundPriority()
        self.after_ack = AfterAck(self.foreground)

    def bolt(self, signed_in: SignIn) -> AsyncApp:
        """Signatures are checked before Bolt, and who we are was asked at start."""

        async def authorize() -> AuthorizeResult:
            return signed_in.bolt_authorization

        return AsyncApp(
            name="recall-schedule",  # without one Bolt goes through the whole stack for the caller's
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


def recall_client(settings: Settings, clock: Clock, metrics: Metrics, tracing: Tracing) -> RecallClient:
    def observe(endpoint: str, status: int | None, seconds: float) -> None:
        metrics.count_answer(endpoint, status, seconds)
        tracing.record_answer(endpoint, status, seconds)

    return RecallClient(
        settings.recall_base_url,
        settings.recall_api_key.get_secret_value(),
        clock,
        processes=settings.processes,
        on_answer=observe,
    )
