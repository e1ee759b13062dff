"""Do what a line's button in the plan says: leave the meeting out, or have it recorded, with one click."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date

from bot.clock import Clock
from bot.core.access.last_choice import Start, usual_start
from bot.core.access.people import Person
from bot.core.access.permissions import Deed, Why
from bot.core.access.requests import Request
from bot.core.access.verdicts import AlreadySo, Written
from bot.core.booking.model import Destination
from bot.core.bot_config.policy import Configuration
from bot.core.bot_config.validate import check_settings
from bot.core.identifiers import BookingId, CalendarEventId, ChannelId
from bot.core.meetings.meeting import Meeting
from bot.core.plans.day_plan import was_canceled
from bot.scheduling.access.authorize import Rights
from bot.scheduling.access.upcoming_meetings import UpcomingMeetings
from bot.scheduling.forms.submit_form import FormSubmissions
from bot.scheduling.rules.series_choices import NoSuchMeeting
from bot.scheduling.wishes import Wishes
from bot.store.preferences import PersonalPreferences

LeaveOut = Callable[[Person, CalendarEventId], Awaitable[object]]


class PlanChoices:
    """`leave_out_occurrence` keeps every rule and series away from a meeting that no one has booked."""

    def __init__(
        self,
        wishes: Wishes,
        submissions: FormSubmissions,
        upcoming: UpcomingMeetings,
        rights: Rights,
        preferences: PersonalPreferences,
        leave_out_occurrence: LeaveOut,
        clock: Clock,
        configuration: Configuration,
    ) -> None:
        self._wishes = wishes
        self._submissions = submissions
        self._upcoming = upcoming
        self._rights = rights
        self._preferences = preferences
        self._leave_out_occurrence = leave_out_occurrence
        self._clock = clock
        self._configuration = configuration

    async def leave_out(self, person: Person, booking_id: BookingId | None, event_id: CalendarEventId | None) -> None:
        """Cancel the bot, or veto the recording where only that is this person's right. Raises Refused."""
        if booking_id is not None:
            booking = await self._rights.find_booking(Deed.CANCEL, booking_id)
            refusal = await self._rights.find_refusal(Deed.CANCEL, person, booking)
            is_others = refusal is not None and refusal.why is Why.NOT_YOURS
            await (self._wishes.veto if is_others else self._wishes.call_off)(person, booking_id)
        elif event_id is not None:
            with suppress(NoSuchMeeting):
                await self._leave_out_occurrence(person, event_id)

    async def record(
        self, person: Person, booking_id: BookingId | None, event_id: CalendarEventId | None, press: str
    ) -> bool:
        """Whether that was enough; False where the person has to see the form first. Raises Refused.

        `press` tells one click from another.
        """
        booking = await self._rights.find_booking(Deed.TRY_AGAIN, booking_id) if booking_id else None
        if booking is None or was_canceled(booking):
            return event_id is not None and await self._book(person, event_id, press)
        await (self._wishes.try_again if booking.veto is None else self._wishes.allow_again)(person, booking.id)
        return True

    async def choose_time(self, person: Person, plan_at: int | None, seen: date) -> None:
        """When the plan is sent from now on. That of the day that the person has just seen counts as sent."""
        chosen = await self._preferences.get(person.team_id, person.user_id)
        await self._preferences.save(replace(chosen, plan_at=plan_at))
        if plan_at is not None:
            await self._preferences.settle_plan(person.team_id, person.user_id, seen.isoformat(), self._clock.now())

    def _is_allowed(self, start: Start, meeting: Meeting) -> bool:
        """Else the form says what the policy has against it."""
        policy = self._configuration.policy
        return policy.channels is None and not check_settings(start.settings, meeting.platform, policy, start.preset)

    async def _book(self, person: Person, event_id: CalendarEventId, press: str) -> bool:
        """As the form would start, with the card in the person's direct messages with the app."""
        meeting, start = await self._upcoming.pick(person, event_id), usual_start(self._configuration)
        if meeting is None or not self._is_allowed(start, meeting):
            return False
        request = Request(
            view_id=f"plan/{press}"[:80],
            settings=start.settings,
            preset=start.preset.name if start.preset else None,
            destination=Destination(channel_id=ChannelId(person.user_id)),
            event_id=event_id,
            start_shown=meeting.start_time,
            meeting=meeting,
        )
        return isinstance(await self._submissions.submit(person, request), Written | AlreadySo)
