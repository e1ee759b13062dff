"""Search all people's meetings, where the policy allows everyone to see them.

Only a rare word goes through all of them. The nearest are searched first, piece by piece and beside everything else;
what has been found after a second is the answer.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from time import monotonic

from sqlalchemy import ColumnElement, Connection, Row, Select, func

from bot.core.identifiers import CalendarEventId
from bot.core.meetings.meeting import Meeting
from bot.store.engine.database import Database
from bot.store.json_documents import MEETING
from bot.store.mirror.queries import BY_ID, END_OF_PIECE, MAX_COPIES, MAX_MEETINGS, find_between
from bot.store.schema.tables import events

SEARCH_SECONDS = 1.0  # of the three that Slack waits for the picker's list
EVENTS_AT_ONCE = 2_000
IDS_AT_ONCE = 100
END_OF_TIME = datetime.max.replace(tzinfo=UTC)

Copy = Row[tuple[CalendarEventId, str, datetime]]


@dataclass(frozen=True, slots=True)
class FoundMeetings:
    meetings: list[Meeting]
    until: datetime | None = None  # meetings that end later were not searched: there are too many


class EveryonesMeetings:
    def __init__(self, database: Database, seconds: float = SEARCH_SECONDS) -> None:
        self._database = database
        self._seconds = seconds
        self._place_of = func.instr if database.is_sqlite else func.strpos

    async def find(self, now: datetime, words: Iterable[str] = ()) -> FoundMeetings:
        """The next meetings that contain all these words, one copy of each, the nearest first."""
        having = [self._place_of(events.c.words, word.replace("\0", " ")) > 0 for word in words]
        copies, until = await self._find_copies(now, having)
        return FoundMeetings(await self._fetch(_choose(copies)), until)

    async def _find_copies(
        self, now: datetime, having: Sequence[ColumnElement[bool]]
    ) -> tuple[list[Copy], datetime | None]:
        query, stop_at = find_between(having), monotonic() + self._seconds
        copies: list[Copy] = []
        start: datetime | None = now
        while start is not None and len(copies) < MAX_COPIES:
            if monotonic() >= stop_at:
                return copies, start
            found, start = await self._search_piece(query, start)
            copies += found
        return copies[:MAX_COPIES], None

    async def _search_piece(
        self, query: Select[tuple[CalendarEventId, str, datetime]], start: datetime
    ) -> tuple[Sequence[Copy], datetime | None]:
        """And where the next piece starts, if there is one."""

        def search(connection: Connection) -> tuple[Sequence[Copy], datetime | None]:
            piece = {"now": start, "skipped": EVENTS_AT_ONCE - 1}
            end = connection.execute(END_OF_PIECE, piece).scalar_one_or_none()
            return connection.execute(query, {"now": start, "until": end or END_OF_TIME}).all(), end

        return await self._database.read_aside(search)

    async def _fetch(self, ids: Sequence[CalendarEventId]) -> list[Meeting]:
        found: list[Meeting] = []
        for first in range(0, len(ids), IDS_AT_ONCE):
            async with self._database.read() as connection:
                texts = await connection.execute(BY_ID, {"ids": ids[first : first + IDS_AT_ONCE]})
                found += [MEETING.validate_json(text) for text in texts.scalars()]
        return sorted(found, key=lambda meeting: meeting.start_time)


def _choose(copies: Iterable[Copy]) -> list[CalendarEventId]:
    """One copy of each meeting, always the same."""
    chosen: dict[str, Copy] = {}
    for copy in copies:
        known = chosen.get(copy.occurrence)
        if known is None or copy.id < known.id:
            chosen[copy.occurrence] = copy
    nearest = sorted(chosen.values(), key=lambda copy: (copy.starts_at, copy.id))
    return [copy.id for copy in nearest[:MAX_MEETINGS]]
