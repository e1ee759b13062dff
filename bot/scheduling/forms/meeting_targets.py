"""What a form aims at: a meeting of a calendar or a link at a time, and what is booked for it already."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.access.link_edit import with_given_link
from bot.core.access.people import Person
from bot.core.booking.model import BookedMeeting, Booking
from bot.core.booking.past_bots import bots_of
from bot.core.booking.same_meeting import (
    as_it_runs,
    booked_meeting,
    is_same_event,
    is_same_meeting,
    linked_meeting,
    others_have_booked,
)
from bot.core.identifiers import BookingId, CalendarEventId, LinkKey, TeamId
from bot.core.lifecycle.vetoes import is_vetoed_by, occurrence_key
from bot.core.links.meeting_link import link_key, platform_of
from bot.core.links.redirects import join_form
from bot.core.meetings.meeting import Meeting
from bot.scheduling.access.link_aliases import events_by_link, link_forms
from bot.scheduling.access.upcoming_meetings import UpcomingMeetings
from bot.store.bookings.bookings import Bookings
from bot.store.mirror.mirror import Mirror


@dataclass(frozen=True, slots=True)
class Target:
    """`events`: the mirror's rows for it, whoever may see them, so that no second bot is sent."""

    meeting: BookedMeeting
    events: tuple[Meeting, ...]
    link_keys: tuple[LinkKey, ...]  # every link by which it can be joined

    @property
    def event_ids(self) -> list[CalendarEventId]:
        return [event.event_id for event in self.events]

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

    @property
    def veto_keys(self) -> list[str]:
        others = (booked_meeting(event) for event in self.events if event.event_id != self.meeting.event_id)
        keys = (occurrence_key(meeting) for meeting in (self.meeting, *others))
        return [key for key in dict.fromkeys(keys) if key is not None]

    def veto_on(self, bookings: Sequence[Booking]) -> Booking | None:
        """The booking whose veto stands for this meeting, if there is one."""
        stands = (each for each in bookings if any(is_vetoed_by(each, meeting) for meeting in self._meetings))
        return next(stands, None)

    @property
    def _meetings(self) -> list[BookedMeeting]:
        """It by each of its links, and each of its events."""
        linked = [replace(self.meeting, link_key=key) for key in self.link_keys]
        return [*linked, *(booked_meeting(event) for event in self.events)]

    def is_event_of(self, booking: Booking) -> bool:
        """Whether the booking is for this very meeting of a calendar, through whichever copy of it."""
        return is_same_event(booking, self.meeting)

    def _is_for_this(self, booking: Booking, now: datetime) -> bool:
        if booking.meeting.event_id in self.event_ids:
            return True
        running = as_it_runs(booking, now)
        return any(is_same_meeting(running, replace(self.meeting, link_key=key)) for key in self.link_keys)

    def is_booked_by_others(self, bookings: Sequence[Booking]) -> bool:
        """Whether an event names a bot that no booking of ours, past or present, stands for."""
        ours = bots_of(bookings)
        return any(others_have_booked(event, ours) for event in self.events)


@dataclass(frozen=True, slots=True)
class Standing:
    rival: Booking | None
    veto: Booking | None  # the booking whose veto stands for it
    is_booked_by_others: bool


class MeetingTargets:
    def __init__(self, upcoming: UpcomingMeetings, mirror: Mirror, bookings: Bookings) -> None:
        self._upcoming = upcoming
        self._mirror = mirror
        self._bookings = bookings

    def target_meeting(self, meeting: Meeting, given_link: str | None = None) -> Target:
        booked = with_given_link(booked_meeting(meeting), given_link)
        return Target(booked, (meeting,), meeting.link_keys or (booked.link_key,))

    async def target_link(self, link: str, join_at: datetime | None, now: datetime) -> Target | None:
        """None for what is no meeting link."""
        key = link_key(link)
        if key is None:
            return None
        meeting = linked_meeting(join_form(link), key, platform_of(link), join_at, now)
        events = await events_by_link(self._mirror, meeting)
        return Target(meeting, events, link_forms(meeting, events))

    async def meeting_of(self, booking: Booking) -> Meeting | None:
        """The booked row of the calendar as it is now, whoever may see it."""
        event_id = booking.meeting.event_id
        return await self._mirror.event(event_id) if event_id else None

    async def find_visible_through(self, person: Person, key: LinkKey) -> list[Meeting]:
        """The person's own coming meetings with this link, the likeliest first."""
        return await self._upcoming.find_with_link(person, key)

    async def standing(
        self, team_id: TeamId, target: Target, now: datetime, edited: BookingId | None = None
    ) -> Standing:
        bookings = await self._bookings.rivals(team_id, target.event_ids, target.link_keys, now, target.veto_keys)
        rival, veto = target.live_rival(bookings, now, edited), target.veto_on(bookings)
        return Standing(rival, veto, target.is_booked_by_others(bookings))
