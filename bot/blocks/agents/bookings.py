"""Describe meetings and bookings to an agent: a line of text, and facts by name."""

from datetime import datetime
from typing import Any

from bot.blocks.agents.untrusted import UNTRUSTED, clean_untrusted, leave_out_empty, mark_untrusted, plain
from bot.blocks.card.status import CardStatus, card_status
from bot.blocks.kit.meeting_title import meeting_title
from bot.blocks.kit.times import clock, day, zone
from bot.core.access.permissions import Deed
from bot.core.booking.model import BookedMeeting, Booking, shown_status
from bot.core.home.agenda import Entry
from bot.core.meetings.meeting import Meeting, can_be_booked, platform_name
from bot.core.outcomes.recording import has_transcript, is_ready

BY_OTHERS = "Scheduled by another integration"
NO_BOT = "No bot"
NO_LINK = "No link that a bot can use"


def describe_entry(entry: Entry, now: datetime, time_zone: str) -> str:
    """One line: when, what, where, the bot, and the ids to call with."""
    subject = entry.subject
    ids = leave_out_empty({"meeting_id": _meeting_id(entry), "booking_id": entry.booking and entry.booking.id})
    return " · ".join(
        [
            f"{day(subject.start_time, now, time_zone)}, {_span(subject, time_zone)}",
            mark_untrusted(meeting_title(subject)),
            platform_name(subject.platform),
            _bot_of(entry, now, time_zone),
            *(f"{name}: {value}" for name, value in ids.items()),
        ]
    )


def list_facts(entry: Entry, now: datetime, time_zone: str) -> dict[str, Any]:
    booking = entry.booking
    own = booking_facts(booking, now, time_zone) if booking else _subject_facts(entry.subject, time_zone)
    return leave_out_empty(
        {
            **own,
            **_subject_facts(entry.subject, time_zone),
            "meeting_id": _meeting_id(entry),
            "bot": _bot_of(entry, now, time_zone),
            "can_be_scheduled": isinstance(entry.subject, Meeting) and can_be_booked(entry.subject, now),
            "can_cancel": booking is not None and Deed.CANCEL in entry.deeds,
        }
    )


def describe_booking(booking: Booking, now: datetime, time_zone: str) -> str:
    """How the bot is doing, as its card says it."""
    meeting = booking.meeting
    when = f"{spell_time(meeting.start_time, now, time_zone)} ({zone(time_zone)})"
    status = _status(booking, now, time_zone)
    quoted = f" Recall.ai says: {mark_untrusted(status.quoted)}" if status.quoted else ""
    return f"{mark_untrusted(meeting_title(meeting))}, {when}. {plain(status.spoken)}{quoted}"


def booking_facts(booking: Booking, now: datetime, time_zone: str) -> dict[str, Any]:
    status = _status(booking, now, time_zone)
    return leave_out_empty(
        {
            **_subject_facts(booking.meeting, time_zone),
            "booking_id": booking.id,
            "meeting_id": booking.meeting.event_id,
            "status": shown_status(booking, now).value,
            "says": plain(status.spoken),
            "booked_by": booking.booked_by,
            f"{UNTRUSTED}bot_name": clean_untrusted(booking.wish.settings.bot_name),
            "preset": booking.wish.preset,
            "has_recording": is_ready(booking),
            "has_transcript": is_ready(booking) and has_transcript(booking),
        }
    )


def _subject_facts(subject: Meeting | BookedMeeting, time_zone: str) -> dict[str, Any]:
    here = zone(time_zone)
    return {
        f"{UNTRUSTED}title": clean_untrusted(meeting_title(subject)),
        "starts_at": subject.start_time.astimezone(here).isoformat(),
        "ends_at": subject.end_time.astimezone(here).isoformat(),
        "platform": platform_name(subject.platform),
    }


def _meeting_id(entry: Entry) -> str | None:
    return entry.subject.event_id


def _bot_of(entry: Entry, now: datetime, time_zone: str) -> str:
    if entry.booking is not None:
        return _status(entry.booking, now, time_zone).label
    if entry.is_booked_by_others:
        return BY_OTHERS
    return NO_BOT if entry.meeting and can_be_booked(entry.meeting, now) else NO_LINK


def spell_time(moment: datetime, now: datetime, time_zone: str) -> str:
    """In words for a model, which cannot read Slack's date tokens."""
    return f"{day(moment, now, time_zone)}, {clock(moment, time_zone)}"


def _status(booking: Booking, now: datetime, time_zone: str) -> CardStatus:
    return card_status(booking, now, format_time=lambda moment: spell_time(moment, now, time_zone))


def _span(subject: Meeting | BookedMeeting, time_zone: str) -> str:
    return f"{clock(subject.start_time, time_zone)}–{clock(subject.end_time, time_zone)}"
