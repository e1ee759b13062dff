"""Submit a checked form: assess it under the lock, write, wake the executor. Nothing here calls Recall or Slack."""

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from bot.clock import Clock
from bot.core.access.apply_request import decide
from bot.core.access.assess import Situation
from bot.core.access.people import Person
from bot.core.access.requests import Request, new_booking
from bot.core.access.target import Target, check_meeting, meeting_target
from bot.core.access.verdicts import AlreadySo, Answer, HeldBack, LimitExceeded, MeetingGone, TiesUnknown, Written
from bot.core.booking.model import Booking
from bot.core.booking.origin import BY_HAND
from bot.core.bot_config.policy import Configuration
from bot.core.identifiers import BookingId, CalendarEventId
from bot.core.rules.decision import Decision
from bot.core.rules.model import Manner
from bot.core.rules.reasons import Reason
from bot.scheduling.access.authorize import Rights
from bot.scheduling.forms.meeting_targets import MeetingTargets
from bot.scheduling.rules.series_choices import SeriesChoices, series_origin
from bot.store.bookings.bookings import Bookings
from bot.store.bookings.submissions import Submission

DAY = timedelta(days=1)


class FormSubmissions:
    def __init__(
        self,
        bookings: Bookings,
        targets: MeetingTargets,
        rights: Rights,
        series: SeriesChoices,
        clock: Clock,
        configuration: Configuration,
        wake: Callable[[], None],
    ) -> None:
        self._bookings = bookings
        self._targets = targets
        self._rights = rights
        self._series = series
        self._clock = clock
        self._policy = configuration.policy
        self._wake = wake

    async def submit(self, person: Person, request: Request) -> Answer:
        """Write what a checked form asks for, or say what stands in its way and write nothing."""
        if not request.is_for_series or request.event_id is None:
            return await self._submit(person, request)
        return await self._submit_series(person, request, request.event_id)

    async def change_series(self, person: Person, request: Request, event_id: CalendarEventId) -> None:
        """Its bots follow; one that is left out or paused stays so. Raises NoSuchMeeting."""
        await self._series.choose(person, event_id, _manner_of(request))

    async def _submit_series(self, person: Person, request: Request, event_id: CalendarEventId) -> Answer:
        """What is held back for now is booked for this one alone: the person asks for a bot, whatever rules may do."""
        obstacle = await self._series.find_obstacle(person, request.meeting) if request.meeting else None
        origin = BY_HAND if obstacle else series_origin(person)
        answer = await self._submit(person, replace(request, origin=origin))
        if isinstance(answer, Written | AlreadySo):  # a second press chooses the same once more
            await self._series.take_in_again(person, event_id)
            await self._series.choose(person, event_id, _manner_of(request))
            return Written(answer.booking, held_back=_held_back(obstacle))
        return answer

    async def _submit(self, person: Person, request: Request) -> Answer:
        now = self._clock.now()
        target = await self._find_target(request, now)
        answer = target if isinstance(target, MeetingGone) else await self._write(person, request, target, now)
        if isinstance(answer, Written):
            self._wake()
        elif (earlier := await self._bookings.find_by_submission(request.view_id)) is not None:
            return Written(earlier)  # what stands in the way is the booking that an earlier press has made
        elif isinstance(answer, LimitExceeded):
            event_id = request.event_id
            await self._bookings.record_refusal(person.user_id, "book", now, reason="daily limit", event_id=event_id)
        return answer

    async def _find_target(self, request: Request, now: datetime) -> Target | MeetingGone:
        if request.event_id is None:
            return await self._targets.find_link(request.link or "", request.join_at, now) or MeetingGone("no_link")
        if request.meeting is None:
            return MeetingGone("vanished")
        gone = check_meeting(request.meeting, request.start_shown, now)
        return gone or meeting_target(request.meeting, request.given_link)

    async def _write(self, person: Person, request: Request, target: Target, now: datetime) -> Answer:
        """What ties the person to a booking is looked up only where that is in the way, and before the transaction."""
        booking_id = BookingId(secrets.token_hex(12))
        template = new_booking(request, target.meeting, booking_id=booking_id, person=person, now=now)
        situation = Situation(person=person, policy=self._policy, target=target, now=now)
        while isinstance(
            decision := await self._bookings.submit(self._submission(request, template, situation)), TiesUnknown
        ):
            ties = await self._rights.invitation_roles(person, decision.booking)
            situation = situation.with_ties(decision.booking, ties)
        return decision

    def _submission(self, request: Request, template: Booking, situation: Situation) -> Submission:
        is_limited = self._policy.max_bots_per_person_per_day is not None
        return Submission(
            view_id=request.view_id,
            team_id=template.team_id,
            user_id=template.booked_by,
            at=situation.now,
            rivals=situation.target.rival_keys(request.edited_id),
            decide=partial(decide, request, template, situation),
            choice=request.choice,
            counted_since=situation.now - DAY if is_limited else None,
        )


def _held_back(obstacle: Decision | None) -> HeldBack | None:
    """Who declined this one has the others recorded."""
    if obstacle is None or obstacle.reason is Reason.SERIES_DECLINED:
        return None
    return HeldBack(obstacle.reason, obstacle.owner)


def _manner_of(request: Request) -> Manner:
    """Later cards go to the conversation itself, not into the thread in which the form was opened."""
    destination = replace(request.destination, thread_ts=None, response_url=None, response_url_at=None)
    return Manner(settings=request.settings, preset=request.preset, destination=destination)
