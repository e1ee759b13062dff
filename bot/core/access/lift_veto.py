"""Take a veto back: book the bot once more, or leave it away."""

from dataclasses import replace
from datetime import datetime

from bot.core.booking.bot_state import BotState
from bot.core.booking.model import Booking
from bot.core.booking.past_bots import with_bot
from bot.core.identifiers import UserId
from bot.core.lifecycle.transitions import apply_rebooking, with_card_update_due


def apply_veto_lift(booking: Booking, *, by: UserId, now: datetime) -> Booking:
    """Booked once more, as it was."""
    is_gone = booking.bot.is_over or booking.is_applied
    bot = BotState() if is_gone else booking.bot
    meeting = replace(booking.meeting, moved_from=None, missing_since=None, change_in_call=None)
    return apply_rebooking(with_bot(replace(booking, veto=None, meeting=meeting), bot), by=by, now=now)


def with_veto_dropped(booking: Booking) -> Booking:
    """Nobody objects any more, and its bot still stays away."""
    return with_card_update_due(replace(booking, veto=None))
