"""The local copy of the calendars' events in Recall's window, so that a form opens without asking Recall."""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, delete, func, or_, select, union
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.identifiers import CalendarEventId, CalendarId, LinkKey
from bot.core.meeting import Meeting
from bot.store.database import Database
from bot.store.documents import MEETING, dump
from bot.store.tables import calendars, event_links, event_people, events

DISCONNECTED = "disconnected"  # of Recall's own words beside connecting and connected
PERSON_LIMIT = 400  # rows for one person's picker: copies are folded and Slack shows 100 options
LINK_KEY_LIMIT = 600
IDS_AT_ONCE = 100  # so few that whoever waits for an answer gets their turn in between


# Made once: SQLAlchemy takes longer to put it together than SQLite to answer it.
_EVENT = (
    select(events.c.document, calendars.c.platform_email, calendars.c.oauth_email)
    .outerjoin(calendars, calendars.c.id == events.c.calendar_id)
    .where(events.c.id == bindparam("event_id"))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """A connected calendar, without the secrets that Recall echoes."""

    id: CalendarId
    platform: str
    platform_email: str | None
    oauth_email: str | None
    status: str
    read_at: datetime | None = None

    @property
    def is_disconnected(self) -> bool:
        """One that is connecting, perhaps anew, goes on carrying what is booked through it."""
        return self.status == DISCONNECTED


class Mirror:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._insert = sqlite_insert if database.is_sqlite else postgres_insert

    @asynccontextmanager
    async def _write(self) -> AsyncIterator[AsyncConnection]:
        """One writer at a time: an event that is read for its booking comes in between the pages of a list."""
        async with self._database.write() as connection:
            await self._database.lock(connection, "mirror")
            yield connection

    async def save_calendars(self, current: Sequence[Calendar]) -> None:
        """Take over a complete list of the calendars; one that is missing from it is disconnected."""
        ids = [calendar.id for calendar in current]
        async with self._write() as connection:
            for calendar in current:
                await self._save_calendar(connection, calendar)
            missing = calendars.update().where(calendars.c.id.not_in(ids)).values(status=DISCONNECTED)
            await connection.execute(missing)

    async def _save_calendar(self, connection: AsyncConnection, calendar: Calendar) -> None:
        values = {
            "platform": calendar.platform,
            "platform_email": calendar.platform_email and calendar.platform_email.lower(),
            "oauth_email": calendar.oauth_email and calendar.oauth_email.lower(),
            "status": calendar.status,
        }
        statement = self._insert(calendars).values(id=calendar.id, **values)
        # Recall does not say whose a calendar is while it is connecting.
        owner = func.coalesce(statement.excluded.platform_email, calendars.c.platform_email)
        await connection.execute(
            statement.on_conflict_do_update(index_elements=["id"], set_={**values, "platform_email": owner})
        )

    async def save_events(self, meetings: Sequence[Meeting], seen_at: datetime) -> None:
        """Write a page of events as they are now. An older reading never overwrites a newer one."""
        if not meetings:
            return
        async with self._write() as connection:
            known = select(events.c.id, events.c.updated_at).where(
                events.c.id.in_([meeting.event_id for meeting in meetings])
            )
            updated = dict((await connection.execute(known)).all())
            fresh = [m for m in meetings if m.event_id not in updated or updated[m.event_id] <= m.updated_at]
            await _replace(connection, fresh, seen_at)

    async def forget_unseen(self, before: datetime, until: datetime) -> int:
        """Drop what a complete reading that began at `before`, of events that start by `until`, has not shown."""
        return await self._forget((events.c.seen_at < before) & (events.c.starts_at <= until))

    async def forget(self, event_id: CalendarEventId) -> None:
        """Drop one that Recall does not know any more."""
        await self._forget(events.c.id == event_id)

    async def forget_past(self, before: datetime) -> int:
        """Drop what has left the window."""
        return await self._forget(events.c.ends_at < before)

    async def _forget(self, condition: Any) -> int:
        async with self._write() as connection:
            result = await connection.execute(delete(events).where(condition))
            return int(result.rowcount)

    async def event(self, event_id: CalendarEventId) -> Meeting | None:
        found = await self.event_and_owners(event_id)
        return found[0] if found else None

    async def event_and_owners(self, event_id: CalendarEventId) -> tuple[Meeting, frozenset[str]] | None:
        """With the addresses whose calendar it is in."""
        async with self._database.read() as connection:
            row = (await connection.execute(_EVENT, {"event_id": event_id})).one_or_none()
        if row is None:
            return None
        owners = frozenset(email for email in (row.platform_email, row.oauth_email) if email)
        return MEETING.validate_json(row.document), owners

    async def events_by_id(self, event_ids: Sequence[CalendarEventId]) -> dict[CalendarEventId, Meeting]:
        found: dict[CalendarEventId, Meeting] = {}
        for start in range(0, len(event_ids), IDS_AT_ONCE):
            some = event_ids[start : start + IDS_AT_ONCE]
            for meeting in await self._meetings(select(events.c.document).where(events.c.id.in_(some))):
                found[meeting.event_id] = meeting
        return found

    async def coming_for(self, emails: Iterable[str], now: datetime) -> list[Meeting]:
        """Meetings in calendars of these addresses, and those that list them; not over, nearest first."""
        addresses = list(emails)
        own = events.c.calendar_id.in_(_calendars_of(addresses)) & (events.c.ends_at > now)
        # Apart, so that colleagues' many copies of one meeting leave room for the person's own later ones.
        elsewhere = events.c.id.in_(_listing(addresses, now)) & events.c.calendar_id.not_in(_calendars_of(addresses))
        rows = await self._meetings(_nearest(own & _is_of_a_live_calendar()))
        rows += await self._meetings(_nearest(elsewhere & _is_of_a_live_calendar()))
        return sorted(rows, key=lambda meeting: meeting.start_time)

    async def coming(self, now: datetime) -> list[Meeting]:
        """Everybody's meetings, for installations whose operator has opened them."""
        return await self._meetings(_nearest((events.c.ends_at > now) & _is_of_a_live_calendar()))

    async def with_links(self, keys: Iterable[LinkKey], now: datetime, before: datetime | None = None) -> list[Meeting]:
        """Every meeting that has one of these links and is not over, whoever may see it. `before`: begun by then."""
        condition = _has_link(list(keys), now)
        return await self._meetings(_nearest(condition & (events.c.starts_at < before) if before else condition))

    async def with_links_for(self, emails: Iterable[str], keys: Iterable[LinkKey], now: datetime) -> list[Meeting]:
        """Those of them that `coming_for` these addresses would find."""
        condition = _has_link(list(keys), now) & _is_theirs(list(emails), now) & _is_of_a_live_calendar()
        return await self._meetings(_nearest(condition))

    async def calendars_of(self, emails: Iterable[str]) -> list[Calendar]:
        condition = calendars.c.id.in_(_calendars_of(list(emails)))
        return await self._calendars(select(calendars).where(condition))

    async def all_calendars(self) -> list[Calendar]:
        return await self._calendars(select(calendars))

    async def owner_of(self, calendar_id: CalendarId | None) -> str | None:
        query = select(calendars.c.platform_email).where(calendars.c.id == calendar_id)
        async with self._database.read() as connection:
            return (await connection.execute(query)).scalar_one_or_none()

    async def count_events(self) -> int:
        async with self._database.read() as connection:
            return (await connection.execute(select(func.count()).select_from(events))).scalar_one()

    async def _calendars(self, query: Select[Any]) -> list[Calendar]:
        async with self._database.read() as connection:
            return [Calendar(**row._mapping) for row in await connection.execute(query.order_by(calendars.c.id))]

    async def _meetings(self, query: Select[str]) -> list[Meeting]:
        async with self._database.read() as connection:
            return [MEETING.validate_json(text) for text in (await connection.execute(query)).scalars()]


def _nearest(condition: Any) -> Select[str]:
    return select(events.c.document).where(condition).order_by(events.c.starts_at).limit(PERSON_LIMIT)


def _is_theirs(emails: list[str], now: datetime) -> ColumnElement[bool]:
    own = select(events.c.id).where(events.c.calendar_id.in_(_calendars_of(emails)), events.c.ends_at > now)
    return events.c.id.in_(union(own, _listing(emails, now)))


def _listing(emails: list[str], now: datetime) -> Select[str]:
    return select(event_people.c.event_id).where(event_people.c.email.in_(emails), event_people.c.ends_at > now)


def _has_link(keys: list[LinkKey], now: datetime) -> ColumnElement[bool]:
    linked = select(event_links.c.event_id).where(event_links.c.link_key.in_(keys), event_links.c.ends_at > now)
    return events.c.id.in_(linked)


def _is_of_a_live_calendar() -> ColumnElement[bool]:
    """Recall books no bots for a disconnected calendar, although its events can still be read.

    https://docs.recall.ai/docs/scheduling-guide
    """
    dead = select(calendars.c.id).where(calendars.c.status == DISCONNECTED)
    return events.c.calendar_id.not_in(dead)


def _calendars_of(emails: list[str]) -> Select[str]:
    is_theirs = or_(calendars.c.platform_email.in_(emails), calendars.c.oauth_email.in_(emails))
    return select(calendars.c.id).where(is_theirs)


async def _replace(connection: AsyncConnection, meetings: Sequence[Meeting], seen_at: datetime) -> None:
    if not meetings:
        return
    ids = [meeting.event_id for meeting in meetings]
    await connection.execute(delete(events).where(events.c.id.in_(ids)))  # people and links go with it
    await connection.execute(events.insert(), [_event_row(meeting, seen_at) for meeting in meetings])
    if people_rows := [row for meeting in meetings for row in _people_rows(meeting)]:
        await connection.execute(event_people.insert(), people_rows)
    if link_rows := [row for meeting in meetings for row in _link_rows(meeting)]:
        await connection.execute(event_links.insert(), link_rows)


def _event_row(meeting: Meeting, seen_at: datetime) -> dict[str, Any]:
    return {
        "id": meeting.event_id,
        "calendar_id": meeting.calendar_id,
        "starts_at": meeting.start_time,
        "ends_at": meeting.end_time,
        "updated_at": meeting.updated_at,
        "seen_at": seen_at,
        "document": dump(MEETING, meeting),
    }


def _people_rows(meeting: Meeting) -> list[dict[str, Any]]:
    emails = {attendee.email.lower()[:320] for attendee in meeting.attendees if attendee.email}
    return [{"event_id": meeting.event_id, "email": email, "ends_at": meeting.end_time} for email in emails]


def _link_rows(meeting: Meeting) -> list[dict[str, Any]]:
    keys = {key for key in meeting.link_keys if len(key) <= LINK_KEY_LIMIT}
    return [{"event_id": meeting.event_id, "link_key": key, "ends_at": meeting.end_time} for key in keys]
