"""Compose the program: open adapters → use cases → edges in that order, and close them in reverse."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial

from slack_bolt.async_app import AsyncApp
from starlette.applications import Starlette

from bot.app.adapters import Slack, Store, open_store, recall_client
from bot.app.agents import Agents, check_mcp_extra
from bot.app.calendars import Calendars
from bot.app.corners import read_corners
from bot.app.edges import Parts, register_listeners, web
from bot.app.oauth_settings import open_oauth_clients
from bot.app.plans import PlanCases
from bot.app.rules import RuleCases
from bot.app.summaries import MeetingSummaries, open_model_client
from bot.app.tracing import start_tracing
from bot.app.work import Personal, Work
from bot.clock import Clock
from bot.entrypoints.rejected_requests import RejectedRequests
from bot.entrypoints.socket_mode import SocketMode
from bot.metrics import Metrics
from bot.recall.client import RecallClient
from bot.scheduling.foreground_priority import ForegroundPriority
from bot.scheduling.recordings import Recordings
from bot.settings import Settings
from bot.slack.conversations import SCOPES, Conversations
from bot.slack.session import slack_session
from bot.slack.sign_in import open_socket, sign_in


@dataclass(frozen=True, slots=True)
class Program:
    """The running program. The caller serves `web`."""

    web: Starlette
    store: Store
    calendars: Calendars
    summaries: MeetingSummaries
    personal: Personal
    rules: RuleCases
    recall: RecallClient
    on_refusal: Callable[[str], None]  # told why a connection was cut off before it came to `web`
    foreground: ForegroundPriority


@asynccontextmanager
async def build(settings: Settings, clock: Clock) -> AsyncIterator[Program]:
    """Wire and start everything until the context ends. Raises SetupError for what the admin must fix."""
    check_mcp_extra(settings)
    async with AsyncExitStack() as stack:
        store = await open_store(stack, settings, clock)
        slack = Slack(settings, await stack.enter_async_context(slack_session()))
        signed_in = await sign_in(slack.client, slack.token)
        metrics = Metrics(store.bookings, clock)
        tracing = start_tracing(settings.otel_exporter_otlp_endpoint)
        stack.push_async_callback(tracing.aclose)
        recall = recall_client(settings, clock, metrics, tracing)
        stack.push_async_callback(recall.aclose)
        client = await open_model_client(stack, settings, metrics.count_model_answer)
        conversations = Conversations(slack.client, clock, may_look=signed_in.scopes >= SCOPES)
        corners = read_corners(settings, signed_in)
        personal = Personal(settings, clock, store, slack, signed_in.team_id, corners)
        work = Work(settings, clock, store, slack, recall, conversations, personal.homes, metrics, tracing)
        stack.push_async_callback(work.background.stop)
        stack.push_async_callback(slack.after_ack.drain)

        oauth = await open_oauth_clients(stack, settings, clock, signed_in.team_id)
        calendars = Calendars(settings, clock, store, slack, recall, signed_in, personal, work, oauth)

        rules = RuleCases(settings, clock, store, slack, personal, work, signed_in.team_id)
        plans = PlanCases(settings, clock, store, slack, personal, rules, signed_in.team_id)
        recordings = Recordings(recall, personal.rights)
        summaries = MeetingSummaries(settings, clock, store, recordings, work, client)
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
            calendars=calendars,
            rules=rules,
            plans=plans,
            recordings=recordings,
            summaries=summaries,
            agents=Agents(settings, clock, store, signed_in.team_id),
            corners=corners,
        )
        bolt = slack.bolt(signed_in)
        register_listeners(bolt, signed_in, parts)
        work.start()
        rules.start(work)
        plans.start(work)
        summaries.start(work)
        work.start_hourly("budget", personal.budget_warnings.run)
        if calendars.are_configured:
            work.start_hourly("connections", calendars.keep_true.run)
        socket_mode = await _connect_socket(stack, bolt, parts) if settings.uses_socket_mode else None
        rejected = RejectedRequests("http", clock, metrics.count_rejection)
        yield Program(
            web(bolt, parts, socket_mode),
            store,
            calendars,
            summaries,
            personal,
            rules,
            recall,
            rejected.note,
            slack.foreground,
        )


async def _connect_socket(stack: AsyncExitStack, bolt: AsyncApp, parts: Parts) -> SocketMode:
    """Raises SetupError."""
    token = parts.settings.slack_app_token
    app_token = token.get_secret_value() if token else ""
    address = partial(open_socket, parts.slack.client, app_token)
    socket_mode = SocketMode(bolt, app_token, address, parts.metrics.observe_ack, parts.slack.foreground)
    stack.push_async_callback(socket_mode.close)
    await socket_mode.connect()
    parts.work.background.start("socket", socket_mode.watch)
    parts.metrics.follow_socket(lambda: socket_mode.seconds_without_socket)
    return socket_mode
