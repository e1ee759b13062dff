"""What happens to a recording that somebody wants deleted."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.booking import Booking, Media
from bot.core.errors import RecallError
from bot.core.identifiers import BotId

# How often Recall is asked whether it has deleted what it was asked to delete.
CONFIRM_EVERY = timedelta(seconds=30)


def media_unwanted(booking: Booking) -> Booking:
    """Somebody wants the recording deleted; once it is gone, wanting changes nothing."""
    if booking.bot.media is Media.DELETED or booking.bot.bot_id is None:
        return booking
    return _with_media(booking, Media.UNWANTED, None)


def media_deletion_asked(booking: Booking, bot_id: BotId) -> Booking:
    return _with_media(booking, Media.DELETING, None) if booking.bot.bot_id == bot_id else booking


def media_deletion_seen(booking: Booking, bot_id: BotId, now: datetime, *, is_deleted: bool) -> Booking:
    """Recall's own word on it: only that makes it deleted."""
    if booking.bot.bot_id != bot_id or booking.bot.media is not Media.DELETING:
        return booking
    if is_deleted:
        return _with_media(booking, Media.DELETED, None)
    return _with_media(booking, Media.DELETING, now + CONFIRM_EVERY)


def media_deletion_failed(booking: Booking, bot_id: BotId, error: RecallError, now: datetime) -> Booking:
    if booking.bot.bot_id != bot_id:
        return booking
    if error.permanent:
        return _with_media(booking, Media.NOT_DELETED, None)
    return _with_media(booking, booking.bot.media, now + (error.retry_after or CONFIRM_EVERY))


def _with_media(booking: Booking, media: Media, next_at: datetime | None) -> Booking:
    is_news = media is not booking.bot.media
    said = replace(booking.said, version=booking.said.version + 1) if is_news else booking.said
    return replace(booking, bot=replace(booking.bot, media=media, media_next_at=next_at), said=said)
