"""Apply what happens to a recording: it is summarized, a person wants it deleted, or Recall says that it is gone."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.booking.bot_state import BotState, Media
from bot.core.booking.later_transcript import is_being_transcribed, is_transcription_open, with_transcript_seen
from bot.core.booking.model import Booking
from bot.core.booking.past_bots import with_bot_in_place
from bot.core.booking.recording_files import COMING_STATES, FileState, MediaRemains, RecordedMedia, Transcribing
from bot.core.booking.redaction import is_redacted
from bot.core.booking.summary_share import SummaryShare, with_share, with_shares_unwanted
from bot.core.errors import RecallError
from bot.core.identifiers import BookingId, BotId, ChannelId, UserId
from bot.core.lifecycle.milestones import drop_summaries
from bot.core.lifecycle.steps import ClaimTranscript, DeleteMedia, LookAtMedia, MediaStep, RequestTranscript, WaitUntil
from bot.core.outcomes.recording import may_be_recorded

_UNWISHED = frozenset({Media.KEPT, Media.NOT_DELETED, Media.ABSENT})
_UNWANTED = frozenset({Media.UNWANTED, Media.DELETING, Media.DELETED})
# How often Recall is asked whether it has deleted what it was asked to delete.
CONFIRM_EVERY = timedelta(seconds=30)
_LOST = {
    MediaRemains.DELETED: Media.DELETED,
    MediaRemains.FAILED: Media.FAILED,
    MediaRemains.UNRECORDED: Media.ABSENT,
}


def apply_media_deletion(booking: Booking) -> Booking:
    """A person wants the recording deleted; once it is deleted, this changes nothing."""
    if booking.bot.media is Media.DELETED or booking.bot.bot_id is None:
        return booking
    return _with_media(_without_summary(booking), Media.UNWANTED, None)


def _without_summary(booking: Booking) -> Booking:
    """What the thread and other conversations say of it is taken back, whatever Recall answers."""
    bot = booking.bot
    return replace(
        booking,
        bot=replace(bot, summary_round=0),
        shares=with_shares_unwanted(booking.shares, bot.bot_id),
        said=replace(booking.said, told=drop_summaries(booking.said.told, bot.bot_id)),
    )


def with_media_deletion_requested(booking: Booking, bot_id: BotId) -> Booking:
    return _with_media(booking, Media.DELETING, None) if booking.bot.bot_id == bot_id else booking


def with_media_doubt(booking: Booking, bot_id: BotId) -> Booking:
    """Recall says that something of a recording has changed; there may be others, so all are checked."""
    if booking.bot.bot_id != bot_id or booking.bot.media is Media.DELETED:
        return booking
    return replace(booking, bot=replace(booking.bot, media_in_doubt=True))


def apply_media_check(booking: Booking, bot_id: BotId, now: datetime, found: RecordedMedia) -> Booking:
    """Apply what Recall shows of the recording: only that makes it deleted."""
    if booking.bot.bot_id != bot_id:
        return booking
    known = _with_recorded(replace(booking, bot=replace(booking.bot, media_in_doubt=False)), found, now)
    if known.bot.media is Media.DELETING:
        is_there = found.remains is MediaRemains.SOME
        return _with_media(
            known, Media.DELETING if is_there else Media.DELETED, now + CONFIRM_EVERY if is_there else None
        )
    if not known.bot.has_finished or known.bot.media not in _UNWISHED:
        return known
    if found.remains is MediaRemains.UNRECORDED and known.bot.has_recorded:
        return known  # it has been there, whatever became of it
    if found.remains in _LOST:
        return _with_media(known, _LOST[found.remains], None)
    return _with_media(known, Media.KEPT, None) if known.bot.media is Media.ABSENT else known


def _with_recorded(booking: Booking, found: RecordedMedia, now: datetime) -> Booking:
    """How long it is, and whether there is a transcript; not before the bot has finished."""
    bot = booking.bot
    if not bot.has_finished or bot.media not in _UNWISHED:
        return booking
    news = replace(
        bot,
        recorded_seconds=found.seconds,
        transcript=found.transcript,
        transcript_sub_code=found.transcript_sub_code,
        media_next_at=None,
    )
    known = replace(booking, bot=with_transcript_seen(news, found.transcript, found.transcript_sub_code, now))
    return known if _shown_facts(known.bot) == _shown_facts(bot) else _with_news(known)


def _shown_facts(bot: BotState) -> tuple[int | None, bool | None]:
    """What a card shows of it: a transcript that is ready looks like one that is being prepared."""
    return bot.recorded_seconds, None if bot.transcript is None else bot.transcript in COMING_STATES


def apply_media_failure(booking: Booking, bot_id: BotId, error: RecallError, now: datetime) -> Booking:
    if booking.bot.bot_id != bot_id:
        return booking
    if error.permanent:
        return _with_media_given_up(booking)
    return _with_media(booking, booking.bot.media, now + (error.retry_after or CONFIRM_EVERY))


def apply_summary(booking: Booking, bot_id: BotId, summary_round: int) -> Booking:
    """Its summary is ready, or has failed, and is to be told; only below the card that shows this recording."""
    bot = booking.bot
    if bot.bot_id != bot_id or bot.summary_round >= summary_round or is_redacted(booking):
        return booking
    return replace(booking, bot=replace(bot, summary_round=summary_round))


def apply_summary_share(
    booking: Booking, bot_id: BotId | None, channel_id: ChannelId, by: UserId, now: datetime
) -> Booking:
    """A person shares the summary of that bot's recording with another conversation."""
    bot = with_bot_in_place(booking, bot_id).bot
    if bot.bot_id is None:
        return booking
    wished = SummaryShare(bot_id=bot.bot_id, channel_id=channel_id, by=by, at=now, round=bot.summary_round)
    return replace(booking, shares=with_share(booking.shares, wished))


def list_unwanted_recordings(booking: Booking) -> list[tuple[BookingId, BotId]]:
    """Those that are deleted, or are to be: nothing of ours may outlive them."""
    bots = (booking.bot, *booking.past_unwanted)
    return [(booking.id, bot.bot_id) for bot in bots if bot.bot_id and bot.media in _UNWANTED]


def _with_media_given_up(booking: Booking) -> Booking:
    """Give up a deletion as refused, and a check without a change."""
    transcript = booking.bot.transcript or FileState.NONE
    bot = replace(booking.bot, media_in_doubt=False, transcript=transcript)
    if is_being_transcribed(bot):
        bot = replace(bot, transcribing=Transcribing.FAILED, transcript=FileState.FAILED)
    known = replace(booking, bot=bot)
    is_wished = booking.bot.media in {Media.UNWANTED, Media.DELETING}
    return _with_media(known, Media.NOT_DELETED if is_wished else booking.bot.media, None)


def _with_media(booking: Booking, media: Media, next_at: datetime | None) -> Booking:
    changed = replace(booking, bot=replace(booking.bot, media=media, media_next_at=next_at))
    return changed if media is booking.bot.media else _with_news(changed)


def _with_news(booking: Booking) -> Booking:
    return replace(booking, said=replace(booking.said, version=booking.said.version + 1))


def media_step(booking: Booking, now: datetime) -> MediaStep | WaitUntil | None:
    """The next step for what its bots have recorded."""
    known = (booking.bot, *booking.past_unwanted)
    bots = [bot for bot in known if _has_media_in_doubt(bot) or is_transcription_open(bot)]
    if not bots and _should_look_at_media(booking):
        bots = [booking.bot]
    steps = [step for bot in bots if (step := _media_step_of(bot, now))]
    return min(steps, key=lambda step: step.moment if isinstance(step, WaitUntil) else now, default=None)


def _has_media_in_doubt(bot: BotState) -> bool:
    return bot.media in {Media.UNWANTED, Media.DELETING} or (bot.media_in_doubt and bot.has_finished)


def _media_step_of(bot: BotState, now: datetime) -> MediaStep | WaitUntil | None:
    if bot.bot_id is None:
        return None
    if bot.media_next_at and bot.media_next_at > now:
        return WaitUntil(bot.media_next_at)
    if bot.media is Media.UNWANTED:
        return DeleteMedia(bot.bot_id)
    is_looked_at = _has_media_in_doubt(bot) or not is_transcription_open(bot)
    return LookAtMedia(bot.bot_id) if is_looked_at else _transcript_step(bot, bot.bot_id, now)


def _transcript_step(bot: BotState, bot_id: BotId, now: datetime) -> MediaStep | WaitUntil:
    if bot.transcribing_next_at and bot.transcribing_next_at > now:
        return WaitUntil(bot.transcribing_next_at)
    if bot.transcribing is Transcribing.WISHED:
        return ClaimTranscript(bot_id)
    return RequestTranscript(bot_id) if bot.transcribing is Transcribing.CLAIMED else LookAtMedia(bot_id)


def _should_look_at_media(booking: Booking) -> bool:
    """Once, when the bot has finished: how long the recording is, and whether there is a transcript."""
    return booking.bot.has_finished and booking.bot.transcript is None and may_be_recorded(booking)
