"""Load the current state that a form needs, each time that it is shown: what was so when it opened may be over."""

from collections.abc import Sequence

from bot.blocks.form.changes import with_known_audience
from bot.blocks.form.existing_bot import is_told_only_on_submission
from bot.blocks.form.notices import (
    OWN_MEETINGS_MISSING,
    missing_meetings_warning,
    stale_sync_warning,
    unbookable_match_warning,
)
from bot.blocks.form.state import FormKind, ScheduleForm
from bot.blocks.form.view import FormFacts
from bot.clock import Clock
from bot.core.access.people import Person
from bot.core.access.permissions import Deed
from bot.core.booking.model import BookedMeeting
from bot.core.bot_config.policy import Configuration
from bot.core.links.meeting_link import FoundLink
from bot.core.meetings.meeting import Meeting, is_bookable
from bot.scheduling.access.authorize import Rights
from bot.scheduling.access.upcoming_meetings import UpcomingMeetings
from bot.scheduling.forms.assess_form import AssessForm
from bot.scheduling.forms.own_calendars import CalendarGaps, OwnCalendars
from bot.scheduling.forms.title_audience import TitleAudience
from bot.scheduling.rules.series_choices import SeriesChoices
from bot.store.bookings.bookings import Bookings


class CurrentFacts:
    def __init__(
        self,
        upcoming: UpcomingMeetings,
        bookings: Bookings,
        rights: Rights,
        assessment: AssessForm,
        audience: TitleAudience,
        own_calendars: OwnCalendars,
        series: SeriesChoices,
        clock: Clock,
        configuration: Configuration,
        *,
        has_summaries: bool,
    ) -> None:
        self._tells_summaries = has_summaries and configuration.policy.summaries_in_channels
        self._upcoming = upcoming
        self._bookings = bookings
        self._rights = rights
        self._assessment = assessment
        self._audience = audience
        self._own_calendars = own_calendars
        self._series = series
        self._clock = clock
        self._configuration = configuration

    async def load(
        self,
        person: Person,
        form: ScheduleForm,
        links: Sequence[FoundLink],
        *,
        may_ask_slack: bool = True,
        was_submitted: bool = False,
    ) -> tuple[ScheduleForm, FormFacts]:
        """The facts, and the form as it is in their light."""
        meeting = await self.find_meeting(person, form)
        private_event = form.event_id if meeting is not None and meeting.is_private else None
        audience = await self._audience.fetch(form) if may_ask_slack else self._audience.recall(form)
        form = with_known_audience(form, private_event, audience)
        existing = await self._assessment.find_existing(person, form, meeting, links)
        gaps = await self._find_gaps(person, form)
        facts = FormFacts(
            now=self._clock.now(),
            time_zone=person.time_zone,
            policy=self._configuration.policy,
            presets=self._configuration.presets,
            prices=self._configuration.prices,
            meeting=meeting,
            links=tuple(links),
            records_series=await self._find_series(person, meeting),
            existing=None if not was_submitted and is_told_only_on_submission(existing, form) else existing,
            notice=await self._load_notice(person, form, meeting, gaps),
            to_connect=self._own_calendars.offer.providers if gaps and gaps.has_none else (),
            to_reconnect=gaps.to_reconnect if gaps else (),
            tells_summaries=self._tells_summaries,
            excludes_shared_channels=not self._audience.can_look,
        )
        return form, facts

    async def find_meeting(self, person: Person, form: ScheduleForm) -> Meeting | BookedMeeting | None:
        """The picked one as it is now; None without one, or if this person may not see it.

        Who may see a booking may change it without seeing its meeting in a calendar of their own.
        """
        if form.event_id is None or form.context.kind is not FormKind.CALENDAR:
            return None
        picked = await self._upcoming.pick(person, form.event_id)
        if picked is None and form.context.booking_id is not None:
            booking = await self._bookings.get(form.context.booking_id)
            if booking and await self._rights.has_right(Deed.SEE, person, booking):
                return await self._rights.find_event(booking) or booking.meeting
        return picked

    async def _find_series(self, person: Person, meeting: Meeting | BookedMeeting | None) -> bool | None:
        """None where it belongs to none, or nothing was chosen about that."""
        if not isinstance(meeting, Meeting) or meeting.series_key is None:
            return None
        choice = await self._series.find_for_meeting(person, meeting.event_id)
        return choice.records if choice else None

    async def _find_gaps(self, person: Person, form: ScheduleForm) -> CalendarGaps | None:
        """None where no meeting is picked."""
        is_picked = form.context.kind is FormKind.CALENDAR and not form.is_edit
        return await self._own_calendars.find_gaps(person) if is_picked else None

    async def _load_notice(
        self, person: Person, form: ScheduleForm, meeting: Meeting | BookedMeeting | None, gaps: CalendarGaps | None
    ) -> str:
        """Why the meetings that the form offers may not be all there are, or not as they are."""
        if form.context.kind is FormKind.LINK:
            return ""
        since = await self._upcoming.find_unread_since()
        sentences = [stale_sync_warning(since, person.time_zone)] if since else []
        if not form.is_edit and isinstance(meeting, Meeting) and not meeting.is_gone and not is_bookable(meeting):
            sentences.append(unbookable_match_warning(meeting, person.time_zone))
        if gaps is not None:
            sentences += [
                missing_meetings_warning(email, can_reconnect=bool(gaps.to_reconnect)) for email in gaps.disconnected
            ]
            if gaps.has_none and self._own_calendars.offer.providers:
                sentences.append(OWN_MEETINGS_MISSING)
        return "\n".join(sentences)
