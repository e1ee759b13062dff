"""Stop a stale edit form from silently undoing a cancellation that another person made meanwhile."""

import hashlib
from collections.abc import Sequence

from bot.core.access.requests import CalledOff, Request
from bot.core.booking.model import Booking, Intent
from bot.core.identifiers import UserId


def is_cancelled_by_another(edited: Booking, person: UserId) -> bool:
    """Not for the person who cancelled it, and not for a cancellation by the calendar, which has its own message."""
    wish = edited.wish
    return wish.intent is Intent.STAY_AWAY and wish.reason == "person" and wish.by != person


def cancellation_digest(booking: Booking) -> str:
    """Identifies this cancellation: agreeing to it books a bot in spite of it."""
    return hashlib.sha256(repr(("called off", booking.id, booking.wish.revision)).encode()).hexdigest()[:16]


def find_stale_cancellation(request: Request, person: UserId, present: Sequence[Booking]) -> CalledOff | None:
    """None if the request edits nothing that another person has cancelled, or agrees to book a bot all the same."""
    edited = next((each for each in present if request.edits and each.id == request.edits[0]), None)
    if edited is None or not is_cancelled_by_another(edited, person):
        return None
    return None if request.agreed_to == cancellation_digest(edited) else CalledOff(edited)
