"""Apply what happens to a recording: a person wants it deleted, or Recall says that it is gone."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.booking.bot_state import Media
from bot.core.booking.model import Booking
from bot.core.booking.recording_files import MediaRemains
from bot.core.errors import RecallError
from bot.core.identifiers import BotId

# How often Recall is asked whether it has deleted what it was asked to delete.
CONFIRM_EVERY = timedelta(seconds=30)
_LOST = {MediaRemains.DELETED: Media.DELETED, MediaRemains.FAILED: Media.FAILED}


def apply_media_deletion(booking: Booking) -> Booking:
    """A person wants the recording deleted; once it is deleted, this changes nothing."""
    if booking.bot.media is Media.DELETED or booking.bot.bot_id is None:
        return booking
    return _with_media(booking, Media.UNWANTED, None)


def with_media_deletion_requested(booking: Booking, bot_id: BotId) -> Booking:
    return _with_media(booking, Media.DELETING, None) if booking.bot.bot_id == bot_id else booking


def with_media_doubt(booking: Booking, bot_id: BotId) -> Booking:
    """Recall says that a recording failed or was deleted; there may be others, so all are checked."""
    if booking.bot.bot_id != bot_id or booking.bot.media is Media.DELETED:
        return booking
    return replace(booking, bot=replace(booking.bot, media_in_doubt=True))


def apply_media_check(booking: Booking, bot_id: BotId, now: datetime, left: MediaRemains) -> Booking:
    """Apply what Recall shows of the recording: only that makes it deleted."""
    if booking.bot.bot_id != bot_id:
        return booking
    known = replace(booking, bot=replace(booking.bot, media_in_doubt=False))
    if known.bot.media is Media.DELETING:
        is_there = left is MediaRemains.SOME
        return _with_media(
            known, Media.DELETING if is_there else Media.DELETED, now + CONFIRM_EVERY if is_there else None
        )
    is_unwished = known.bot.media in {Media.KEPT, Media.NOT_DELETED}
    if left in _LOST and is_unwished and known.bot.has_finished:
        return _with_media(known, _LOST[left], None)
    return known


def apply_media_failure(booking: Booking, bot_id: BotId, error: RecallError, now: datetime) -> Booking:
    if booking.bot.bot_id != bot_id:
        return booking
    if error.permanent:
        return _with_media_given_up(booking)
    return _with_media(booking, booking.bot.media, now + (error.retry_after or CONFIRM_EVERY))


def _with_media_given_up(booking: Booking) -> Booking:
    """Give up a deletion as refused, and a check without a change."""
    known = replace(booking, bot=replace(booking.bot, media_in_doubt=False))
    is_wished = booking.bot.media in {Media.UNWANTED, Media.DELETING}
    return _with_media(known, Media.NOT_DELETED if is_wished else booking.bot.media, None)


def _with_media(booking: Booking, media: Media, next_at: datetime | None) -> Booking:
    is_news = media is not booking.bot.media
    said = replace(booking.said, version=booking.said.version + 1) if is_news else booking.said
    return replace(booking, bot=replace(booking.bot, media=media, media_next_at=next_at), said=said)
