"""Compose the program: open adapters → use cases → edges in that order, and close them in reverse."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import aiohttp
from starlette.applications import Starlette

from bot.app.adapters import Slack, Store, open_store, recall_client
from bot.app.edges import Parts, register_listeners, web
from bot.app.work import Personal, Work
from bot.clock import Clock
from bot.entrypoints.socket_mode import SocketMode
from bot.metrics import Metrics
from bot.settings import Settings
from bot.slack.conversations import SCOPES, Conversations
from bot.slack.sign_in import sign_in
from bot.tracing import start_tracing


@dataclass(frozen=True, slots=True)
class Program:
    """The running program. The caller serves `web`."""

    web: Starlette
    store: Store


@asynccontextmanager
async def build(settings: Settings, clock: Clock) -> AsyncIterator[Program]:
    """Wire and start everything until the context ends. Raises SetupError for what the admin must fix."""
    async with AsyncExitStack() as stack:
        store = await open_store(stack, settings, clock)
        slack = Slack(settings, await stack.enter_async_context(aiohttp.ClientSession()))
        signed_in = await sign_in(slack.client, slack.token)
        metrics = Metrics(store.bookings, clock)
        tracing = start_tracing(settings.otel_exporter_otlp_endpoint)
        stack.push_async_callback(tracing.aclose)
        recall = recall_client(settings, clock, metrics, tracing)
        stack.push_async_callback(recall.aclose)
        conversations = Conversations(slack.client, clock, may_look=signed_in.scopes >= SCOPES)
        personal = Personal(settings, clock, store, slack, signed_in.team_id)
        work = Work(settings, clock, store, slack, recall, conversations, personal.homes, metrics, tracing)
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
        register_listeners(bolt, signed_in, parts)
        work.start()
        if settings.slack_app_token is not None:
            app_token = settings.slack_app_token.get_secret_value()
            socket_mode = SocketMode(bolt, app_token, metrics.observe_ack, slack.foreground)
            stack.push_async_callback(socket_mode.close)
            await socket_mode.connect()
        yield Program(web(bolt, parts), store)
