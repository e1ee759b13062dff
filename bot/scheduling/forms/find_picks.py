"""Find the meetings that the picker shows for what a person has typed, and what is booked for each."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.blocks.form.meeting_options import Marks
from bot.blocks.kit.block_kit import OPTION_VALUE, OPTIONS
from bot.blocks.kit.times import zone
from bot.clock import Clock
from bot.core.access.people import Person
from bot.core.booking.same_meeting import booked_meeting
from bot.core.home.agenda import Entry, upcoming_entries
from bot.core.links.meeting_link import FoundLink
from bot.core.links.slack_message import find_links_in_text
from bot.core.meetings.meeting import Meeting
from bot.core.meetings.picks import Mark, Picks, select_picks
from bot.core.meetings.search import match_words
from bot.scheduling.access.upcoming_meetings import UpcomingMeetings
from bot.store.bookings.bookings import Bookings


@dataclass(frozen=True, slots=True)
class FoundPicks:
    picks: Picks
    marks: Marks = field(default_factory=dict)
    is_link: bool = False  # a meeting link was typed rather than words
    searched_until: datetime | None = None  # where all people's meetings are too many to search


class FindPicks:
    def __init__(self, upcoming: UpcomingMeetings, bookings: Bookings, clock: Clock) -> None:
        self._upcoming = upcoming
        self._bookings = bookings
        self._clock = clock

    async def find(self, person: Person, words: str, linked: Sequence[Meeting] = ()) -> FoundPicks:
        """`linked` are the meetings with the link that the form was opened for, the likeliest first."""
        links = find_links_in_text(words)
        if links:
            picks, until = await self._find_by_links(person, links), None
        else:
            picks, until = await self._find_by_words(person, words, linked)
        marks = await self.load_marks(person, picks.meetings)
        return FoundPicks(picks, marks, is_link=bool(links), searched_until=until)

    async def _find_by_links(self, person: Person, links: Sequence[FoundLink]) -> Picks:
        found = [meeting for link in links for meeting in await self._upcoming.find_with_link(person, link.key)]
        return self._select(found, ())

    async def _find_by_words(
        self, person: Person, words: str, linked: Sequence[Meeting]
    ) -> tuple[Picks, datetime | None]:
        found = await self._upcoming.search_in_time(person, words, has_unlinked=True)
        fitting = {each.event_id for each in match_words(linked, words, self._clock.now(), zone(person.time_zone))}
        return self._select(found.meetings, [each for each in linked if each.event_id in fitting]), found.until

    def _select(self, matching: Sequence[Meeting], linked: Sequence[Meeting]) -> Picks:
        return select_picks(matching, linked, self._clock.now(), most=OPTIONS, longest_id=OPTION_VALUE)

    async def load_marks(self, person: Person, meetings: Sequence[Meeting]) -> Marks:
        if not meetings:
            return {}
        now, ids = self._clock.now(), [meeting.event_id for meeting in meetings]
        keys = {booked_meeting(meeting).link_key for meeting in meetings}
        bookings = await self._bookings.rivals(person.team_id, ids, keys, now)
        entries = upcoming_entries(meetings, (), bookings, now)
        return {each.meeting.event_id: mark for each in entries if each.meeting and (mark := _mark(each))}


def _mark(entry: Entry) -> Mark | None:
    if entry.booking is not None:
        return Mark.KEPT_AWAY if entry.booking.veto is not None else Mark.SCHEDULED
    return Mark.SCHEDULED if entry.is_booked_by_others else None
