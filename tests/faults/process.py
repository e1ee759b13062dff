"""One life of the executor. It ends politely, or as by `kill -9`: in the middle of anything, with nothing tidied up."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from typing import Any, Literal

import aiohttp
import httpx
from sqlalchemy import event

from bot.core.bot_config.policy import Configuration
from bot.recall.client import RecallClient
from bot.recall.rate_limit import PER_MINUTE, RateLimits
from bot.sandbox.clock import MovableClock
from bot.sandbox.slack.installation import BOT_TOKEN
from bot.scheduling.executor.executor import Executor
from bot.scheduling.executor.recall_steps import RecallSteps
from bot.scheduling.executor.slack_steps import SlackSteps
from bot.scheduling.foreground_priority import ForegroundPriority
from bot.slack.announcer import Announcer
from bot.slack.web_client import web_client
from bot.store.bookings.bookings import Bookings
from bot.store.engine.database import Connection
from bot.store.mirror.mirror import Mirror
from tests.quick_database import QuickDatabase


class Dead(Exception):
    """Nothing that a dead process still tries has an effect."""


class Fate:
    """When a process dies: at the nth of the moments at which it reaches outside itself, if ever."""

    def __init__(self) -> None:
        self._moments: int | None = None
        self.death = asyncio.Event()

    def comes_after(self, moments: int) -> None:
        self._moments = moments

    async def comes_closer(self, *_: Any) -> None:
        if self.death.is_set():
            raise Dead
        if self._moments is not None:
            self._moments -= 1
            if self._moments < 0:
                self.death.set()
                await asyncio.Event().wait()


class MortalDatabase(QuickDatabase):
    def __init__(self, url: str, fate: Fate) -> None:
        super().__init__(url)
        self._fate = fate
        self._connections: list[Any] = []
        for engine in self.engine.sync_engines:
            event.listen(engine, "connect", self._remember)

    def _remember(self, connection: Any, _: object) -> None:
        self._connections.append(connection if self.is_sqlite else connection.driver_connection)

    async def is_cut_off(self) -> None:
        """As the kernel does it for the dead: whatever was under way is rolled back."""
        for connection in self._connections:
            closing = connection.close()
            if not self.is_sqlite:
                await closing

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Connection]:
        await self._fate.comes_closer()
        async with super().write() as connection:
            yield connection
            await self._fate.comes_closer()
        await self._fate.comes_closer()


class Watched(Executor):
    """It is noticed when it comes to rest."""

    def __init__(self, *parts: Any) -> None:
        super().__init__(*parts)
        self._comes_to_rest = asyncio.Event()
        self._is_resting = False

    async def _pause(self) -> None:
        self._is_resting = True
        self._comes_to_rest.set()
        try:
            await super()._pause()
        finally:
            self._is_resting = False

    @property
    def has_nothing_to_do(self) -> bool:
        return self._is_resting and not self._wake.is_set() and not self._in_hand

    def next_rest(self) -> Coroutine[Any, Any, Literal[True]]:
        self._comes_to_rest.clear()
        return self._comes_to_rest.wait()


class Process:
    def __init__(self, clock: MovableClock, database_url: str, recall: str, slack: str) -> None:
        self._clock = clock
        self._urls = (database_url, recall, slack)
        self._stack = AsyncExitStack()
        self.fate = Fate()

    async def starts(
        self, configuration: Configuration, give_up_after: timedelta, recall_key: str, patience: float
    ) -> None:
        database_url, recall_url, slack_url = self._urls
        self.database = MortalDatabase(database_url, self.fate)
        self._stack.push_async_callback(self.database.aclose)
        recall = await self._recall(recall_url, recall_key, patience)
        announcer = await self._announcer(slack_url)
        self.bookings = Bookings(self.database)
        self.executor = Watched(
            self.bookings,
            RecallSteps(recall, self.bookings, Mirror(self.database), self._clock, configuration),
            SlackSteps(announcer, self._clock, configuration),
            self._clock,
            give_up_after,
            ForegroundPriority(),
        )
        self._running = asyncio.create_task(self.executor.run())

    async def _recall(self, url: str, key: str, patience: float) -> RecallClient:
        mortal = {"request": [self.fate.comes_closer], "response": [self.fate.comes_closer]}
        http = await self._stack.enter_async_context(
            httpx.AsyncClient(timeout=patience, verify=False, event_hooks=mortal)
        )
        unlimited = RateLimits(per_minute=dict.fromkeys(PER_MINUTE, 1_000_000))
        return RecallClient(url, key, self._clock, http=http, rate_limits=unlimited)

    async def _announcer(self, url: str) -> Announcer:
        mortal = aiohttp.TraceConfig()
        mortal.on_request_start.append(self.fate.comes_closer)
        mortal.on_request_end.append(self.fate.comes_closer)
        session = await self._stack.enter_async_context(aiohttp.ClientSession(trace_configs=[mortal]))
        client = web_client(BOT_TOKEN, f"{url}/api/", session)
        return Announcer(client, session, Configuration(), "https://recall.test/bot/")

    async def works(self) -> None:
        """All that is due now is done, or death came. What the executor puts down makes it look around once more."""
        self.executor.wake()
        while not (self.executor.has_nothing_to_do or self.fate.death.is_set()):
            rest, death = (
                asyncio.ensure_future(self.executor.next_rest()),
                asyncio.ensure_future(self.fate.death.wait()),
            )
            await asyncio.wait({rest, death}, return_when=asyncio.FIRST_COMPLETED)
            rest.cancel()
            death.cancel()

    @property
    def is_alive(self) -> bool:
        return not (self._running.done() or self.fate.death.is_set())

    async def stops(self) -> None:
        """Politely, as after SIGTERM."""
        self._running.cancel()
        await asyncio.gather(self._running, return_exceptions=True)
        await self._stack.aclose()

    async def is_killed(self) -> None:
        self.fate.death.set()
        mine = [task for task in asyncio.all_tasks() if task.get_name().startswith(("booking ", "held bookings"))]
        for task in [self._running, *mine]:
            task.cancel()
        await asyncio.gather(self._running, *mine, return_exceptions=True)
        await self.database.is_cut_off()
        await self._stack.aclose()
