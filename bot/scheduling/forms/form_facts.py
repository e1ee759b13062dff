"""What is so when a form is shown: looked up anew each time, as what was so when it opened may not be so any more."""

from datetime import datetime

from bot.blocks.form.changes import with_known_audience
from bot.blocks.form.existing_bot import (
    BookedByOthers,
    BookedByUs,
    BookedUnseen,
    CalledOff,
    ExistingBot,
    Vetoed,
    is_told_only_on_submission,
)
from bot.blocks.form.notices import missing_meetings_warning, stale_sync_warning
from bot.blocks.form.settings_answers import read_settings
from bot.blocks.form.state import FormKind, ScheduleForm, destination_of
from bot.blocks.form.view import FormFacts
from bot.clock import Clock
from bot.core.access.lift_veto import as_it_stands_for, veto_digest
from bot.core.access.link_edit import brings_passcode
from bot.core.access.people import Person
from bot.core.access.permissions import Deed, Why
from bot.core.access.requests import is_so, replacement_digest, takeover_digest
from bot.core.access.stale_edit import cancellation_digest, is_cancelled_by_another
from bot.core.access.title_visibility import Audience
from bot.core.booking.model import BookedMeeting, Booking
from bot.core.bot_config.policy import Configuration
from bot.core.bot_config.settings import BotSettings
from bot.core.identifiers import ChannelId
from bot.core.links.meeting_link import FoundLink, parse_claimed_link
from bot.core.meetings.meeting import Meeting
from bot.scheduling.access.authorize import Rights
from bot.scheduling.access.upcoming_meetings import UpcomingMeetings
from bot.scheduling.forms.meeting_targets import MeetingTargets, Target
from bot.slack.conversations import GOOD_ENOUGH_FOR, Conversations
from bot.store.bookings.bookings import Bookings
from bot.store.link_drafts import Drafts


class CurrentFacts:
    def __init__(
        self,
        upcoming: UpcomingMeetings,
        targets: MeetingTargets,
        bookings: Bookings,
        drafts: Drafts,
        rights: Rights,
        conversations: Conversations,
        clock: Clock,
        configuration: Configuration,
    ) -> None:
        self._upcoming = upcoming
        self._targets = targets
        self._bookings = bookings
        self._drafts = drafts
        self._rights = rights
        self._conversations = conversations
        self._clock = clock
        self._configuration = configuration

    async def load(
        self, person: Person, form: ScheduleForm, *, may_ask_slack: bool = True, was_submitted: bool = False
    ) -> tuple[ScheduleForm, FormFacts]:
        """The facts, and the form as it is in their light."""
        links = await self.links(form)
        meeting = await self.meeting(person, form)
        form = await self._informed(form, meeting, may_ask_slack=may_ask_slack)
        existing = await self._existing(person, form, meeting, links)
        facts = FormFacts(
            now=self._clock.now(),
            time_zone=person.time_zone,
            policy=self._configuration.policy,
            presets=self._configuration.presets,
            meeting=meeting,
            links=links,
            existing=None if not was_submitted and is_told_only_on_submission(existing, form) else existing,
            notice=await self._notice(person, form),
            excludes_shared_channels=not self._conversations.may_look,
        )
        return form, facts

    async def has_outsiders(self, form: ScheduleForm) -> bool:
        """Whether people outside read the chosen conversation, which the form does not say yet."""
        if form.is_edit or form.destination is None or form.destination == form.context.looked_at:
            return False
        return await self._conversations.audience(form.destination, GOOD_ENOUGH_FOR) is Audience.OUTSIDERS

    def has_yet_to_look(self, form: ScheduleForm) -> bool:
        """Whether it matters who reads the chosen conversation, and is not known."""
        there = _shows_title_in(form)
        return there is not None and self._conversations.cached_audience(there) is None

    async def look(self, form: ScheduleForm) -> Audience | None:
        there = _shows_title_in(form)
        return await self._conversations.audience(there, GOOD_ENOUGH_FOR) if there else None

    async def links(self, form: ScheduleForm) -> tuple[FoundLink, ...]:
        """The links that the form was opened for; the form itself knows only their places."""
        if form.context.draft_id is None:
            return ()
        draft = await self._drafts.get(form.context.draft_id) or {"links": []}
        return tuple(link for url in draft["links"] if (link := parse_claimed_link(url)))

    async def chosen_link(self, form: ScheduleForm) -> FoundLink | None:
        return _chosen_link(form, await self.links(form))

    async def _informed(
        self, form: ScheduleForm, meeting: Meeting | BookedMeeting | None, *, may_ask_slack: bool
    ) -> ScheduleForm:
        private_event = form.event_id if meeting is not None and meeting.is_private else None
        there = _shows_title_in(form)
        if may_ask_slack or there is None:
            return with_known_audience(form, private_event, await self.look(form))
        return with_known_audience(form, private_event, self._conversations.cached_audience(there))

    async def _notice(self, person: Person, form: ScheduleForm) -> str:
        """Why the meetings that the form offers may not be all there are, or not as they are."""
        if form.context.kind is FormKind.LINK:
            return ""
        since = await self._upcoming.find_unread_since()
        sentences = [stale_sync_warning(since, person.time_zone)] if since else []
        if not form.is_edit:
            own = await self._upcoming.calendars_of(person)
            sentences += [missing_meetings_warning(calendar.email) for calendar in own if calendar.is_disconnected]
        return "\n".join(sentences)

    async def meeting(self, person: Person, form: ScheduleForm) -> Meeting | BookedMeeting | None:
        """The picked one as it is now; None without one, or if this person may not see it."""
        if form.event_id is None or form.context.kind is not FormKind.CALENDAR:
            return None
        picked = await self._upcoming.pick(person, form.event_id)
        if picked is None and form.context.booking_id is not None:
            booking = await self._bookings.get(form.context.booking_id)
            if booking and await self._rights.may(Deed.SEE, person, booking):
                return await self._targets.meeting_of(booking) or booking.meeting
        return picked

    async def _existing(
        self,
        person: Person,
        form: ScheduleForm,
        meeting: Meeting | BookedMeeting | None,
        links: tuple[FoundLink, ...],
    ) -> ExistingBot | None:
        now = self._clock.now()
        target = await self._target(form, meeting, _chosen_link(form, links), now)
        if target is None:
            return None
        standing = await self._targets.standing(person.team_id, target, now, form.context.booking_id)
        if standing.veto is not None:
            return await self._vetoed(person, standing.veto, target)
        rival = standing.rival
        if rival is None:
            called_off = await self._called_off(person, form)
            return called_off or (_booked_by_others(target) if standing.is_booked_by_others else None)
        return await self._booked_by_us(person, form, rival, target)

    async def _called_off(self, person: Person, form: ScheduleForm) -> CalledOff | None:
        """By somebody else, while the form was open."""
        edited = await self._bookings.get(form.context.booking_id) if form.context.booking_id else None
        if edited is None or not is_cancelled_by_another(edited, person.user_id):
            return None
        return CalledOff(edited.wish.by, cancellation_digest(edited))

    async def _booked_by_us(
        self, person: Person, form: ScheduleForm, rival: Booking, target: Target
    ) -> BookedByUs | BookedUnseen:
        """Whoever aims at a copy of the booked meeting that they can see may know as well."""
        invited = await self._rights.invitation_roles(person, rival)
        refused = {deed for deed in Deed if self._rights.evaluate(deed, person, rival, invited) is not None}
        can_veto = Deed.VETO not in refused
        is_in_the_way = form.is_edit and rival.id != form.context.booking_id
        if is_in_the_way or (Deed.SEE in refused and not target.is_event_of(rival)):
            return BookedUnseen(rival if can_veto else None)
        is_already_so = _is_so(rival, form, target, self._clock.now())
        return BookedByUs(
            rival,
            None if is_already_so else _digest(rival, form, target),
            can_edit=not form.is_edit and Deed.EDIT not in refused,
            is_already_so=is_already_so,
            can_veto=can_veto,
            gets_passcode=brings_passcode(rival, target.meeting),
        )

    async def _vetoed(self, person: Person, veto: Booking, target: Target) -> Vetoed:
        invited = await self._rights.invitation_roles(person, veto)
        stands = as_it_stands_for(veto, target.meeting)
        refusal = self._rights.evaluate(Deed.ALLOW_AGAIN, person, stands, invited)
        if refusal is None:
            comes_as_it_was = stands == veto and not self._rights.may_choose_settings(person, veto, invited)
            by = veto.veto.by if veto.veto else None
            return Vetoed(by=by, digest=veto_digest(veto), comes_as_it_was=comes_as_it_was)
        is_known = target.is_event_of(stands) or await self._rights.may(Deed.SEE, person, veto)
        return Vetoed(by=refusal.stopped_by if is_known else None, is_leaving=refusal.why is Why.LEAVING)

    async def _target(
        self, form: ScheduleForm, meeting: Meeting | BookedMeeting | None, link: FoundLink | None, now: datetime
    ) -> Target | None:
        if form.context.kind is FormKind.CALENDAR:
            given = link.url if link else None
            return self._targets.target_meeting(meeting, given) if isinstance(meeting, Meeting) else None
        return await self._targets.target_link(link.url, form.join_at, now) if link else None


def _shows_title_in(form: ScheduleForm) -> ChannelId | None:
    """The conversation in which others may read a title; None where there is no title, or nobody else."""
    has_title = form.context.kind is FormKind.CALENDAR
    return form.destination if has_title and not form.context.is_in_dm else None


def platform_of_link(form: ScheduleForm, links: tuple[FoundLink, ...]) -> str | None:
    link = _chosen_link(form, links)
    return link.platform if link else None


def _chosen_link(form: ScheduleForm, links: tuple[FoundLink, ...]) -> FoundLink | None:
    place = form.answers.link
    return links[int(place)] if place.isascii() and place.isdigit() and int(place) < len(links) else None


def _booked_by_others(target: Target) -> ExistingBot:
    return BookedByOthers(takeover_digest(target.meeting)) if target.meeting.is_scheduled_by_event else BookedUnseen()


def _is_so(rival: Booking, form: ScheduleForm, target: Target, now: datetime) -> bool:
    """Whether submitting the form as it is would change nothing."""
    settings = read_settings(form.answers)
    if not isinstance(settings, BotSettings):
        return False
    return is_so(rival, settings, destination_of(form), target.meeting, now)


def _digest(rival: Booking, form: ScheduleForm, target: Target) -> str | None:
    """What agreeing would stand for. None where the form shows that very booking, or cannot be read yet."""
    if form.context.booking_id == rival.id and form.context.revision == rival.wish.revision:
        return None
    settings = read_settings(form.answers)
    if not isinstance(settings, BotSettings):
        return None
    return replacement_digest(
        rival,
        settings,
        shows_title=destination_of(form).shows_title,
        join_at=form.join_at,
        with_passcode=brings_passcode(rival, target.meeting),
    )
