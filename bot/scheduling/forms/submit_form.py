"""A form was submitted: check, authorise, write, wake. Nothing here calls Recall or Slack."""

import secrets
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.core.access.lift_veto import as_it_stands_for, decide_vetoed
from bot.core.access.people import Person
from bot.core.access.permissions import Deed, Role
from bot.core.access.requests import (
    MeetingGone,
    NotAllowed,
    Request,
    TakenByOthers,
    Verdict,
    Written,
    decide,
    new_booking,
)
from bot.core.access.stale_edit import find_stale_cancellation
from bot.core.booking.model import Booking
from bot.core.bot_config.policy import Configuration
from bot.core.identifiers import BookingId
from bot.core.meetings.meeting import Meeting
from bot.scheduling.access.authorize import Rights
from bot.scheduling.access.upcoming_meetings import UpcomingMeetings
from bot.scheduling.forms.meeting_targets import MeetingTargets, Target
from bot.store.bookings.bookings import Bookings
from bot.store.bookings.submissions import Limit

NOBODY: frozenset[Role] = frozenset()
Invited = dict[BookingId, frozenset[Role]]  # what ties a person to each of several bookings


class FormSubmissions:
    def __init__(
        self,
        bookings: Bookings,
        upcoming: UpcomingMeetings,
        targets: MeetingTargets,
        rights: Rights,
        clock: Clock,
        configuration: Configuration,
        wake: Callable[[], None],
    ) -> None:
        self._bookings = bookings
        self._upcoming = upcoming
        self._targets = targets
        self._rights = rights
        self._clock = clock
        self._configuration = configuration
        self._wake = wake

    async def submit(self, person: Person, request: Request) -> Verdict:
        """Write what a checked form asks for, or say what stands in its way and write nothing."""
        verdict = await self._verdict(person, request, self._clock.now())
        if isinstance(verdict, Written):
            self._wake()
        elif (earlier := await self._bookings.find_by_submission(request.view_id)) is not None:
            return Written(earlier)  # what stands in the way is the booking that an earlier press has made
        elif isinstance(verdict, NotAllowed):
            event_id, now = request.event_id, self._clock.now()
            await self._bookings.record_refusal(person.user_id, "book", now, reason="daily limit", event_id=event_id)
        return verdict

    async def _verdict(self, person: Person, request: Request, now: datetime) -> Verdict:
        target = await self._target(person, request, now)
        if isinstance(target, MeetingGone):
            return target
        verdict = await self._write(person, request, target, now)
        if verdict is None:
            verdict = await self._write(person, request, target, now, await self._invited(person, target, now))
        return verdict or TakenByOthers()

    async def _target(self, person: Person, request: Request, now: datetime) -> Target | MeetingGone:
        if request.event_id is None:
            target = await self._targets.target_link(request.link or "", request.join_at, now)
            return target or MeetingGone("no_link")
        meeting = request.meeting if request.meeting and request.meeting.event_id == request.event_id else None
        meeting = meeting or await self._upcoming.pick(person, request.event_id)
        meeting = meeting or await self._edited_meeting(person, request)
        if meeting is None:
            return MeetingGone("vanished")
        return _why_gone(meeting, request, now) or self._targets.target_meeting(meeting, request.given_link)

    async def _edited_meeting(self, person: Person, request: Request) -> Meeting | None:
        """Whoever may see a booking may change it without seeing its meeting in a calendar of their own."""
        booking = await self._bookings.get(request.edits[0]) if request.edits else None
        if booking is None or booking.meeting.event_id != request.event_id:
            return None
        if not await self._rights.may(Deed.SEE, person, booking):
            return None
        return await self._targets.meeting_of(booking)

    async def _write(
        self, person: Person, request: Request, target: Target, now: datetime, invited: Invited | None = None
    ) -> Verdict | None:
        """None, and nothing written, where other bookings may be in the way and `invited` has not been looked up."""
        template = new_booking(
            request,
            target.meeting,
            booking_id=BookingId(secrets.token_hex(12)),
            person=person,
            now=now,
        )
        verdict: Verdict | None = None

        def settle(present: list[Booking]) -> Sequence[Booking]:
            nonlocal verdict
            if invited is None and present:
                return ()
            verdict = self._judged(person, request, target, template, present, invited or {})
            return (verdict.booking, *verdict.besides) if isinstance(verdict, Written) else ()

        def exceeded(booked: int) -> None:
            nonlocal verdict
            verdict = NotAllowed(_too_many(booked, most or 0))

        most = self._configuration.policy.max_bots_per_person_per_day
        written = await self._bookings.submit(
            request.view_id,
            template,
            settle,
            now,
            target.event_ids,
            target.link_keys,
            request.choice,
            target.veto_keys,
            Limit(most, now - timedelta(days=1), exceeded) if most else None,
        )
        return Written(written) if written is not None else verdict

    def _judged(
        self,
        person: Person,
        request: Request,
        target: Target,
        template: Booking,
        present: list[Booking],
        invited: Invited,
    ) -> Verdict:
        now = template.booked_at
        if (veto := target.veto_on(present)) is not None:
            ties, stands = invited.get(veto.id, NOBODY), as_it_stands_for(veto, template.meeting)
            refusal = self._rights.evaluate(Deed.ALLOW_AGAIN, person, stands, ties)
            may_edit = self._rights.may_choose_settings(person, veto, ties)
            return decide_vetoed(request, template, veto, refusal, may_edit=may_edit)
        rival = target.live_rival(present, now, request.edits[0] if request.edits else None)
        if rival is None and (stopped := find_stale_cancellation(request, person.user_id, present)):
            return stopped
        return decide(
            request,
            template,
            rival,
            may_know=rival is not None and self._may_know(person, rival, target, invited),
            others_booked=target.is_booked_by_others(present),
            now=now,
        )

    async def _invited(self, person: Person, target: Target, now: datetime) -> Invited:
        """What ties the person to each booking that may be in the way."""
        rivals = await self._bookings.rivals(person.team_id, target.event_ids, target.link_keys, now, target.veto_keys)
        return {rival.id: await self._rights.invitation_roles(person, rival) for rival in rivals}

    def _may_know(self, person: Person, rival: Booking, target: Target, invited: Invited) -> bool:
        """Also whoever aims at a copy of the booked meeting that they can see."""
        is_known = rival.id in invited and target.is_event_of(rival)
        return is_known or self._rights.evaluate(Deed.SEE, person, rival, invited.get(rival.id, NOBODY)) is None


def _too_many(booked: int, most: int) -> str:
    bots = "a bot" if booked == 1 else f"{booked} bots"
    return (
        f"You have booked {bots} within 24 hours, and your operator allows {most}. "
        "Cancel one that is not needed, or come back later."
    )


def _why_gone(meeting: Meeting, request: Request, now: datetime) -> MeetingGone | None:
    if meeting.is_gone:
        return MeetingGone("vanished", meeting)
    if not meeting.link or meeting.is_all_day:
        return MeetingGone("no_link", meeting)
    if meeting.end_time <= now:
        return MeetingGone("ended", meeting)
    if request.start_shown is not None and meeting.start_time != request.start_shown:
        return MeetingGone("moved", meeting)
    return None
