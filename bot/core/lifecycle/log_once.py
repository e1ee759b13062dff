"""Whether a step told anything that the one before it had not: an hour of retries is one story, not hundreds."""

from bot.core.booking.model import Booking


def is_repetition(before: Booking, after: Booking) -> bool:
    """One more try, or one more look, that came to the same as what has been tried already."""
    is_one_more = before.attempt.tries > 0 or before.attempt.next_at is not None or before.said.tries > 0
    return is_one_more and _observable_state(before) == _observable_state(after)


def _observable_state(booking: Booking) -> object:
    """What a step that got somewhere, or failed in another way, would have changed."""
    said, failure = booking.said, booking.attempt.failure
    return booking.wish, booking.bot, booking.meeting, failure, said.shown_version, said.card, said.told, said.is_mute
