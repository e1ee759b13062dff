"""Allowing the recording again: what taking a veto back does, and what a form that asks for it gets."""

import hashlib
from dataclasses import replace
from datetime import datetime

from bot.core.access.permissions import Refusal
from bot.core.access.requests import Request, Vetoed, Written
from bot.core.booking.bot_state import BotState
from bot.core.booking.model import BookedMeeting, Booking
from bot.core.booking.past_bots import with_bot
from bot.core.identifiers import UserId
from bot.core.lifecycle.transitions import apply_rebooking, with_card_update_due, with_title_choice
from bot.core.lifecycle.vetoes import occurrence_key


def apply_veto_lift(booking: Booking, *, by: UserId, now: datetime) -> Booking:
    """Booked once more, as it was."""
    is_gone = booking.bot.is_over or booking.is_applied
    bot = BotState() if is_gone else booking.bot
    meeting = replace(booking.meeting, moved_from=None, missing_since=None, change_in_call=None)
    return apply_rebooking(with_bot(replace(booking, veto=None, meeting=meeting), bot), by=by, now=now)


def allowed_by_form(booking: Booking, request: Request, *, by: UserId, now: datetime) -> Booking:
    """Booked once more, as the form says; the card stays where it is."""
    allowed = apply_veto_lift(booking, by=by, now=now)
    wish = replace(allowed.wish, settings=request.settings, preset=request.preset)
    return replace(allowed, wish=wish, destination=with_title_choice(booking.destination, request.destination))


def with_veto_dropped(booking: Booking) -> Booking:
    """Nobody objects any more, and its bot still stays away."""
    return with_card_update_due(replace(booking, veto=None))


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
