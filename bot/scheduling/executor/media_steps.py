"""Delete what a bot recorded, and read what there is of it."""

from functools import partial

import structlog

from bot.clock import Clock
from bot.core.booking.past_bots import apply_to_bot
from bot.core.errors import InternalError, RecallError
from bot.core.identifiers import BotId
from bot.core.lifecycle.recording import apply_media_check, apply_media_failure, with_media_deletion_requested
from bot.core.lifecycle.steps import DeleteMedia, MediaStep
from bot.recall.client import RecallClient
from bot.store.bookings.leases import Change

log = structlog.get_logger()


class MediaSteps:
    def __init__(self, recall: RecallClient, clock: Clock) -> None:
        self._recall = recall
        self._clock = clock

    async def do(self, step: MediaStep) -> Change:
        change = await self._outcome(step, step.bot_id)
        return partial(apply_to_bot, bot_id=step.bot_id, change=change)

    async def _outcome(self, step: MediaStep, bot_id: BotId) -> Change:
        try:
            if isinstance(step, DeleteMedia):
                await self._recall.delete_media(bot_id)
                return partial(with_media_deletion_requested, bot_id=bot_id)
            found = (await self._recall.get_bot(bot_id)).recorded
        except RecallError as error:
            return partial(apply_media_failure, bot_id=bot_id, error=error, now=self._clock.now())
        except Exception:
            log.exception("step failed", step=type(step).__name__)
            return partial(apply_media_failure, bot_id=bot_id, error=InternalError(), now=self._clock.now())
        return partial(apply_media_check, bot_id=bot_id, now=self._clock.now(), found=found)
