"""Load a person's agenda for App Home and the list, from the mirror and the bookings alone."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bot.clock import Clock
from bot.core.access.people import Person
from bot.core.booking.model import Booking
from bot.core.booking.same_meeting import booked_meeting
from bot.core.bot_config.policy import Configuration
from bot.core.calendars.connect_offer import ConnectOffer
from bot.core.home.agenda import (
    MOST_A_DAY,
    MOST_UPCOMING,
    RECENT_SPAN,
    Agenda,
    Entry,
    meetings_soon,
    recent_bookings,
    upcoming_entries,
)
from bot.core.meetings.meeting import Meeting
from bot.core.rules.local_time import local_date
from bot.scheduling.access.authorize import Rights
from bot.scheduling.access.bot_costs import BotCosts
from bot.scheduling.access.upcoming_meetings import Offer, UpcomingMeetings
from bot.scheduling.calendars.connections import ConnectedCalendars
from bot.store.bookings.bookings import Bookings


class PersonalAgenda:
    def __init__(
        self,
        upcoming: UpcomingMeetings,
        bookings: Bookings,
        rights: Rights,
        connected: ConnectedCalendars,
        connect: ConnectOffer,
        costs: BotCosts,
        clock: Clock,
        configuration: Configuration,
    ) -> None:
        self._upcoming = upcoming
        self._bookings = bookings
        self._rights = rights
        self._connected = connected
        self._connect = connect
        self._costs = costs
        self._clock = clock
        self._operators = configuration.policy.operators

    async def load(self, person: Person) -> Agenda:
        offer = await self._upcoming.offer(person)
        return await self._load(person, offer, meetings_soon(offer.meetings, self._clock.now()), MOST_UPCOMING)

    async def load_day(self, person: Person, day: date) -> Agenda:
        """Of the entries, their own that begin on that day in the person's zone, and are not over."""
        offer = await self._upcoming.offer(person, is_own_only=True)
        meetings = [each for each in offer.meetings if local_date(each.start_time, person.time_zone) == day]
        agenda = await self._load(person, offer, meetings, MOST_A_DAY)
        entries = (each for each in agenda.entries if local_date(each.start_time, person.time_zone) == day)
        return replace(agenda, entries=tuple(entries))

    async def _load(self, person: Person, offer: Offer, meetings: Sequence[Meeting], most: int) -> Agenda:
        now = self._clock.now()
        own = await self._bookings.list_by_person(person.team_id, person.user_id, now - RECENT_SPAN)
        entries = upcoming_entries(meetings[:most], own, await self._find_bookings(person, meetings[:most]), now)
        return Agenda(
            user_id=person.user_id,
            email=person.emails[0],
            entries=await self._load_actions(person, entries[:most], offer.meetings),
            left_out=len(entries[most:]) + len(meetings[most:]),
            calendars=await self._upcoming.calendars_of(person),
            connections=await self._connected.list_own(person),
            connect=self._connect,
            is_admin=person.user_id in self._operators,
            is_new=not own and not await self._bookings.has_booked(person.team_id, person.user_id),
            read_at=offer.read_at,
            is_stale=await self._upcoming.find_unread_since() is not None,
            recent_bookings=recent_bookings(own, now),
            month=await self._costs.sum_own(person),
            has_operators=bool(self._operators),
        )

    async def search(self, person: Person, words: str, most: int) -> tuple[Entry, ...]:
        """The upcoming meetings that match the words, the best match first, each with its bot."""
        found = (await self._upcoming.search(person, words, has_unlinked=True))[:most]
        places = {meeting.event_id: place for place, meeting in enumerate(found)}
        entries = upcoming_entries(found, (), await self._find_bookings(person, found), self._clock.now())
        entries.sort(key=lambda entry: places[entry.meeting.event_id] if entry.meeting else len(places))
        return await self._load_actions(person, entries, found)

    async def _load_actions(
        self, person: Person, entries: Sequence[Entry], meetings: Sequence[Meeting]
    ) -> tuple[Entry, ...]:
        deeds = await self._rights.list_deeds(person, [entry.booking for entry in entries if entry.booking], meetings)
        return tuple(
            replace(entry, deeds=deeds[entry.booking.id]) if entry.booking is not None else entry for entry in entries
        )

    async def _find_bookings(self, person: Person, meetings: Sequence[Meeting]) -> list[Booking]:
        """Bookings that may be for these meetings, regardless of who booked them."""
        if not meetings:
            return []
        ids = [meeting.event_id for meeting in meetings]
        keys = {booked_meeting(meeting).link_key for meeting in meetings}
        return await self._bookings.rivals(person.team_id, ids, keys, self._clock.now())
