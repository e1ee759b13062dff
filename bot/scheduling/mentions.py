"""Find what a mention of the app asks for: a meeting of the person's calendars, or a link."""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.blocks.form.meeting_options import Marks
from bot.blocks.kit.times import zone
from bot.clock import Clock
from bot.core.access.people import Person
from bot.core.links.meeting_link import FoundLink
from bot.core.links.slack_message import (
    find_links,
    find_links_in_text,
    has_link_without_bots,
    has_shortened_link,
)
from bot.core.meetings.asked_words import find_asked_meetings
from bot.core.meetings.meeting import Meeting, can_be_booked
from bot.core.meetings.moment_words import find_moment
from bot.core.meetings.picks import Mark
from bot.scheduling.access.upcoming_meetings import UpcomingMeetings
from bot.scheduling.forms.find_picks import FindPicks
from bot.scheduling.forms.form_links import FormLinks
from bot.store.slack_events import SlackEvents

_TOKEN = re.compile(r"<[^<>]*>")  # a mention, a channel, a link
_HELP = frozenset({"", "help", "hi", "hello", "hey"})


class LinkTrouble(StrEnum):
    SHORTENED = "shortened"
    WITHOUT_BOTS = "without_bots"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class MeetingAsked:
    meeting: Meeting
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class LinkAsked:
    link: FoundLink
    draft_id: str
    join_at: datetime | None  # None: at once


@dataclass(frozen=True, slots=True)
class Unbookable:
    """The likeliest meeting, which no bot can join."""

    meeting: Meeting


@dataclass(frozen=True, slots=True)
class NothingFound:
    """`has_meetings`: there are some, and the words fit none of them."""

    words: str
    has_meetings: bool


@dataclass(frozen=True, slots=True)
class HelpAsked:
    pass


Asked = MeetingAsked | LinkAsked | Unbookable | NothingFound | HelpAsked | LinkTrouble


class Mentions:
    def __init__(
        self,
        upcoming: UpcomingMeetings,
        find_picks: FindPicks,
        links: FormLinks,
        events: SlackEvents,
        clock: Clock,
    ) -> None:
        self._upcoming = upcoming
        self._find_picks = find_picks
        self._links = links
        self._events = events
        self._clock = clock

    async def claim(self, event_id: str) -> bool:
        """Whether this event has not been answered yet, here or by another process."""
        return await self._events.claim(event_id, self._clock.now())

    async def read(self, person: Person, message: dict[str, Any]) -> Asked:
        """`message` as Slack sends it with the event."""
        text = str(message.get("text") or "")
        words = html.unescape(_TOKEN.sub(" ", text)).strip()
        if links := find_links(_readable(message)) or find_links_in_text(text):
            return await self._read_link(person, links, words)
        if (meeting := await self._upcoming.find_by_event_page(person, text)) is not None:
            return await self._with_mark(person, meeting)
        if "://" in text:
            return _find_trouble(message)
        if words.casefold().strip("?!. ") in _HELP:
            return HelpAsked()
        return await self._read_words(person, words)

    def has_passed(self, moment: datetime) -> bool:
        return moment <= self._clock.now()

    async def load_link(self, draft_id: str) -> FoundLink | None:
        """The link of an answer whose button was pressed; None once it has expired."""
        return next(iter(await self._links.load_draft(draft_id)), None)

    async def _read_link(self, person: Person, links: Sequence[FoundLink], words: str) -> Asked:
        """A link that is on the person's calendar is that meeting, unless another time is named."""
        link, now = links[0], self._clock.now()
        moment = find_moment(words, now, zone(person.time_zone))
        linked = await self._upcoming.find_with_link(person, link.key)
        meant = [each for each in linked if moment is None or each.start_time == moment]
        if meant:
            return await self._with_mark(person, meant[0])
        return LinkAsked(link, await self._links.save([link.url], now), moment)

    async def _read_words(self, person: Person, words: str) -> Asked:
        now, here = self._clock.now(), zone(person.time_zone)
        meetings = await self._upcoming.search(person, has_unlinked=True)
        found = find_asked_meetings(meetings, words, now, here)
        if not found:
            return NothingFound(words, bool(meetings))
        return await self._with_mark(person, found[0])

    async def _with_mark(self, person: Person, meeting: Meeting) -> MeetingAsked | Unbookable:
        if not can_be_booked(meeting, self._clock.now()):
            return Unbookable(meeting)
        marks: Marks = await self._find_picks.load_marks(person, [meeting])
        return MeetingAsked(meeting, marks.get(meeting.event_id))


def _readable(message: dict[str, Any]) -> dict[str, Any]:
    """What the person wrote, without what Slack says around it."""
    return {name: message[name] for name in ("text", "blocks", "attachments") if name in message}


def _find_trouble(message: dict[str, Any]) -> LinkTrouble:
    written = _readable(message)
    if has_link_without_bots(written):
        return LinkTrouble.WITHOUT_BOTS
    return LinkTrouble.SHORTENED if has_shortened_link(written) else LinkTrouble.UNKNOWN
