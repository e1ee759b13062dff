"""The worker on its own, between a pretend Recall and a pretend model, on a clock that is moved by hand."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from bot.core.booking.bot_state import BotState
from bot.core.booking.model import Booking
from bot.core.booking.recording_files import FileState
from bot.core.bot_config.policy import Configuration
from bot.core.identifiers import BookingId, BotId
from bot.core.summaries.model import SummaryRecord
from bot.recall.client import RecallClient
from bot.recall.rate_limit import PER_MINUTE, RateLimits
from bot.sandbox.clock import MovableClock
from bot.sandbox.model.pretend_model import KEY, MODEL, PretendModel
from bot.sandbox.recall.pretend_recall import PretendRecall
from bot.sandbox.serving import serving
from bot.scheduling.access.authorize import Rights
from bot.scheduling.recordings import Recordings
from bot.scheduling.summaries.paid_model import PaidModel
from bot.scheduling.summaries.summarize import Summarize
from bot.scheduling.summaries.worker import SummaryWorker
from bot.store.bookings.bookings import Bookings
from bot.store.engine.database import Database
from bot.store.leases import LEASE, Leases
from bot.store.mirror.mirror import Mirror
from bot.store.model_calls import ModelCalls
from bot.store.summaries import Summaries
from bot.summaries.client import ModelClient, new_http
from bot.summaries.openai import OPENAI
from tests.examples import NOW, a_bare_link, a_booked_booking
from tests.stored import store_bookings

B1 = BookingId("b1")
USUAL_LENGTH = timedelta(minutes=10)
TRANSCRIPT = {"transcript": {"provider": {"recallai_streaming": {"mode": "prioritize_accuracy"}}}}
BUDGET = 1_000_000


@dataclass
class Rig:
    """One database, and as many processes as a test starts."""

    database: Database
    clock: MovableClock
    recall: PretendRecall
    model: PretendModel
    recall_client: RecallClient
    model_client: ModelClient
    woken: list[datetime] = field(default_factory=list)

    @property
    def summaries(self) -> Summaries:
        return Summaries(self.database)

    def worker(self, database: Database | None = None, *, asks: bool = True, budget: int = BUDGET) -> SummaryWorker:
        """Another process, perhaps with a database of its own. `asks`: whether a model is configured."""
        database = database or self.database
        bookings = Bookings(database)
        rights = Rights(Mirror(database), bookings, self.clock, Configuration())
        paid = PaidModel(self.model_client, ModelCalls(database, budget), self.clock) if asks else None
        summaries = Summaries(database)
        return SummaryWorker(
            bookings,
            summaries,
            Leases(database, self.clock),
            Summarize(Recordings(self.recall_client, rights), paid, summaries.is_wanted),
            self.clock,
            lambda: self.woken.append(self.clock.now()),
        )

    async def records(self, length: timedelta = USUAL_LENGTH, **facts: Any) -> Booking:
        """A call that is over, with its transcript."""
        config = {"meeting_url": "https://meet.google.com/abc-defg-hij", "recording_config": TRANSCRIPT}
        bot = await self.recall_client.create_bot(config, "b1.1.1")
        self.recall.live_normally(bot.id, until="in_call_recording")
        self.clock.advance(length)
        self.recall.live_normally(bot.id)
        self.recall.finish_transcripts(bot.id)
        state = BotState(bot_id=BotId(bot.id), applied_revision=1, status="done", transcript=FileState.READY)
        meeting = a_bare_link(start_time=NOW, end_time=NOW + timedelta(hours=1))
        booking = replace(a_booked_booking(bot=state, meeting=meeting), **facts)
        await store_bookings(self.database, [booking], self.clock.now())
        return booking

    async def record(self) -> SummaryRecord:
        booking = await self.booking()
        assert booking.bot.bot_id is not None
        found = await self.summaries.find(B1, booking.bot.bot_id)
        assert found is not None
        return found

    async def booking(self) -> Booking:
        found = await Bookings(self.database).get(B1)
        assert found is not None
        return found

    async def tries_again(self) -> None:
        """As someone does who presses *Try again*."""
        booking = await self.booking()
        assert booking.bot.bot_id is not None
        assert await self.summaries.enqueue_again(B1, booking.bot.bot_id, self.clock.now())

    def outlives_the_lease(self) -> None:
        self.clock.advance(LEASE + timedelta(seconds=1))


@asynccontextmanager
async def a_rig(database: Database, *, seconds: float = 5.0) -> AsyncIterator[Rig]:
    clock = MovableClock(NOW, ticking=False)
    recall, model = PretendRecall(clock), PretendModel()
    async with AsyncExitStack() as stack:
        recall_url = await stack.enter_async_context(serving(recall.asgi))
        stack.push_async_callback(recall.aclose)
        model_url = await stack.enter_async_context(serving(model.asgi))
        http = await stack.enter_async_context(new_http(trust_env=False))
        unlimited = RateLimits(per_minute=dict.fromkeys(PER_MINUTE, 1_000_000))
        recall_client = RecallClient(recall_url, recall.api_key, clock, rate_limits=unlimited)
        stack.push_async_callback(recall_client.aclose)
        model_client = ModelClient(OPENAI, f"{model_url}/v1", KEY, MODEL, http, seconds)
        yield Rig(database, clock, recall, model, recall_client, model_client)


async def is_stopped(work: asyncio.Task[Any]) -> None:
    work.cancel()
    await asyncio.gather(work, return_exceptions=True)
