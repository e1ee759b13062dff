"""Apply *Don't record this* to a booking, and tell which meetings a veto covers."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from bot.core.access.permissions import Deed, Refusal, Why
from bot.core.access.requests import OVERRUN, booked_meeting, is_same_meeting
from bot.core.booking.model import ASSUMED_LENGTH, BookedMeeting, Booking, Intent, Veto
from bot.core.identifiers import UserId
from bot.core.lifecycle.transitions import apply_cancellation
from bot.core.meetings.meeting import Meeting


def occurrence_key(meeting: BookedMeeting) -> str | None:
    """The same for every calendar's copy of an occurrence, wherever it moves. None for a bare link."""
    if meeting.event_id is None:
        return None
    if not meeting.ical_uid:
        return _hash_facts("event", meeting.event_id)
    original = meeting.original_start and meeting.original_start.astimezone(UTC).isoformat()
    return _hash_facts("uid", meeting.ical_uid, original)


def veto_key(booking: Booking) -> str | None:
    """The key by which a veto is found; None for a booking without one."""
    if booking.veto is None:
        return None
    return booking.veto.occurrence or occurrence_key(booking.meeting) or _hash_facts("booking", booking.id)


def is_vetoed_by(vetoed: Booking, meeting: BookedMeeting) -> bool:
    """Whether the veto on one booking covers a meeting: the same occurrence, or the same link at that time."""
    if vetoed.veto is None:
        return False
    key = occurrence_key(meeting)
    if key is not None and key == veto_key(vetoed):
        return True
    lasting = replace(vetoed, meeting=replace(vetoed.meeting, end_time=vetoed.ends_at))
    return is_same_meeting(lasting, meeting)


def apply_veto_to_all(
    booking: Booking, conflicts: Sequence[Booking], *, by: UserId, now: datetime, event: Meeting | None = None
) -> list[Booking]:
    """Veto the booking, and cancel every other live booking of the same meeting."""
    with_veto = apply_veto(booking, by=by, now=now, event=event)
    others = (other for other in conflicts if other.is_live(now) and is_vetoed_by(with_veto, other.meeting))
    return [with_veto, *(apply_veto_stop(other, by=by, now=now) for other in others)]


def existing_veto_refusal(booking: Booking, conflicts: Sequence[Booking], deed: Deed = Deed.VETO) -> Refusal | None:
    """The refusal if the occurrence is vetoed already, through any of its bookings; None if it is not."""
    standing = next((rival for rival in conflicts if is_vetoed_by(rival, booking.meeting)), None)
    if standing is None or standing.veto is None:
        return None
    return Refusal(deed, Why.VETOED, standing.booked_by, standing.veto.by)


def apply_veto(booking: Booking, *, by: UserId, now: datetime, event: Meeting | None = None) -> Booking:
    """`event` is what the person is invited to, for the bot of a bare link."""
    veto = Veto(by=by, at=now, until=_veto_until(booking, now))
    if event is not None and booking.meeting.event_id is None:
        veto = replace(veto, occurrence=occurrence_key(booked_meeting(event)), event_id=event.event_id)
    return replace(apply_veto_stop(booking, by=by, now=now), veto=veto)


def _veto_until(booking: Booking, now: datetime) -> datetime | None:
    """A bare link does not say when its call ends, and a calendar's meeting may take longer than it says."""
    if not booking.bot.is_live:
        return None
    if booking.meeting.event_id is None:
        return now + ASSUMED_LENGTH
    return now + OVERRUN if now >= booking.meeting.end_time else None


def apply_veto_stop(booking: Booking, *, by: UserId, now: datetime) -> Booking:
    """Cancel the bot with the veto as the reason; one that is cancelled already needs no request."""
    was_off = booking.wish.intent is Intent.STAY_AWAY and booking.is_applied
    off = apply_cancellation(booking, by=by, now=now, reason="vetoed")
    return replace(off, bot=replace(off.bot, applied_revision=off.wish.revision)) if was_off else off


def with_bot_kept_away(booking: Booking, *, by: UserId, now: datetime) -> Booking:
    """The meeting has been moved into a call that is not to be recorded."""
    return booking if booking.wish.intent is Intent.STAY_AWAY else apply_veto_stop(booking, by=by, now=now)


def _hash_facts(*facts: object) -> str:
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:32]
