"""Follow a transcript that a person asks for once the meeting is over. Recall is paid for it, so it is claimed first.

https://docs.recall.ai/docs/async-transcription
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.core.booking.bot_state import BotState, Media
from bot.core.booking.model import Booking
from bot.core.booking.recording_files import FileState, Transcribing
from bot.core.errors import AnsweredError, NoAnswer, NotSent, RecallError
from bot.core.identifiers import BotId

NO_ANSWER = "no_answer"
TOO_LONG = "took_too_long"
MOST_TRIES = 8
# Recall may still carry out what it did not answer; then its list of transcripts shows it.
LOOK_AFTER = timedelta(minutes=1)
FIRST_CHECK, LONGEST_CHECK = timedelta(minutes=1), timedelta(minutes=30)
# A webhook says when it is there. Where none comes, Recall is asked for as long as this.
PATIENCE_TRIES = 52
_OPEN = frozenset({Transcribing.WISHED, Transcribing.CLAIMED, Transcribing.MAKING})


def can_be_transcribed(bot: BotState) -> bool:
    """Whether there is a recording without a transcript, as far as is known, and no one wants it gone."""
    is_kept = bot.has_finished and bot.media in {Media.KEPT, Media.NOT_DELETED}
    has_none = bot.transcript in {FileState.NONE, FileState.FAILED} and not is_being_transcribed(bot)
    return is_kept and has_none and bool(bot.recorded_seconds)


def is_transcription_open(bot: BotState) -> bool:
    """Whether there is still something to do for it. A recording that is to go is not transcribed."""
    return is_being_transcribed(bot) and bot.media in {Media.KEPT, Media.NOT_DELETED}


def has_later_transcripts(bot: BotState) -> bool:
    """Whether Recall's list of transcripts has to be asked for them."""
    return bot.later_transcripts > 0 or bot.transcribing in {Transcribing.CLAIMED, Transcribing.MAKING}


def is_being_transcribed(bot: BotState) -> bool:
    return bot.transcribing in _OPEN


def apply_transcription_wish(booking: Booking) -> Booking:
    """A person wants a transcript. Once one is there, or being made, this changes nothing."""
    if not can_be_transcribed(booking.bot):
        return booking
    bot = booking.bot
    return _with(
        booking,
        transcribing=Transcribing.WISHED,
        transcribing_attempt=bot.transcribing_attempt + 1,
        transcribing_tries=0,
        transcribing_next_at=None,
        transcribing_code=None,
    )


def with_transcript_claimed(booking: Booking, bot_id: BotId) -> Booking:
    """Written before the request goes out: anyone who takes the booking over looks first."""
    if booking.bot.bot_id != bot_id or booking.bot.transcribing is not Transcribing.WISHED:
        return booking
    return replace(booking, bot=replace(booking.bot, transcribing=Transcribing.CLAIMED))


def apply_transcripts_requested(booking: Booking, bot_id: BotId, number: int, now: datetime) -> Booking:
    """Recall has accepted `number` of them, one for each recording without."""
    bot = booking.bot
    if bot.bot_id != bot_id or bot.transcribing is not Transcribing.CLAIMED:
        return booking
    return _with(
        booking,
        transcribing=Transcribing.MAKING,
        transcript=FileState.NOT_READY,
        transcript_sub_code=None,
        later_transcripts=bot.later_transcripts + number,
        transcribing_tries=0,
        transcribing_next_at=now + FIRST_CHECK,
    )


def apply_transcription_failure(booking: Booking, bot_id: BotId, error: RecallError, now: datetime) -> Booking:
    """Retry what may pass; what Recall has answered gets another Idempotency-Key, since it replays its answers."""
    bot = booking.bot
    if bot.bot_id != bot_id or bot.transcribing is not Transcribing.CLAIMED:
        return booking
    tries = bot.transcribing_tries + 1
    if error.permanent or tries >= MOST_TRIES:
        return _with(booking, transcribing=Transcribing.FAILED, transcribing_code=_code_of(error))
    is_unknown = isinstance(error, NoAnswer) and not isinstance(error, NotSent)
    is_answered = isinstance(error, AnsweredError) and error.status != 409
    later = replace(
        bot,
        transcribing_tries=tries,
        transcribing_attempt=bot.transcribing_attempt + is_answered,
        transcribing_next_at=now + (error.retry_after or (LOOK_AFTER if is_unknown else FIRST_CHECK)),
    )
    return replace(booking, bot=later)


def with_transcript_seen(bot: BotState, found: FileState, sub_code: str | None, now: datetime) -> BotState:
    """Recall was asked for the one that it makes. It may not be in its lists yet."""
    if bot.transcribing is not Transcribing.MAKING:
        return bot
    tries = bot.transcribing_tries + 1
    if found is FileState.READY:
        return replace(bot, transcribing=None, transcribing_next_at=None)
    if found is FileState.FAILED or tries >= PATIENCE_TRIES:
        code = sub_code if found is FileState.FAILED else TOO_LONG
        return replace(
            bot, transcribing=Transcribing.FAILED, transcript=FileState.FAILED, transcribing_next_at=None,
            transcribing_code=code,
        )  # fmt: skip
    next_at = now + min(FIRST_CHECK * 2 ** min(bot.transcribing_tries, 5), LONGEST_CHECK)
    return replace(bot, transcript=FileState.NOT_READY, transcribing_tries=tries, transcribing_next_at=next_at)


def _code_of(error: RecallError) -> str:
    return error.code or f"http_{error.status}" if isinstance(error, AnsweredError) else NO_ANSWER


def _with(booking: Booking, **changes: Any) -> Booking:
    """The card shows it."""
    said = replace(booking.said, version=booking.said.version + 1)
    return replace(booking, bot=replace(booking.bot, **changes), said=said)
