"""Digest what a person agrees to, so that a tick counts for exactly what the form showed."""

import hashlib

from bot.core.access.requests import Proposal
from bot.core.booking.model import BookedMeeting, Booking


def replacement_digest(rival: Booking, proposal: Proposal, *, gets_passcode: bool = False) -> str | None:
    """Stands for one replacement: this booking at this revision by these settings, at this time and by this link.

    None while the settings cannot be read.
    """
    if proposal.settings is None:
        return None
    settings, shows_title = proposal.settings.model_dump_json(), proposal.destination.shows_title
    return _digest(rival.id, rival.wish.revision, settings, shows_title, proposal.join_at, gets_passcode)


def takeover_digest(meeting: BookedMeeting, cancelled: Booking | None = None) -> str:
    """Stands for replacing what another integration has booked for this meeting, whatever that is.

    `cancelled`: and for doing so in spite of this cancellation.
    """
    facts = ("others", meeting.event_id, meeting.start_text)
    return _digest(*facts, cancellation_digest(cancelled)) if cancelled else _digest(*facts)


def cancellation_digest(booking: Booking) -> str:
    """Stands for booking a bot in spite of this very cancellation."""
    return _digest("called off", booking.id, booking.wish.revision)


def veto_digest(booking: Booking) -> str:
    """Stands for taking back this very veto."""
    return _digest("veto", booking.id, booking.veto and booking.veto.at.isoformat())


def _digest(*facts: object) -> str:
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]
