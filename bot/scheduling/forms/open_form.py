"""Open the schedule form from a command, a message or a card, and show it again after each change in it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.blocks.form.changes import apply_action, replace_open_form, retarget
from bot.blocks.form.notices import no_match_warning, unbookable_match_warning
from bot.blocks.form.state import FormKind, ScheduleForm, start_form
from bot.blocks.names import Action
from bot.clock import Clock
from bot.core.access.last_choice import start_with, usual_start
from bot.core.access.people import Person
from bot.core.access.permissions import Deed, Why
from bot.core.access.title_visibility import Audience, is_direct_message, is_title_wished
from bot.core.booking.model import Booking
from bot.core.bot_config.policy import Configuration
from bot.core.identifiers import BookingId, CalendarEventId, ChannelId
from bot.core.lifecycle.rebooking import can_be_booked_again
from bot.core.links.meeting_link import FoundLink
from bot.core.links.slack_message import find_links, find_links_in_text, has_link_without_bots, has_shortened_link
from bot.core.meetings.meeting import Meeting, can_be_booked
from bot.scheduling.access.authorize import Rights
from bot.scheduling.access.upcoming_meetings import OfferState, UpcomingMeetings
from bot.scheduling.forms.form_facts import CurrentFacts
from bot.scheduling.forms.form_links import FormLinks, chosen_link
from bot.scheduling.forms.opening import FormToShow, NoLink, Opening, Origin
from bot.scheduling.forms.own_calendars import OwnCalendars
from bot.scheduling.forms.title_audience import TitleAudience
from bot.scheduling.rules.series_page import NextOfSeries
from bot.store.last_choices import Choices


class OpenForm:
    def __init__(
        self,
        upcoming: UpcomingMeetings,
        facts: CurrentFacts,
        links: FormLinks,
        audience: TitleAudience,
        choices: Choices,
        rights: Rights,
        own_calendars: OwnCalendars,
        clock: Clock,
        configuration: Configuration,
    ) -> None:
        self._upcoming = upcoming
        self._facts = facts
        self._links = links
        self._audience = audience
        self._choices = choices
        self._rights = rights
        self._own_calendars = own_calendars
        self._clock = clock
        self._configuration = configuration

    async def open_for_words(self, person: Person, origin: Origin, text: str) -> Opening:
        """`/recall-schedule` with nothing, with a link, or with words of a title."""
        if links := find_links_in_text(text):
            return await self._open_for_links(person, origin, links)
        if (meeting := await self._upcoming.find_by_event_page(person, text)) is not None:
            return await self.open_for_calendar(person, origin, event_id=meeting.event_id)
        if "://" in text:
            return _no_link(origin, text, is_in_message=False)
        return await self.open_for_calendar(person, origin, words=text)

    async def open_for_message(self, person: Person, origin: Origin, message: dict[str, Any]) -> Opening:
        if links := find_links(message):
            return await self._open_for_links(person, origin, links)
        return _no_link(origin, message, is_in_message=True)

    async def open_for_calendar(
        self, person: Person, origin: Origin, *, words: str = "", event_id: CalendarEventId | None = None
    ) -> Opening:
        offer = await self._upcoming.offer(person)
        if offer.state is not OfferState.MEETINGS:
            return await self._own_calendars.explain_nothing(person, origin, offer)
        notice = ""
        if event_id is None and words.strip():
            event_id, notice = await self._find_match(person, words)
        form = await self._start(person, FormKind.CALENDAR, origin, event_id=event_id)
        return await self._open(person, form, notice=notice)

    async def _find_match(self, person: Person, words: str) -> tuple[CalendarEventId | None, str]:
        """The likeliest meeting, or a sentence on why there is none."""
        now, found = self._clock.now(), await self._upcoming.search(person, words, has_unlinked=True)
        if found and can_be_booked(found[0], now):
            return found[0].event_id, ""
        meeting = found[0] if found else await self._upcoming.find_unbookable(person, words)
        return None, unbookable_match_warning(meeting, person.time_zone) if meeting else no_match_warning(words)

    async def open_for_link(self, person: Person, origin: Origin, link: FoundLink, join_at: datetime | None) -> Opening:
        """For a link that was read before, at the time that was read with it."""
        if join_at is None:
            return await self._open_for_links(person, origin, [link])
        draft_id = await self._links.save([link.url], self._clock.now())
        form = await self._start(person, FormKind.LINK, origin, draft_id=draft_id, join_at=join_at)
        return await self._open(person, form, [link])

    async def open_for_booking(
        self, person: Person, origin: Origin, booking_id: BookingId, instead_of: ScheduleForm | None = None
    ) -> Opening:
        """The form filled as the booking is, perhaps in place of one that is open. Raises Refused."""
        # While the bot is in the call the form itself says so, and shows the settings.
        booking = await self._rights.authorize(Deed.EDIT, person, booking_id, even_if=Why.LOCKED)
        form = await self._fill_from(person, booking, origin)
        shown = replace_open_form(instead_of, form) if instead_of else form
        return await self._open(person, shown, await self._links.load(shown))

    async def open_for_series(self, person: Person, origin: Origin, series: NextOfSeries) -> Opening:
        """The form of the next occurrence, filled as the whole series is, which it changes."""
        booking, manner = series.booking, series.manner
        own = self._own_messages(person)
        destination = manner.destination
        form = start_form(
            FormKind.CALENDAR,
            series.settings,
            channel_id=origin.channel_id,
            event_id=series.event_id,
            preset=manner.preset,
            own_messages=own,
            destination=destination.channel_id if destination else own,
            shows_title=destination.shows_title if destination else True,
            edits=(booking.id, booking.wish.revision) if booking else None,
            is_series=True,
        )
        return await self._open(person, form)

    async def show(
        self,
        person: Person,
        form: ScheduleForm,
        links: Sequence[FoundLink] | None = None,
        *,
        was_submitted: bool = False,
    ) -> FormToShow:
        """The form as it is by now. `links`: those that it was opened for, where they are known already."""
        known = await self._links.load(form) if links is None else links
        return FormToShow(*await self._facts.load(person, form, known, was_submitted=was_submitted))

    async def apply_action(self, person: Person, form: ScheduleForm, action: str) -> FormToShow:
        """The form after a click or a choice in it."""
        links = await self._links.load(form)
        changed = apply_action(form, action, self._configuration)
        if action == Action.PICK_LINK:
            changed = await self._with_kind_of_link(person, changed, links)
        elif action == Action.USE_LINK:
            changed = retarget(changed, FormKind.LINK, None)
        return await self.show(person, changed, links)

    async def find_with_same_link(self, person: Person, form: ScheduleForm) -> list[Meeting]:
        """The person's own meetings with the link that the form was opened for, the likeliest first."""
        link = chosen_link(form, await self._links.load(form))
        return await self._upcoming.find_with_link(person, link.key) if link else []

    async def _open_for_links(self, person: Person, origin: Origin, links: list[FoundLink]) -> FormToShow:
        """A link that is on the person's calendar is that meeting; any other is a link of its own."""
        draft_id = await self._links.save([link.url for link in links], self._clock.now())
        form = await self._start(person, FormKind.LINK, origin, draft_id=draft_id)
        return await self._open(person, await self._with_kind_of_link(person, form, links), links)

    async def _open(
        self, person: Person, form: ScheduleForm, links: Sequence[FoundLink] = (), notice: str = ""
    ) -> FormToShow:
        """Without a call of Slack on the way, for which a trigger has little time."""
        opened = FormToShow(*await self._facts.load(person, form, links, may_ask_slack=False)).with_notice(notice)
        if not self._audience.is_unknown(opened.form):
            return opened

        async def rest() -> FormToShow | None:
            if await self._audience.fetch(opened.form) in {None, Audience.INSIDE}:
                return None
            return (await self.show(person, opened.form, links)).with_notice(notice)

        return replace(opened, rest=rest)

    async def _with_kind_of_link(self, person: Person, form: ScheduleForm, links: Sequence[FoundLink]) -> ScheduleForm:
        """Which kind of form the chosen link leads to: several links may lead to several kinds."""
        link = chosen_link(form, links)
        if link is None or form.is_edit:
            return form
        ids = [meeting.event_id for meeting in await self._upcoming.find_with_link(person, link.key)]
        if form.event_id in ids:
            return form
        kind = FormKind.CALENDAR if ids else FormKind.LINK
        return retarget(form, kind, ids[0] if ids else None)

    async def _start(self, person: Person, kind: FormKind, origin: Origin, **facts: Any) -> ScheduleForm:
        """As the person chose last in this conversation."""
        last = await self._choices.get(person.team_id, person.user_id, origin.channel_id) if origin.channel_id else None
        start = start_with(last, self._configuration)
        own = self._own_messages(person)
        return start_form(
            kind,
            start.settings,
            channel_id=origin.channel_id,
            thread_ts=origin.thread_ts,
            preset=start.preset.name if start.preset else None,
            own_messages=own,
            destination=own if origin.is_private else None,
            has_last_settings=start.differs_from(usual_start(self._configuration)),
            shows_title=start.shows_title,
            **facts,
        )

    def _own_messages(self, person: Person) -> ChannelId | None:
        """Slack takes a person's id for their direct messages with the app."""
        return ChannelId(person.user_id) if self._configuration.policy.channels is None else None

    async def _fill_from(self, person: Person, booking: Booking, origin: Origin) -> ScheduleForm:
        meeting, now = booking.meeting, self._clock.now()
        is_link, is_edit, is_over = meeting.event_id is None, booking.is_live(now), can_be_booked_again(booking, now)
        own, channel_id = self._own_messages(person), booking.destination.channel_id
        return start_form(
            FormKind.LINK if is_link else FormKind.CALENDAR,
            booking.wish.settings,
            channel_id=origin.channel_id,
            thread_ts=booking.destination.thread_ts,
            thread_channel=booking.destination.channel_id,
            draft_id=await self._links.save([meeting.meeting_url], now) if is_link else None,
            event_id=meeting.event_id,
            join_at=None if meeting.joins_now or meeting.start_time <= now else meeting.start_time,
            preset=booking.wish.preset,
            own_messages=own,
            destination=own if is_direct_message(channel_id) and not is_edit else channel_id,
            shows_title=is_title_wished(booking),
            shows_title_outside=booking.destination.shows_title_outside,
            private_event=meeting.event_id if meeting.is_private else None,
            is_in_dm=booking.said.in_dm,
            edits=(booking.id, booking.wish.revision) if is_edit or is_over else None,
            books_again=is_over,
        )


def _no_link(origin: Origin, message: object, *, is_in_message: bool) -> NoLink:
    is_shortened, is_without_bots = has_shortened_link(message), has_link_without_bots(message)
    return NoLink(origin, is_shortened, is_in_message, is_without_bots)
