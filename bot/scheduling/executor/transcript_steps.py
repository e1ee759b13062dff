"""Have Recall transcribe recordings afterwards. Each request is paid for, so Recall's own list is read first."""

import asyncio
from functools import partial

import structlog

from bot.clock import Clock
from bot.core.booking.later_transcript import apply_transcription_failure, apply_transcripts_requested
from bot.core.booking.model import Booking
from bot.core.bot_config.settings import Transcript
from bot.core.errors import AnsweredError, InternalError, NoAnswer, RecallError
from bot.core.identifiers import BotId
from bot.recall.client import RecallClient
from bot.recall.wire_recordings import WireRecording
from bot.scheduling.executor.remote_bots import BOOKING_TAG
from bot.store.bookings.leases import Change

log = structlog.get_logger()

STEP_TIMEOUT_SECONDS = 75.0
# https://docs.recall.ai/docs/async-transcription
MOST_TRANSCRIPTS = 10
TOO_MANY = "too_many_transcripts"
NOTHING_TO_TRANSCRIBE = "no_recording"


class TranscriptSteps:
    def __init__(self, recall: RecallClient, clock: Clock) -> None:
        self._recall = recall
        self._clock = clock

    async def request(self, bot_id: BotId, booking: Booking) -> Change:
        try:
            async with asyncio.timeout(STEP_TIMEOUT_SECONDS):
                number = await self._request_missing(bot_id, booking)
        except RecallError as error:
            return self._fail(bot_id, error)
        except TimeoutError:
            return self._fail(bot_id, NoAnswer("took too long"))
        except Exception:
            log.exception("step failed", step="RequestTranscript")
            return self._fail(bot_id, InternalError())
        return partial(apply_transcripts_requested, bot_id=bot_id, number=number, now=self._clock.now())

    def _fail(self, bot_id: BotId, error: RecallError) -> Change:
        return partial(apply_transcription_failure, bot_id=bot_id, error=error, now=self._clock.now())

    async def _request_missing(self, bot_id: BotId, booking: Booking) -> int:
        """How many are being made, or are there: what an earlier worker asked for is counted, not asked for again."""
        recordings = [each for each in (await self._recall.get_bot(bot_id)).recordings if each.length]
        if not recordings:
            raise AnsweredError(404, NOTHING_TO_TRANSCRIBE)
        for recording in recordings:
            await self._request(recording, booking)
        return len(recordings)

    async def _request(self, recording: WireRecording, booking: Booking) -> None:
        made = await self._recall.list_transcripts(recording.id)
        if any(each.is_open for each in made):
            return
        if len(made) >= MOST_TRANSCRIPTS:
            raise AnsweredError(400, TOO_MANY)
        settings = booking.wish.settings
        language = settings.language if settings.transcript is Transcript.RECALLAI else "auto"
        body = {"provider": {"recallai_async": {"language_code": language}}, "metadata": {BOOKING_TAG: booking.id}}
        key = f"{booking.id}.transcript.{recording.id}.{booking.bot.transcribing_attempt}"
        await self._recall.create_transcript(recording.id, body, key)
