"""Mirror the calendar events in Recall's window, so that a form opens without asking Recall."""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from bot.core.identifiers import CalendarEventId, CalendarId, LinkKey
from bot.core.meetings.meeting import Meeting
from bot.store.calendars.connections import find_owner_addresses
from bot.store.engine.database import Connection, Database
from bot.store.json_documents import MEETING
from bot.store.mirror.calendars import Calendar, calendar_row, is_calendar_changed
from bot.store.mirror.everyones import EveryonesMeetings
from bot.store.mirror.queries import (
    BY_ID,
    CALENDAR_COUNT,
    CALENDARS,
    CALENDARS_BY_ID,
    CALENDARS_OF,
    COMING_ELSEWHERE,
    COMING_IN_OWN_CALENDARS,
    COMING_WITH_LINKS,
    COMING_WITH_LINKS_FOR,
    CONNECTED,
    DISCONNECTED,
    EVENT_AND_OWNERS,
    HAS_A_KEPT_BOT,
    INVITED_TO,
    OWNER_OF,
    OWNERS_OF,
    UNBOOKABLE_FOR,
    WITH_LINKS,
    WITH_LINKS_BEGUN,
    WITH_LINKS_FOR,
)
from bot.store.mirror.rows import replace_events
from bot.store.schema.tables import calendars, events

IDS_AT_ONCE = 100  # batch size: small, so that requests get a turn in between

KnownCalendars = dict[CalendarId, Row[tuple[Any, ...]]]


class Mirror:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._insert = sqlite_insert if database.is_sqlite else postgres_insert
        self.everyones = EveryonesMeetings(database)

    @asynccontextmanager
    async def _write(self) -> AsyncIterator[Connection]:
        """Serialize writers: an event that is read for its booking is written between the pages of a list."""
        async with self._database.write() as connection:
            await self._database.lock(connection, "mirror")
            yield connection

    async def save_calendars(self, current: Sequence[Calendar]) -> None:
        """Take over a complete list of the calendars; one that is missing from it is disconnected."""
        async with self._write() as connection:
            known = await _read_calendars(connection, CALENDARS)
            await self._save_changed(connection, current, known)
            missing = known.keys() - {calendar.id for calendar in current}
            gone = sorted(each for each in missing if known[each].status != DISCONNECTED)
            for calendar_id in gone:
                change = update(calendars).where(calendars.c.id == calendar_id)
                await connection.execute(change.values(status=DISCONNECTED))

    async def save_calendar(self, calendar: Calendar) -> None:
        """One that has just been made or changed."""
        async with self._write() as connection:
            known = await _read_calendars(connection, CALENDARS.where(calendars.c.id == calendar.id))
            await self._save_changed(connection, [calendar], known)

    async def mark_disconnected(self, calendar_id: CalendarId) -> None:
        async with self._write() as connection:
            change = update(calendars).where(calendars.c.id == calendar_id)
            await connection.execute(change.values(status=DISCONNECTED))

    async def find_connected(self) -> frozenset[CalendarId]:
        """The ids alone: of thousands of calendars, before each meeting."""
        async with self._database.read() as connection:
            return frozenset((await connection.execute(CONNECTED)).scalars())

    async def find_statuses(self, ids: Sequence[CalendarId]) -> dict[CalendarId, str]:
        """Recall's word for each of these calendars that it has listed."""
        if not ids:
            return {}
        async with self._database.read() as connection:
            query = select(calendars.c.id, calendars.c.status).where(calendars.c.id.in_(ids))
            return {CalendarId(row.id): row.status for row in await connection.execute(query)}

    async def forget_calendar(self, calendar_id: CalendarId) -> None:
        """It is no one's any more; drop its events, except those whose recordings people may still look at."""
        gone = {"status": DISCONNECTED, "platform_email": None, "oauth_email": None}
        async with self._write() as connection:
            await connection.execute(update(calendars).where(calendars.c.id == calendar_id).values(**gone))
        await self._forget((events.c.calendar_id == calendar_id) & ~HAS_A_KEPT_BOT)

    async def _save_changed(self, connection: Connection, current: Sequence[Calendar], known: KnownCalendars) -> None:
        owners = await find_owner_addresses(connection)
        rows = [calendar_row(calendar, owners.get(calendar.id)) for calendar in current]
        changed = [row for row in rows if is_calendar_changed(row, known.get(row["id"]))]
        if not changed:
            return
        statement = self._insert(calendars)
        values = {name: statement.excluded[name] for name in ("platform", "oauth_email", "status")}
        # Recall does not say whose a calendar is while it is connecting.
        address = func.coalesce(statement.excluded.platform_email, calendars.c.platform_email)
        upsert = statement.on_conflict_do_update(index_elements=["id"], set_={**values, "platform_email": address})
        await connection.execute(upsert, changed)

    async def save_events(self, meetings: Sequence[Meeting], seen_at: datetime) -> None:
        """Upsert a page of events. An older reading never overwrites a newer one."""
        if not meetings:
            return
        async with self._write() as connection:
            await replace_events(connection, meetings, seen_at)

    async def forget_unseen(self, before: datetime, since: datetime, until: datetime) -> int:
        """Delete events between `since` and `until` that a complete reading begun at `before` did not include."""
        is_within = (events.c.ends_at >= since) & (events.c.starts_at <= until)
        return await self._forget((events.c.seen_at < before) & is_within)

    async def forget(self, event_id: CalendarEventId) -> None:
        """Delete an event that Recall does not know any more."""
        await self._forget(events.c.id == event_id)

    async def forget_past(self, before: datetime) -> int:
        """Delete events that have left the window, except meetings that a bot was sent to.

        Invited people may see the recording for as long as the booking is kept.
        """
        return await self._forget((events.c.ends_at < before) & ~HAS_A_KEPT_BOT)

    async def _forget(self, condition: ColumnElement[bool]) -> int:
        """A day's events at once would hold up all other writers for seconds."""
        query, total = select(events.c.id).where(condition), 0
        ids = await self._database.read_aside(lambda connection: connection.execute(query).scalars().all())
        for start in range(0, len(ids), IDS_AT_ONCE):
            still = events.c.id.in_(ids[start : start + IDS_AT_ONCE]) & condition
            async with self._write() as connection:
                total += int((await connection.execute(delete(events).where(still))).rowcount)
        return total

    async def event(self, event_id: CalendarEventId) -> Meeting | None:
        found = await self.event_and_owners(event_id)
        return found[0] if found else None

    async def event_and_owners(self, event_id: CalendarEventId) -> tuple[Meeting, frozenset[str]] | None:
        """The event, and the addresses of the calendars that hold it."""
        async with self._database.read() as connection:
            row = (await connection.execute(EVENT_AND_OWNERS, {"event_id": event_id})).first()
        if row is None:
            return None
        document, *addresses = row
        return MEETING.validate_json(document), frozenset(filter(None, addresses))

    async def events_by_id(self, event_ids: Sequence[CalendarEventId]) -> dict[CalendarEventId, Meeting]:
        found: dict[CalendarEventId, Meeting] = {}
        for start in range(0, len(event_ids), IDS_AT_ONCE):
            for meeting in await self._meetings(BY_ID, ids=event_ids[start : start + IDS_AT_ONCE]):
                found[meeting.event_id] = meeting
        return found

    async def addresses_of(self, event_ids: Sequence[CalendarEventId]) -> set[str]:
        """The addresses of all who are invited to one of them, and of the owners of its calendar."""
        found: set[str] = set()
        for start in range(0, len(event_ids), IDS_AT_ONCE):
            some = {"ids": event_ids[start : start + IDS_AT_ONCE]}
            async with self._database.read() as connection:
                found.update((await connection.execute(INVITED_TO, some)).scalars())
                for row in await connection.execute(OWNERS_OF, some):
                    found.update(email for email in row if email)
        return found

    async def find_coming_for(self, emails: Iterable[str], now: datetime) -> list[Meeting]:
        """Bookable meetings in these addresses' calendars, or that list them; not over, nearest first."""
        whose = {"emails": list(emails), "now": now}
        # Apart, so that what is in others' calendars leaves room for the person's own later ones.
        rows = await self._meetings(COMING_IN_OWN_CALENDARS, **whose)
        rows += await self._meetings(COMING_ELSEWHERE, **whose)
        return sorted(rows, key=lambda meeting: meeting.start_time)

    async def find_unbookable_for(self, emails: Iterable[str], now: datetime) -> list[Meeting]:
        """Those that no bot can attend, in calendars of these addresses or listing them; not over, nearest first."""
        return await self._meetings(UNBOOKABLE_FOR, emails=list(emails), now=now)

    async def find_with_links(
        self, keys: Iterable[LinkKey], now: datetime, before: datetime | None = None
    ) -> list[Meeting]:
        """Every meeting with one of these links that is not over, without access rules. `before`: begun by then."""
        if before:
            return await self._meetings(WITH_LINKS_BEGUN, keys=list(keys), now=now, before=before)
        return await self._meetings(WITH_LINKS, keys=list(keys), now=now)

    async def find_with_links_for(self, emails: Iterable[str], keys: Iterable[LinkKey], now: datetime) -> list[Meeting]:
        """Meetings with one of these links in these addresses' calendars, or that list them."""
        return await self._meetings(WITH_LINKS_FOR, keys=list(keys), emails=list(emails), now=now)

    async def find_coming_with_link(self, key: LinkKey, now: datetime) -> list[Meeting]:
        """Bookable meetings with this link."""
        return await self._meetings(COMING_WITH_LINKS, keys=[key], now=now)

    async def find_coming_with_link_for(self, emails: Iterable[str], key: LinkKey, now: datetime) -> list[Meeting]:
        return await self._meetings(COMING_WITH_LINKS_FOR, keys=[key], emails=list(emails), now=now)

    async def calendars_of(self, emails: Iterable[str]) -> list[Calendar]:
        return await self._calendars(CALENDARS_OF, emails=list(emails))

    async def calendars_by_id(self, ids: Sequence[CalendarId]) -> list[Calendar]:
        return await self._calendars(CALENDARS_BY_ID, ids=list(ids)) if ids else []

    async def count_calendars(self) -> int:
        async with self._database.read() as connection:
            return (await connection.execute(CALENDAR_COUNT)).scalar_one()

    async def all_calendars(self) -> list[Calendar]:
        return await self._calendars(CALENDARS)

    async def owner_of(self, calendar_id: CalendarId | None) -> str | None:
        async with self._database.read() as connection:
            return (await connection.execute(OWNER_OF, {"calendar_id": calendar_id})).scalar_one_or_none()

    async def _calendars(self, query: Select[Any], **parameters: Any) -> list[Calendar]:
        async with self._database.read() as connection:
            return [Calendar(**row._mapping) for row in await connection.execute(query, parameters)]

    async def _meetings(self, query: Select[str], **parameters: Any) -> list[Meeting]:
        async with self._database.read() as connection:
            return [MEETING.validate_json(text) for text in (await connection.execute(query, parameters)).scalars()]


async def _read_calendars(connection: Connection, query: Select[tuple[Any, ...]]) -> KnownCalendars:
    return {CalendarId(row.id): row for row in await connection.execute(query)}
