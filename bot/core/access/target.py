"""Match what a form aims at, a calendar's meeting or a link at a time, with the bookings that may stand for it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.access.link_edit import with_given_link
from bot.core.access.verdicts import MeetingGone
from bot.core.booking.model import BookedMeeting, Booking
from bot.core.booking.past_bots import bots_of
from bot.core.booking.same_meeting import as_it_runs, booked_meeting, is_same_event, is_same_meeting, others_have_booked
from bot.core.identifiers import BookingId, CalendarEventId, LinkKey, UserId
from bot.core.lifecycle.rebooking import can_be_replaced
from bot.core.lifecycle.vetoes import is_vetoed_by, occurrence_key, veto_key
from bot.core.meetings.meeting import Meeting


@dataclass(frozen=True, slots=True)
class RivalKeys:
    """By which the bookings are found that may stand for the same meeting."""

    event_ids: frozenset[CalendarEventId] = frozenset()
    link_keys: frozenset[LinkKey] = frozenset()
    veto_keys: frozenset[str] = frozenset()
    booking_ids: frozenset[BookingId] = frozenset()

    def has_key_of(self, booking: Booking) -> bool:
        meeting = booking.meeting
        is_for_it = meeting.event_id in self.event_ids or meeting.link_key in self.link_keys
        is_vetoed = booking.veto is not None and veto_key(booking) in self.veto_keys
        return is_for_it or is_vetoed or booking.id in self.booking_ids


@dataclass(frozen=True, slots=True)
class Target:
    """`events`: the mirror's rows for it, no matter who may see them, so that no second bot is sent."""

    meeting: BookedMeeting
    events: tuple[Meeting, ...]
    link_keys: tuple[LinkKey, ...]  # every link by which it can be joined

    def rival_keys(self, edited: BookingId | None = None) -> RivalKeys:
        """`edited`: the booking that the form was filled from, wherever that is by now."""
        others = (booked_meeting(event) for event in self.events if event.event_id != self.meeting.event_id)
        occurrences = (occurrence_key(meeting) for meeting in (self.meeting, *others))
        return RivalKeys(
            event_ids=self._event_ids,
            link_keys=frozenset({self.meeting.link_key, *self.link_keys}),
            veto_keys=frozenset(key for key in occurrences if key is not None),
            booking_ids=frozenset({edited} if edited else ()),
        )

    def live_rival(self, bookings: Sequence[Booking], now: datetime, edited: BookingId | None = None) -> Booking | None:
        """The live booking that stands for this meeting, if there is one.

        Of an edit it is the edited booking, wherever that was, unless another is in the way at the new time.
        """
        live = [booking for booking in bookings if booking.is_live(now)]
        present = next((booking for booking in live if booking.id == edited), None)
        for booking in live:
            was_beside = present is not None and is_same_meeting(booking, present.meeting)
            if self._is_for_this(booking, now) and not was_beside:
                return booking
        return present

    def veto_on(self, bookings: Sequence[Booking]) -> Booking | None:
        """The booking whose veto stands for this meeting, if there is one."""
        stands = (each for each in bookings if any(is_vetoed_by(each, meeting) for meeting in self._meetings))
        return next(stands, None)

    def is_event_of(self, booking: Booking) -> bool:
        """Whether the booking is for this very meeting of a calendar, through whichever copy of it."""
        return is_same_event(booking, self.meeting)

    def is_meeting_of(self, booking: Booking) -> bool:
        """Whether the booking is for this meeting or, of a bare link, for this room at whatever time."""
        if booking.meeting.event_id is None or self.meeting.event_id is None:
            return booking.meeting.event_id == self.meeting.event_id and booking.meeting.link_key in self.link_keys
        return booking.meeting.event_id in self._event_ids or self.is_event_of(booking)

    def replaced_bookings(self, bookings: Sequence[Booking], by: UserId, now: datetime) -> list[Booking]:
        """What has come to nothing for this meeting, once another is booked for it: this person's own bookings, and
        those for the same event.
        """
        found = (each for each in bookings if can_be_replaced(each, now) and self._is_for_this(each, now))
        return [each for each in found if each.booked_by == by or self.is_event_of(each)]

    def is_booked_by_others(self, bookings: Sequence[Booking]) -> bool:
        """Whether an event names a bot that no booking of ours, past or present, stands for."""
        ours = bots_of(bookings)
        return any(others_have_booked(event, ours) for event in self.events)

    @property
    def _event_ids(self) -> frozenset[CalendarEventId]:
        return frozenset(event.event_id for event in self.events)

    @property
    def _meetings(self) -> list[BookedMeeting]:
        """It by each of its links, and each of its events."""
        linked = [replace(self.meeting, link_key=key) for key in self.link_keys]
        return [*linked, *(booked_meeting(event) for event in self.events)]

    def _is_for_this(self, booking: Booking, now: datetime) -> bool:
        if booking.meeting.event_id in self._event_ids:
            return True
        running = as_it_runs(booking, now)
        return any(is_same_meeting(running, replace(self.meeting, link_key=key)) for key in self.link_keys)


def meeting_target(meeting: Meeting, given_link: str | None = None) -> Target:
    """`given_link`: for which the form was opened; it may bring the passcode that the event's own lacks."""
    booked = with_given_link(booked_meeting(meeting), given_link)
    return Target(booked, (meeting,), meeting.link_keys or (booked.link_key,))


def check_meeting(meeting: Meeting, start_shown: datetime | None, now: datetime) -> MeetingGone | None:
    """Why no bot can be booked for a calendar's meeting, or not where the form said that it starts."""
    if meeting.is_gone:
        return MeetingGone("vanished")
    if not meeting.link or meeting.is_all_day:
        return MeetingGone("no_link")
    if meeting.end_time <= now:
        return MeetingGone("ended")
    has_moved = start_shown is not None and meeting.start_time != start_shown
    return MeetingGone("moved") if has_moved else None
