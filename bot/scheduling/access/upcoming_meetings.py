"""Load the upcoming meetings that a person may see, from the mirror alone, without a call to Recall."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.blocks.kit.times import zone
from bot.clock import Clock
from bot.core.access.people import Person
from bot.core.bot_config.policy import Configuration
from bot.core.home.agenda import OwnCalendar, deduplicate_calendars
from bot.core.identifiers import CalendarEventId, CalendarId, LinkKey
from bot.core.links.event_page import find_event_ids, is_same_event_id
from bot.core.meetings.meeting import Meeting, can_be_booked, drop_copies, lacks_only_a_link, may_see, occurrence
from bot.core.meetings.search import match_link, match_words, text_words
from bot.store.leases import Marks
from bot.store.mirror.calendars import Calendar
from bot.store.mirror.everyones import FoundMeetings
from bot.store.mirror.mirror import Mirror

LAST_READ = "calendars_read"
STALE_AFTER = timedelta(minutes=30)


class OfferState(StrEnum):
    """What a form has to offer this person, or why it has nothing."""

    MEETINGS = "meetings"
    NOT_READ = "not_read"  # never synced, or too long ago
    NO_CALENDAR = "no_calendar"
    CONNECTING = "connecting"
    DISCONNECTED = "disconnected"
    NO_MEETINGS = "no_meetings"


@dataclass(frozen=True, slots=True)
class Offer:
    state: OfferState
    meetings: tuple[Meeting, ...] = ()
    read_at: datetime | None = None


class UpcomingMeetings:
    def __init__(self, mirror: Mirror, marks: Marks, clock: Clock, configuration: Configuration) -> None:
        self._mirror = mirror
        self._marks = marks
        self._clock = clock
        self._sees_everything = configuration.policy.everyone_sees_everything

    async def offer(self, person: Person, *, is_own_only: bool = False) -> Offer:
        """`is_own_only`: without what only the policy lets everyone see."""
        meetings = tuple(await self.search(person, is_own_only=is_own_only))
        read_at = await self._marks.get(LAST_READ)
        if meetings:
            return Offer(OfferState.MEETINGS, meetings, read_at)
        return Offer(await self._why_nothing(person, read_at), (), read_at)

    async def calendars_of(self, person: Person) -> tuple[OwnCalendar, ...]:
        return deduplicate_calendars(
            [_own_calendar(calendar) for calendar in await self._mirror.calendars_of(person.emails)]
        )

    async def find_unread_since(self) -> datetime | None:
        """When the calendars were last read, if that is so long ago that people should know."""
        read_at = await self._marks.get(LAST_READ)
        return read_at if read_at is not None and self._is_stale(read_at) else None

    async def search(
        self, person: Person, words: str = "", *, has_unlinked: bool = False, is_own_only: bool = False
    ) -> list[Meeting]:
        """Meetings that could be booked, one row each, nearest first or best match first.

        `has_unlinked`: also those with other people and without a link that a bot could join by.
        """
        found = await self.search_in_time(person, words, has_unlinked=has_unlinked, is_own_only=is_own_only)
        return found.meetings

    async def search_in_time(
        self, person: Person, words: str, *, has_unlinked: bool = False, is_own_only: bool = False
    ) -> FoundMeetings:
        """As `search`, and until when all people's meetings were searched, where not all of them could be."""
        now, until = self._clock.now(), None
        found = await self._mirror.find_coming_for(person.emails, now)
        if self._sees_everything and not is_own_only:
            everyones = await self._find_everyones(words, now, person.time_zone)
            found, until = _merge(found, everyones.meetings), everyones.until
        own = await self._own_calendars(person)
        meetings = drop_copies([meeting for meeting in found if can_be_booked(meeting, now)], own)
        if has_unlinked:
            meetings += await self._find_unlinked(person, own, {occurrence(each) for each in meetings})
        matching = match_words(meetings, words, now, zone(person.time_zone)) if words.strip() else meetings
        return FoundMeetings(matching, until)

    async def _find_unlinked(
        self, person: Person, own: frozenset[CalendarId], known: set[tuple[object, ...]]
    ) -> list[Meeting]:
        """Those of which no copy has a link either."""
        found = await self._mirror.find_unbookable_for(person.emails, self._clock.now())
        return [each for each in drop_copies(found, own) if lacks_only_a_link(each) and occurrence(each) not in known]

    async def _find_everyones(self, words: str, now: datetime, time_zone: str) -> FoundMeetings:
        """What contains these words; where nothing does, the next meetings, among which a typo may be forgiven."""
        found = await self._mirror.everyones.find(now, text_words(words, now, zone(time_zone)))
        if found.meetings:
            return found
        return FoundMeetings((await self._mirror.everyones.find(now)).meetings, found.until)

    async def find_unlinked(self, person: Person) -> list[Meeting]:
        """Their meetings with other people that no bot could join for want of a link, the nearest first."""
        found = await self.search(person, has_unlinked=True)
        return [each for each in found if not each.link]

    async def find_unbookable(self, person: Person, words: str) -> Meeting | None:
        """The likeliest meeting of theirs that these words may mean and no bot can attend."""
        now = self._clock.now()
        found = await self._mirror.find_unbookable_for(person.emails, now)
        return next(iter(match_words(found, words, now, zone(person.time_zone))), None)

    async def find_with_link(self, person: Person, key: LinkKey) -> list[Meeting]:
        """Meetings with this link that the person may see, running or nearest first."""
        now = self._clock.now()
        own = await self._own_calendars(person)
        linked = await self._mirror.find_coming_with_link_for(person.emails, key, now)
        if self._sees_everything:
            linked = _merge(linked, await self._mirror.find_coming_with_link(key, now))
        visible = [m for m in linked if can_be_booked(m, now) and self._is_visible(m, person, own)]
        return match_link(drop_copies(visible, own), key, now)

    async def find_by_event_page(self, person: Person, text: str) -> Meeting | None:
        """The first of their meetings whose page in Google Calendar or Outlook the text links to."""
        if not (ids := find_event_ids(text)):
            return None
        meetings = await self.search(person, has_unlinked=True)
        return next((each for each in meetings for one in ids if is_same_event_id(each.platform_id, one)), None)

    async def pick(self, person: Person, event_id: CalendarEventId) -> Meeting | None:
        """The meeting as it is now, if this person may see it: authorized again each time."""
        found = await self._mirror.event_and_owners(event_id)
        if found is None:
            return None
        meeting, owners = found
        own = frozenset({meeting.calendar_id}) if owners & set(person.emails) else frozenset()
        return meeting if self._is_visible(meeting, person, own) else None

    def _is_visible(self, meeting: Meeting, person: Person, own: frozenset[CalendarId]) -> bool:
        return may_see(meeting, person.emails, own, self._sees_everything)

    async def _own_calendars(self, person: Person) -> frozenset[CalendarId]:
        return frozenset(calendar.id for calendar in await self._mirror.calendars_of(person.emails))

    def _is_stale(self, read_at: datetime) -> bool:
        return self._clock.now() - read_at > STALE_AFTER

    async def _why_nothing(self, person: Person, read_at: datetime | None) -> OfferState:
        """Explain an empty offer. While the mirror is stale it says nothing of calendars."""
        own = await self.calendars_of(person)
        if read_at is None or self._is_stale(read_at):
            return OfferState.NOT_READ
        if not own:
            return OfferState.NO_CALENDAR
        states = {calendar.status for calendar in own}
        if "connected" in states:
            return OfferState.NO_MEETINGS
        return OfferState.DISCONNECTED if states == {"disconnected"} else OfferState.CONNECTING


def _merge(theirs: list[Meeting], everybodys: list[Meeting]) -> list[Meeting]:
    """Merge others' meetings, which are limited in number, with the person's own, which are not."""
    known = {meeting.event_id for meeting in theirs}
    others = [meeting for meeting in everybodys if meeting.event_id not in known]
    return sorted([*theirs, *others], key=lambda meeting: meeting.start_time)


def _own_calendar(calendar: Calendar) -> OwnCalendar:
    email = calendar.platform_email or calendar.oauth_email or ""
    return OwnCalendar(email=email, platform=calendar.platform, status=calendar.status, calendar_id=calendar.id)
