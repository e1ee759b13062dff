"""Delete what a bot recorded, read what there is of it, and have it transcribed."""

from datetime import datetime
from functools import partial

import structlog

from bot.clock import Clock
from bot.core.booking.later_transcript import has_later_transcripts, with_transcript_claimed
from bot.core.booking.model import Booking
from bot.core.booking.past_bots import apply_to_bot, with_bot_in_place
from bot.core.errors import InternalError, RecallError
from bot.core.identifiers import BotId
from bot.core.lifecycle.bot_status_changes import apply_status_times
from bot.core.lifecycle.recording import apply_media_check, apply_media_failure, with_media_deletion_requested
from bot.core.lifecycle.steps import ClaimTranscript, DeleteMedia, LookAtMedia, MediaStep, RequestTranscript
from bot.recall.client import RecallClient
from bot.recall.wire import WireBot
from bot.scheduling.executor.transcript_steps import TranscriptSteps
from bot.store.bookings.leases import Change

log = structlog.get_logger()


class MediaSteps:
    def __init__(self, recall: RecallClient, clock: Clock) -> None:
        self._recall = recall
        self._clock = clock
        self._transcripts = TranscriptSteps(recall, clock)

    async def do(self, step: MediaStep, booking: Booking) -> Change:
        seen = with_bot_in_place(booking, step.bot_id)
        return partial(apply_to_bot, bot_id=step.bot_id, change=await self._outcome(step, seen))

    async def _outcome(self, step: MediaStep, booking: Booking) -> Change:
        if isinstance(step, ClaimTranscript):
            return partial(with_transcript_claimed, bot_id=step.bot_id)
        if isinstance(step, RequestTranscript):
            return await self._transcripts.request(step.bot_id, booking)
        return await self._look_or_delete(step, booking)

    async def _look_or_delete(self, step: DeleteMedia | LookAtMedia, booking: Booking) -> Change:
        bot_id = step.bot_id
        try:
            if isinstance(step, DeleteMedia):
                await self._recall.delete_media(bot_id)
                return partial(with_media_deletion_requested, bot_id=bot_id)
            bot = await self._recall.get_bot(bot_id, has_later_transcripts=has_later_transcripts(booking.bot))
        except RecallError as error:
            return partial(apply_media_failure, bot_id=bot_id, error=error, now=self._clock.now())
        except Exception:
            log.exception("step failed", step=type(step).__name__)
            return partial(apply_media_failure, bot_id=bot_id, error=InternalError(), now=self._clock.now())
        return partial(_apply_look, bot_id=bot_id, bot=bot, now=self._clock.now())


def _apply_look(booking: Booking, bot_id: BotId, bot: WireBot, now: datetime) -> Booking:
    history = ((change.code, change.created_at) for change in bot.status_changes)
    return apply_media_check(apply_status_times(booking, bot_id, history), bot_id, now, bot.recorded)
