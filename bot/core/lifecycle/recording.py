"""Apply what happens to a recording: it is summarized, a person wants it deleted, or Recall says that it is gone."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.booking.bot_state import BotState, Media
from bot.core.booking.model import Booking
from bot.core.booking.recording_files import COMING_STATES, FileState, MediaRemains, RecordedMedia
from bot.core.booking.redaction import is_redacted
from bot.core.errors import RecallError
from bot.core.identifiers import BotId

_UNWISHED = frozenset({Media.KEPT, Media.NOT_DELETED, Media.ABSENT})
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
    return _with_media(booking, Media.UNWANTED, None)


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
    known = _with_recorded(replace(booking, bot=replace(booking.bot, media_in_doubt=False)), found)
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


def _with_recorded(booking: Booking, found: RecordedMedia) -> Booking:
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
    known = replace(booking, bot=news)
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


def _with_media_given_up(booking: Booking) -> Booking:
    """Give up a deletion as refused, and a check without a change."""
    transcript = booking.bot.transcript or FileState.NONE
    known = replace(booking, bot=replace(booking.bot, media_in_doubt=False, transcript=transcript))
    is_wished = booking.bot.media in {Media.UNWANTED, Media.DELETING}
    return _with_media(known, Media.NOT_DELETED if is_wished else booking.bot.media, None)


def _with_media(booking: Booking, media: Media, next_at: datetime | None) -> Booking:
    changed = replace(booking, bot=replace(booking.bot, media=media, media_next_at=next_at))
    return changed if media is booking.bot.media else _with_news(changed)


def _with_news(booking: Booking) -> Booking:
    return replace(booking, said=replace(booking.said, version=booking.said.version + 1))
