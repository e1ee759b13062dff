"""A person wishes something: check, authorise, write, wake. Nothing here calls Recall or Slack."""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from bot.clock import Clock
from bot.core.booking import Booking
from bot.core.identifiers import BookingId
from bot.core.media_transitions import media_unwanted
from bot.core.meeting import Meeting
from bot.core.people import Person, is_operator
from bot.core.policy import Configuration
from bot.core.requests import (
    MeetingGone,
    NotAllowed,
    Request,
    TakenByOthers,
    Verdict,
    Written,
    decide,
    new_booking,
)
from bot.core.transitions import asked_again, called_off
from bot.scheduling.meeting_targets import MeetingTargets, Target
from bot.scheduling.upcoming_meetings import UpcomingMeetings
from bot.store.bookings import Bookings, Change


class NotYours(Exception):
    """The person may not do this to that booking, or it is gone."""


class Wishes:
    def __init__(
        self,
        bookings: Bookings,
        upcoming: UpcomingMeetings,
        targets: MeetingTargets,
        clock: Clock,
        configuration: Configuration,
        wake: Callable[[], None],
    ) -> None:
        self._bookings = bookings
        self._upcoming = upcoming
        self._targets = targets
        self._clock = clock
        self._configuration = configuration
        self._wake = wake

    async def submit(self, person: Person, request: Request) -> Verdict:
        """Write what a checked form asks for, or say what stands in its way and write nothing."""
        now = self._clock.now()
        if (earlier := await self._bookings.by_submission(request.view_id)) is not None:
            return Written(earlier)
        if (refusal := await self._refusal(person, request, now)) is not None:
            return refusal
        target = await self._target(person, request, now)
        if isinstance(target, MeetingGone):
            return target
        verdict = await self._write(person, request, target, now)
        if isinstance(verdict, Written):
            self._wake()
        return verdict

    async def call_off(self, person: Person, booking_id: BookingId) -> Booking:
        """Cancel the bot. Raises NotYours."""
        change = partial(called_off, by=person.user_id, now=self._clock.now(), reason="person")
        return await self._change(person, booking_id, change, "cancelled")

    async def try_again(self, person: Person, booking_id: BookingId) -> Booking:
        """The same wish once more, after a failure. Raises NotYours."""
        change = partial(asked_again, by=person.user_id, now=self._clock.now())
        return await self._change(person, booking_id, change, "asked again")

    async def delete_recording(self, person: Person, booking_id: BookingId) -> Booking:
        """Have what the bot recorded deleted. Raises NotYours."""
        return await self._change(person, booking_id, media_unwanted, "deletion wished")

    def may_change(self, person: Person, booking: Booking) -> bool:
        is_theirs = booking.booked_by == person.user_id or is_operator(person, self._configuration)
        return booking.team_id == person.team_id and is_theirs

    async def may_edit(self, person: Person, booking: Booking) -> bool:
        """Whoever may see a meeting of a calendar may see its booking, and book it otherwise."""
        if self.may_change(person, booking):
            return True
        event_id = booking.meeting.event_id
        is_theirs = event_id is not None and await self._upcoming.pick(person, event_id) is not None
        return booking.team_id == person.team_id and is_theirs

    async def may_know(self, person: Person, booking: Booking, target: Target) -> bool:
        """Whether the person may see who booked this, and with which settings.

        `target` is what the person aims at: if that is a copy of the booked meeting, they may see its booking.
        """
        return target.is_event_of(booking) or await self.may_edit(person, booking)

    async def _target(self, person: Person, request: Request, now: datetime) -> Target | MeetingGone:
        if request.event_id is None:
            target = await self._targets.of_link(request.link or "", request.join_at, now)
            return target or MeetingGone("no_link")
        meeting = await self._upcoming.pick(person, request.event_id) or await self._edited_meeting(person, request)
        if meeting is None:
            return MeetingGone("vanished")
        return _why_gone(meeting, request, now) or self._targets.of_meeting(meeting)

    async def _edited_meeting(self, person: Person, request: Request) -> Meeting | None:
        """Whoever may change a booking may do so without seeing its meeting in a calendar of their own."""
        booking = await self._bookings.get(request.edits[0]) if request.edits else None
        if booking is None or booking.meeting.event_id != request.event_id or not self.may_change(person, booking):
            return None
        return await self._targets.meeting_of(booking)

    async def _write(self, person: Person, request: Request, target: Target, now: datetime) -> Verdict:
        known = await self._known_rivals(person, target, now)
        template = new_booking(
            request,
            target.meeting,
            booking_id=BookingId(secrets.token_hex(12)),
            person=person,
            now=now,
        )
        verdict: Verdict = TakenByOthers()

        def settle(present: list[Booking]) -> Booking | None:
            nonlocal verdict
            rival = target.live_rival(present, now, request.edits[0] if request.edits else None)
            verdict = decide(
                request,
                template,
                rival,
                may_know=rival is not None and rival.id in known,
                others_booked=target.is_booked_by_others(present),
                now=now,
            )
            return verdict.booking if isinstance(verdict, Written) else None

        written = await self._bookings.submit(
            request.view_id, template, settle, now, target.event_ids, target.link_keys, request.choice
        )
        return Written(written) if written is not None else verdict

    async def _known_rivals(self, person: Person, target: Target, now: datetime) -> set[BookingId]:
        rivals = await self._bookings.rivals(person.team_id, target.event_ids, target.link_keys, now)
        return {rival.id for rival in rivals if await self.may_know(person, rival, target)}

    async def _refusal(self, person: Person, request: Request, now: datetime) -> NotAllowed | None:
        most = self._configuration.policy.max_bots_per_person_per_day
        if most is None or request.edits is not None:
            return None
        booked = await self._bookings.count_since(person.team_id, person.user_id, now - timedelta(days=1))
        if booked < most:
            return None
        return NotAllowed(
            f"You have booked {booked} bots within a day, and your operator allows {most}. "
            "Cancel one that is not needed, or try again tomorrow."
        )

    async def _change(self, person: Person, booking_id: BookingId, change: Change, what: str) -> Booking:
        booking = await self._bookings.get(booking_id)
        if booking is None or not self.may_change(person, booking):
            raise NotYours
        changed = await self._bookings.change(booking_id, change, self._clock.now(), what=what)
        self._wake()
        return changed or booking


def _why_gone(meeting: Meeting, request: Request, now: datetime) -> MeetingGone | None:
    if meeting.is_gone:
        return MeetingGone("vanished", meeting)
    if not meeting.meeting_url or meeting.is_all_day:
        return MeetingGone("no_link", meeting)
    if meeting.end_time <= now:
        return MeetingGone("ended", meeting)
    if request.start_shown is not None and meeting.start_time != request.start_shown:
        return MeetingGone("moved", meeting)
    return None
