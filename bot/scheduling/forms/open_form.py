"""Two doors, one room: which form a command, a message or a card leads to, and what is so when it is shown."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any

from bot.blocks.form.changes import apply_action, replace_open_form, retarget
from bot.blocks.form.notices import no_bot_can_join, no_match_warning
from bot.blocks.form.read import UnreadableForm, read_form
from bot.blocks.form.state import FormKind, ScheduleForm, start_form
from bot.blocks.form.submission import FieldErrors, Submission, read_submission
from bot.blocks.form.view import FormFacts
from bot.blocks.names import Action
from bot.clock import Clock
from bot.core.access.last_choice import Choice, choice_of, start_with
from bot.core.access.people import Person
from bot.core.access.permissions import Deed, Why
from bot.core.access.requests import Request
from bot.core.access.title_visibility import Audience, is_title_wished
from bot.core.booking.model import Booking
from bot.core.bot_config.policy import Configuration
from bot.core.identifiers import BookingId, CalendarEventId, ChannelId
from bot.core.links.meeting_link import FoundLink
from bot.core.links.slack_message import find_links, find_links_in_text, has_link_without_bots, has_shortened_link
from bot.core.meetings.meeting import Meeting
from bot.scheduling.access.authorize import Rights
from bot.scheduling.access.upcoming_meetings import Offer, OfferState, UpcomingMeetings
from bot.scheduling.forms.form_facts import CurrentFacts, platform_of_link
from bot.scheduling.forms.meeting_targets import MeetingTargets
from bot.slack.conversations import Conversations
from bot.store.bookings.bookings import Bookings
from bot.store.last_choices import Choices
from bot.store.link_drafts import Drafts


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the form was asked for: its card goes there unless the person chooses otherwise."""

    channel_id: ChannelId | None = None
    thread_ts: str | None = None
    destination: ChannelId | None = None  # for where Slack knows of no conversation that the person is in


@dataclass(frozen=True, slots=True)
class FormToShow:
    """`rest` finds out what takes a call of Slack, once the form is open: how to show it then, if not as it is."""

    form: ScheduleForm
    facts: FormFacts
    rest: "Rest | None" = None

    def with_notice(self, sentence: str) -> "FormToShow":
        """To be read before whatever else there is to say."""
        notice = "\n".join(filter(None, [sentence, self.facts.notice]))
        return replace(self, facts=replace(self.facts, notice=notice))


@dataclass(frozen=True, slots=True)
class NothingToOffer:
    offer: Offer


@dataclass(frozen=True, slots=True)
class NoLink:
    """Nothing that a bot could join by; `is_shortened`: a link that does not say where it leads; `is_without_bots`: one
    of a meeting that only people can join.
    """

    origin: Origin
    is_shortened: bool
    is_in_message: bool = True
    is_without_bots: bool = False


@dataclass(frozen=True, slots=True)
class OutOfDate:
    """The form that was open is of an older version."""


def _no_link(origin: Origin, message: object, *, is_in_message: bool) -> NoLink:
    is_shortened, is_without_bots = has_shortened_link(message), has_link_without_bots(message)
    return NoLink(origin, is_shortened, is_in_message, is_without_bots)


Rest = Callable[[], Awaitable[FormToShow | None]]
Opening = FormToShow | NothingToOffer | NoLink | OutOfDate


class OpenForm:
    def __init__(
        self,
        upcoming: UpcomingMeetings,
        targets: MeetingTargets,
        bookings: Bookings,
        drafts: Drafts,
        choices: Choices,
        rights: Rights,
        conversations: Conversations,
        clock: Clock,
        configuration: Configuration,
    ) -> None:
        self._upcoming = upcoming
        self._targets = targets
        self._bookings = bookings
        self._drafts = drafts
        self._choices = choices
        self._rights = rights
        self._clock = clock
        self._configuration = configuration
        self._facts = CurrentFacts(upcoming, targets, bookings, drafts, rights, conversations, clock, configuration)

    async def open_for_words(self, person: Person, origin: Origin, text: str) -> Opening:
        """`/recall-schedule` with nothing, with a link, or with words of a title."""
        if links := find_links_in_text(text):
            return await self._for_links(person, origin, links)
        if "://" in text:
            return _no_link(origin, text, is_in_message=False)
        return await self.open_for_calendar(person, origin, words=text)

    async def open_for_message(self, person: Person, origin: Origin, message: dict[str, Any]) -> Opening:
        if links := find_links(message):
            return await self._for_links(person, origin, links)
        return _no_link(origin, message, is_in_message=True)

    async def open_for_calendar(
        self, person: Person, origin: Origin, *, words: str = "", event_id: CalendarEventId | None = None
    ) -> Opening:
        offer = await self._upcoming.offer(person)
        if offer.state is not OfferState.MEETINGS:
            return NothingToOffer(offer)
        notice = ""
        if event_id is None and words.strip():
            best = await self._upcoming.search(person, words)
            event_id = best[0].event_id if best else None
            notice = "" if best else await self._why_none_matches(person, words)
        form = await self._start(person, FormKind.CALENDAR, origin, event_id=event_id)
        return await self._opened(person, form, notice)

    async def _why_none_matches(self, person: Person, words: str) -> str:
        meeting = await self._upcoming.find_unbookable(person, words)
        return no_bot_can_join(meeting, self._clock.now(), person.time_zone) if meeting else no_match_warning(words)

    async def open_for_booking(
        self, person: Person, origin: Origin, booking_id: BookingId, instead_of: ScheduleForm | None = None
    ) -> Opening:
        """The form filled as the booking is, perhaps in place of one that is open. Raises Refused."""
        # While the bot is in the call the form itself says so, and shows the settings.
        booking = await self._rights.permitted(Deed.EDIT, person, booking_id, even_if=Why.LOCKED)
        form = await self._filled_as(booking, origin)
        return await self._opened(person, replace_open_form(instead_of, form) if instead_of else form)

    async def shown(self, person: Person, form: ScheduleForm, *, was_submitted: bool = False) -> FormToShow:
        return FormToShow(*await self._facts.load(person, form, was_submitted=was_submitted))

    async def apply_action(self, person: Person, form: ScheduleForm, action: str) -> FormToShow:
        """The form after a click or a choice in it."""
        changed = apply_action(form, action, self._configuration.presets, self._configuration.policy)
        if action == Action.PICK_LINK:
            changed = await self._with_kind_of_link(person, changed)
        elif action == Action.USE_LINK:
            changed = retarget(changed, FormKind.LINK, None)
        return await self.shown(person, changed)

    async def find_with_same_link(self, person: Person, form: ScheduleForm) -> list[Meeting]:
        """The person's own meetings with the link that the form was opened for, the likeliest first."""
        link = await self._facts.chosen_link(form)
        return await self._targets.find_visible_through(person, link.key) if link else []

    async def read(
        self, person: Person, view: dict[str, Any], response_urls: Any
    ) -> Submission | FieldErrors | UnreadableForm:
        """The submitted form, checked against what its meeting's platform, presets and policy allow."""
        form = read_form(view)
        if isinstance(form, UnreadableForm):
            return form
        links = await self._facts.links(form)
        meeting = await self._facts.meeting(person, form)
        submission = read_submission(
            view,
            response_urls,
            now=self._clock.now(),
            policy=self._configuration.policy,
            presets=self._configuration.presets,
            platform=meeting.platform if meeting else platform_of_link(form, links),
            links=len(links),
            read=form,
        )
        if isinstance(submission, Submission) and isinstance(meeting, Meeting):
            return replace(submission, meeting=meeting)
        return submission

    async def question_of_title(self, person: Person, submission: Submission) -> FormToShow | None:
        """The form with a question in it, if people outside would read the title and it does not say so yet."""
        may_show = submission.event_id is not None and submission.destination.shows_title
        if not may_show or not await self._facts.has_outsiders(submission.form):
            return None
        shown = await self.shown(person, submission.form)
        return shown if shown.facts.meeting and shown.facts.meeting.title else None

    async def request(self, submission: Submission) -> Request:
        link = await self._facts.chosen_link(submission.form)
        return Request(
            view_id=submission.view_id,
            settings=submission.settings,
            destination=submission.destination,
            event_id=submission.event_id,
            start_shown=submission.start_shown,
            link=None if submission.event_id or link is None else link.url,
            given_link=link.url if submission.event_id and link else None,
            join_at=submission.join_at,
            preset=submission.preset,
            agreed_to=submission.agreed_to,
            edits=submission.edits,
            choice=self._choice(submission),
            meeting=submission.meeting,
        )

    def _choice(self, submission: Submission) -> Choice | None:
        """A title that was shown, or hidden, because of this one meeting or place is no habit."""
        channel_id, shows_title = submission.form.context.channel_id, submission.form.usual_title
        if channel_id is None or shows_title is None:
            return None
        return choice_of(
            channel_id, submission.preset, submission.settings, self._configuration, shows_title=shows_title
        )

    async def _for_links(self, person: Person, origin: Origin, links: list[FoundLink]) -> FormToShow:
        """A link that is on the person's calendar is that meeting; any other is a link of its own."""
        draft_id = await self._drafts.save({"links": [link.url for link in links]}, self._clock.now())
        form = await self._start(person, FormKind.LINK, origin, draft_id=draft_id)
        return await self._opened(person, await self._with_kind_of_link(person, form))

    async def _opened(self, person: Person, form: ScheduleForm, notice: str = "") -> FormToShow:
        """Without a call of Slack on the way, for which a trigger has little time."""
        opened = FormToShow(*await self._facts.load(person, form, may_ask_slack=False)).with_notice(notice)
        if not self._facts.has_yet_to_look(opened.form):
            return opened

        async def rest() -> FormToShow | None:
            if await self._facts.look(opened.form) in {None, Audience.INSIDE}:
                return None
            return (await self.shown(person, opened.form)).with_notice(notice)

        return replace(opened, rest=rest)

    async def _with_kind_of_link(self, person: Person, form: ScheduleForm) -> ScheduleForm:
        """Which kind of form the chosen link leads to: several links may lead to several kinds."""
        link = await self._facts.chosen_link(form)
        if link is None or form.is_edit:
            return form
        ids = [meeting.event_id for meeting in await self._targets.find_visible_through(person, link.key)]
        if form.event_id in ids:
            return form
        kind = FormKind.CALENDAR if ids else FormKind.LINK
        return retarget(form, kind, ids[0] if ids else None)

    async def _start(self, person: Person, kind: FormKind, origin: Origin, **facts: Any) -> ScheduleForm:
        """As the person chose last in this conversation."""
        last = await self._choices.get(person.team_id, person.user_id, origin.channel_id) if origin.channel_id else None
        start = start_with(last, self._configuration)
        return start_form(
            kind,
            start.settings,
            channel_id=origin.channel_id,
            thread_ts=origin.thread_ts,
            preset=start.preset.name if start.preset else None,
            destination=origin.destination if self._is_allowed(origin.destination) else None,
            shows_title=start.shows_title,
            **facts,
        )

    def _is_allowed(self, channel_id: ChannelId | None) -> bool:
        channels = self._configuration.policy.channels
        return channels is None or channel_id in channels

    async def _filled_as(self, booking: Booking, origin: Origin) -> ScheduleForm:
        meeting, now = booking.meeting, self._clock.now()
        is_link = meeting.event_id is None
        draft = {"links": [meeting.meeting_url]}
        return start_form(
            FormKind.LINK if is_link else FormKind.CALENDAR,
            booking.wish.settings,
            channel_id=origin.channel_id,
            thread_ts=booking.destination.thread_ts,
            thread_channel=booking.destination.channel_id,
            draft_id=await self._drafts.save(draft, now) if is_link else None,
            event_id=meeting.event_id,
            join_at=None if meeting.joins_now or meeting.start_time <= now else meeting.start_time,
            preset=booking.wish.preset,
            destination=booking.destination.channel_id,
            shows_title=is_title_wished(booking),
            shows_title_outside=booking.destination.shows_title_outside,
            private_event=meeting.event_id if meeting.is_private else None,
            is_in_dm=booking.said.in_dm,
            edits=(booking.id, booking.wish.revision) if booking.is_live(now) else None,
        )
