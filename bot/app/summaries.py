"""Wire summaries: the model that the settings name, and the worker."""

from contextlib import AsyncExitStack
from urllib.parse import urlsplit

from bot.app.adapters import Store
from bot.app.work import Work
from bot.clock import Clock
from bot.core.summaries.model import SummaryProvider
from bot.recall.base_url import is_loopback
from bot.scheduling.recordings import Recordings
from bot.scheduling.summaries.paid_model import PaidModel
from bot.scheduling.summaries.summarize import Summarize
from bot.scheduling.summaries.worker import SummaryWorker
from bot.settings import Settings
from bot.summaries.anthropic import ANTHROPIC
from bot.summaries.client import ModelClient, OnOutcome, new_http
from bot.summaries.openai import OPENAI

_DIALECTS = {SummaryProvider.OPENAI: OPENAI, SummaryProvider.ANTHROPIC: ANTHROPIC}


async def open_model_client(
    stack: AsyncExitStack, settings: Settings, on_outcome: OnOutcome = lambda outcome: None
) -> ModelClient | None:
    """None, and no connection, where no model is configured."""
    dialect = _DIALECTS.get(settings.summary_provider)
    if dialect is None or settings.summary_model is None:
        return None
    key = settings.summary_api_key.get_secret_value() if settings.summary_api_key else ""
    address = settings.summary_base_url or dialect.default_base_url
    is_here = is_loopback(urlsplit(address).hostname or "")
    http = await stack.enter_async_context(new_http(trust_env=not is_here))
    seconds = settings.summary_timeout_seconds
    return ModelClient(dialect, address, key, settings.summary_model, http, seconds, on_outcome)


class MeetingSummaries:
    """`model` is None where none is configured; `worker` where nothing is summarized."""

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        store: Store,
        recordings: Recordings,
        work: Work,
        client: ModelClient | None,
    ) -> None:
        self.provider = settings.summary_provider
        self.model = PaidModel(client, store.model_calls, clock) if client else None
        self.worker = (
            None
            if self.provider is SummaryProvider.OFF
            else SummaryWorker(
                store.bookings,
                store.summaries,
                store.leases,
                Summarize(recordings, self.model, store.summaries.is_wanted),
                clock,
                work.executor.wake,
            )
        )

    def start(self, work: Work) -> None:
        """A recording that the executor has looked at may have a transcript by now."""
        if self.worker is not None:
            work.executor.follow_recordings(self.worker.wake)
            work.background.start("summaries", self.worker.run)
