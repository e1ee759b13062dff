"""Book again what has come to nothing, on the same card, or mark it as replaced by a booking with another card."""

from dataclasses import replace
from datetime import datetime

from bot.core.booking.bot_state import BotState
from bot.core.booking.model import BookedMeeting, Booking, Destination, Intent
from bot.core.booking.origin import BY_HAND, Origin
from bot.core.booking.past_bots import with_bot
from bot.core.bot_config.settings import BotSettings
from bot.core.identifiers import BookingId, UserId
from bot.core.lifecycle.transitions import apply_edit, with_card_update_due
from bot.core.outcomes.recording import may_be_recorded


def has_come_to_nothing(booking: Booking, now: datetime) -> bool:
    """No bot comes for it any more, and nothing is left to do about that."""
    is_off = booking.wish.intent is Intent.STAY_AWAY and booking.is_applied
    has_failed = booking.wish.intent is Intent.ATTEND and booking.has_given_up
    return not booking.is_live(now) and (booking.bot.is_over or is_off or has_failed)


def can_be_booked_again(booking: Booking, now: datetime) -> bool:
    return booking.veto is None and booking.replaced_by is None and has_come_to_nothing(booking, now)


def apply_booking_again(
    booking: Booking,
    *,
    settings: BotSettings,
    preset: str | None,
    destination: Destination,
    meeting: BookedMeeting,
    by: UserId,
    now: datetime,
    origin: Origin = BY_HAND,
) -> Booking:
    """With a bot of its own; the card stays where it is. `meeting` as it is now."""
    without_bot = with_bot(booking, BotState())
    fresh = replace(meeting, moved_from=None, missing_since=None, change_in_call=None, is_gone=False)
    return apply_edit(
        without_bot,
        settings=settings,
        preset=preset,
        destination=destination,
        meeting=fresh,
        by=by,
        now=now,
        origin=origin,
    )


def can_be_replaced(booking: Booking, now: datetime) -> bool:
    """Nothing has come of it, or soon nothing will: a card with a recording stays what it is."""
    is_off = booking.wish.intent is Intent.STAY_AWAY and not booking.bot.is_live
    is_over = is_off or has_come_to_nothing(booking, now)
    return is_over and booking.veto is None and booking.replaced_by is None and not may_be_recorded(booking)


def with_replacement(booking: Booking, by: BookingId) -> Booking:
    """Another booking stands for the meeting now: the card only says where that is."""
    return with_card_update_due(replace(booking, replaced_by=by))
