"""Apply *Don't record this* to a booking, or lift it, and tell which meetings a veto covers."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from bot.core.booking.bot_state import BotState
from bot.core.booking.model import ASSUMED_LENGTH, BookedMeeting, Booking, Intent, Veto
from bot.core.booking.past_bots import with_bot
from bot.core.booking.same_meeting import OVERRUN, booked_meeting, is_same_meeting
from bot.core.identifiers import UserId
from bot.core.lifecycle.transitions import apply_cancellation, apply_rebooking, with_card_update_due
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


def apply_veto_lift(booking: Booking, *, by: UserId, now: datetime) -> Booking:
    """Lift the veto and book the bot again, as it was."""
    is_gone = booking.bot.is_over or booking.is_applied
    bot = BotState() if is_gone else booking.bot
    meeting = replace(booking.meeting, moved_from=None, missing_since=None, change_in_call=None)
    return apply_rebooking(with_bot(replace(booking, veto=None, meeting=meeting), bot), by=by, now=now)


def with_veto_dropped(booking: Booking) -> Booking:
    """Lift the veto only: the bot still stays away."""
    return with_card_update_due(replace(booking, veto=None))


def _hash_facts(*facts: object) -> str:
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:32]
