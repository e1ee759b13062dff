"""Decide when a card is posted or updated: not for a change that settles at once, nor long before anyone looks.

What a rule or series has booked gets its card shortly before the start: a daily stand-up would otherwise fill a channel
with a month of cards. Home and the daily plan show it meanwhile.
"""

from datetime import datetime, timedelta

from bot.core.booking.bot_status import ShownStatus
from bot.core.booking.model import Booking, Intent, shown_status

# A wait longer than this is shown on the card; for a shorter one the card would only flicker.
PENDING_CARD_AFTER = timedelta(seconds=2)
QUIET_CARD_BEFORE_START = timedelta(hours=1)


def is_card_withheld(booking: Booking, now: datetime) -> bool:
    """One that was called off before it got a card never gets one."""
    if not booking.origin.is_quiet or booking.said.card is not None or booking.bot.is_live or booking.bot.is_over:
        return False
    return booking.wish.intent is Intent.STAY_AWAY or now < quiet_card_due(booking)


def quiet_card_due(booking: Booking) -> datetime:
    return booking.meeting.start_time - QUIET_CARD_BEFORE_START


def pending_card_due(booking: Booking) -> datetime | None:
    """When the card should show a pending change that Recall has not answered by then; None if it need not."""
    said = booking.said
    is_settled = booking.is_applied or booking.has_given_up or is_card_withheld(booking, booking.wish.at)
    if is_settled or said.version <= said.shown_version or said.is_mute or said.note_due:
        return None
    return max(booking.wish.at + PENDING_CARD_AFTER, said.next_at or booking.wish.at)


def is_unsettled(booking: Booking, now: datetime) -> bool:
    """Whether the card would only say that a change is pending."""
    return shown_status(booking, now) in {ShownStatus.PENDING, ShownStatus.CANCELLING} or not (
        booking.is_applied or booking.has_given_up
    )
