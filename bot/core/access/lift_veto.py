"""Decide what a form for a vetoed meeting may do: lift the veto and book the bot again, or neither."""

import hashlib
from dataclasses import replace
from datetime import datetime

from bot.core.access.permissions import Refusal
from bot.core.access.requests import Request, Vetoed, Written
from bot.core.booking.model import BookedMeeting, Booking
from bot.core.identifiers import UserId
from bot.core.lifecycle.transitions import with_title_choice
from bot.core.lifecycle.vetoes import apply_veto_lift, occurrence_key, with_veto_dropped


def allowed_by_form(booking: Booking, request: Request, *, by: UserId, now: datetime) -> Booking:
    """Lift the veto and book the bot again, as the form says; the card stays where it is."""
    allowed = apply_veto_lift(booking, by=by, now=now)
    wish = replace(allowed.wish, settings=request.settings, preset=request.preset)
    return replace(allowed, wish=wish, destination=with_title_choice(booking.destination, request.destination))


def as_it_stands_for(veto: Booking, meeting: BookedMeeting) -> Booking:
    """The bot of a bare link may be vetoed for an event, and the event move away from the link's time: asked about
    the event, the veto is where that is. Any other is the same one, unchanged.
    """
    occurrence = veto.veto.occurrence if veto.veto else None
    is_for_it = occurrence is not None and occurrence == occurrence_key(meeting)
    return replace(veto, meeting=meeting) if is_for_it and veto.meeting.event_id is None else veto


def decide_vetoed(
    request: Request, template: Booking, veto: Booking, refusal: Refusal | None, *, may_edit: bool
) -> Vetoed | Written:
    """What to do with a request for a vetoed meeting. `refusal`: why this person may not allow it again. Who may not
    edit the booking, as they only meet at the same link, brings the bot back and chooses nothing about it.
    """
    by, now = template.wish.by, template.booked_at
    if refusal is not None or request.agreed_to != veto_digest(veto):
        return Vetoed(veto)
    if as_it_stands_for(veto, template.meeting) != veto:
        return Written(template, (with_veto_dropped(veto),))
    if not may_edit:
        return Written(apply_veto_lift(veto, by=by, now=now))
    return Written(allowed_by_form(veto, request, by=by, now=now))


def veto_digest(booking: Booking) -> str:
    """Stands for taking back this very veto."""
    facts = ("veto", booking.id, booking.veto and booking.veto.at.isoformat())
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]
