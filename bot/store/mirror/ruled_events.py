"""Read the mirror for rules: which meetings are concerned, and all calendars' rows of each."""

import asyncio
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, select

from bot.core.identifiers import CalendarEventId, CalendarId
from bot.core.meetings.meeting import Meeting
from bot.store.engine.database import Database
from bot.store.json_documents import MEETING
from bot.store.schema.tables import UtcDateTime, events

CALENDARS_AT_ONCE = 10  # each holds some hundred events
EVENTS_AT_ONCE = 500

_NOW = bindparam("now", type_=UtcDateTime)
_PLACES = select(events.c.occurrence, events.c.starts_at)
_COMING = _PLACES.where(events.c.calendar_id.in_(bindparam("ids", expanding=True)), events.c.ends_at > _NOW)
_BETWEEN = _PLACES.where(
    events.c.ends_at > bindparam("since", type_=UtcDateTime),
    events.c.starts_at < bindparam("until", type_=UtcDateTime),
)
_SEEN = _PLACES.add_columns(events.c.calendar_id).where(
    events.c.seen_at >= bindparam("since", type_=UtcDateTime),
    events.c.seen_at <= bindparam("until", type_=UtcDateTime),
    events.c.ends_at > _NOW,
)
_NAMED = _PLACES.where(events.c.id.in_(bindparam("ids", expanding=True)))
_ROWS = select(events.c.occurrence, events.c.document).where(
    events.c.occurrence.in_(bindparam("ids", expanding=True)), events.c.ends_at > _NOW
)
_OF_CALENDAR = select(events.c.document).where(
    events.c.calendar_id == bindparam("calendar_id"), events.c.ends_at > _NOW, events.c.series_key.is_not(None)
)


@dataclass(frozen=True, slots=True)
class Place:
    """A meeting, by what its copies have in common, and when the earliest of them starts."""

    starts_at: datetime
    occurrence: str


class RuledEvents:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def find_coming(self, calendar_ids: Collection[CalendarId], now: datetime) -> list[Place]:
        """Meetings in these calendars that are not over, the soonest first."""
        return await self._places(_COMING, sorted(calendar_ids), CALENDARS_AT_ONCE, now=now)

    async def find_between(self, since: datetime, until: datetime) -> list[Place]:
        """All meetings that touch this time."""
        async with self._database.read() as connection:
            return _collect((await connection.execute(_BETWEEN, {"since": since, "until": until})).all())

    async def find_seen(
        self, calendar_ids: Collection[CalendarId], since: datetime, until: datetime, now: datetime
    ) -> list[Place]:
        """Meetings of which a row in one of these calendars was read in this time."""
        async with self._database.read() as connection:
            rows = (await connection.execute(_SEEN, {"since": since, "until": until, "now": now})).all()
        wanted = set(calendar_ids)
        return _collect((row.occurrence, row.starts_at) for row in rows if row.calendar_id in wanted)

    async def find_seen_calendars(self, since: datetime, until: datetime) -> list[CalendarId]:
        """The calendars of which an event was read in this time."""
        query = select(events.c.calendar_id).where(events.c.seen_at >= since, events.c.seen_at <= until).distinct()
        async with self._database.read() as connection:
            return list((await connection.execute(query)).scalars())

    async def find_named(self, event_ids: Collection[CalendarEventId]) -> list[Place]:
        return await self._places(_NAMED, sorted(event_ids), EVENTS_AT_ONCE)

    async def read_copies(self, occurrences: Sequence[str], now: datetime) -> dict[str, list[Meeting]]:
        """All rows of each of these meetings."""
        found: defaultdict[str, list[Meeting]] = defaultdict(list)
        async with self._database.read() as connection:
            rows = (await connection.execute(_ROWS, {"ids": list(occurrences), "now": now})).all()
        for occurrence, document in rows:
            found[occurrence].append(MEETING.validate_json(document))
        return found

    async def read_series_rows(self, calendar_id: CalendarId, now: datetime) -> list[Meeting]:
        """The rows of a calendar that belong to some series and are not over."""
        async with self._database.read() as connection:
            rows = await connection.execute(_OF_CALENDAR, {"calendar_id": calendar_id, "now": now})
            return [MEETING.validate_json(text) for text in rows.scalars()]

    async def _places(self, query: Select[Any], ids: Sequence[str], at_once: int, **facts: datetime) -> list[Place]:
        """In batches, so that requests get a turn in between."""
        earliest: dict[str, datetime] = {}
        for start in range(0, len(ids), at_once):
            some = {"ids": ids[start : start + at_once], **facts}
            async with self._database.read() as connection:
                rows = (await connection.execute(query, some)).all()
            _note_earliest(earliest, rows)
            await asyncio.sleep(0)
        return await asyncio.to_thread(_in_order, earliest)


def _collect(rows: Iterable[tuple[str, datetime]]) -> list[Place]:
    earliest: dict[str, datetime] = {}
    _note_earliest(earliest, rows)
    return _in_order(earliest)


def _note_earliest(earliest: dict[str, datetime], rows: Iterable[tuple[str, datetime]]) -> None:
    for occurrence, starts_at in rows:
        known = earliest.get(occurrence)
        if known is None or starts_at < known:
            earliest[occurrence] = starts_at


def _in_order(earliest: dict[str, datetime]) -> list[Place]:
    return [Place(start, occurrence) for start, occurrence in sorted((at, name) for name, at in earliest.items())]
