"""Detect a retry that changed nothing, so that it is logged at DEBUG and not at INFO again."""

from bot.core.booking.model import Booking


def is_repetition(before: Booking, after: Booking) -> bool:
    """Whether a retry, or another verification, had the same result as the one before it."""
    is_one_more = before.attempt.tries > 0 or before.attempt.next_at is not None or before.said.tries > 0
    return is_one_more and _observable_state(before) == _observable_state(after)


def _observable_state(booking: Booking) -> object:
    """The parts that a step changes when it succeeds, or fails in a new way."""
    said, failure = booking.said, booking.attempt.failure
    return booking.wish, booking.bot, booking.meeting, failure, said.shown_version, said.card, said.told, said.is_mute
