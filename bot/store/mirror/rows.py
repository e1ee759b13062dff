"""Write calendar events as rows of the mirror."""

from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import delete, select

from bot.core.meetings.meeting import Meeting, is_bookable, occurrence
from bot.core.meetings.search import searched_text
from bot.store.engine.database import Connection
from bot.store.json_documents import MEETING, dump
from bot.store.schema.tables import event_links, event_people, events

LINK_KEY_LIMIT = 600
SERIES_KEY_LIMIT = 300


async def replace_events(connection: Connection, meetings: Sequence[Meeting], seen_at: datetime) -> None:
    """Replace events and their people and links. An older reading never overwrites a newer one."""
    fresh = await _filter_newer(connection, meetings)
    if not fresh:
        return
    ids = [meeting.event_id for meeting in fresh]
    await connection.execute(delete(events).where(events.c.id.in_(ids)))  # people and links go with it
    await connection.execute(events.insert(), [_event_row(meeting, seen_at) for meeting in fresh])
    if people_rows := [row for meeting in fresh for row in _people_rows(meeting)]:
        await connection.execute(event_people.insert(), people_rows)
    if link_rows := [row for meeting in fresh for row in _link_rows(meeting)]:
        await connection.execute(event_links.insert(), link_rows)


async def _filter_newer(connection: Connection, meetings: Sequence[Meeting]) -> list[Meeting]:
    ids = [meeting.event_id for meeting in meetings]
    known = select(events.c.id, events.c.updated_at).where(events.c.id.in_(ids))
    updated = dict((await connection.execute(known)).all())
    return [m for m in meetings if m.event_id not in updated or updated[m.event_id] <= m.updated_at]


def _event_row(meeting: Meeting, seen_at: datetime) -> dict[str, Any]:
    return {
        "id": meeting.event_id,
        "calendar_id": meeting.calendar_id,
        "starts_at": meeting.start_time,
        "ends_at": meeting.end_time,
        "updated_at": meeting.updated_at,
        "seen_at": seen_at,
        "is_bookable": is_bookable(meeting),
        "occurrence": _occurrence_hash(meeting),
        "series_key": meeting.series_key if len(meeting.series_key or "") <= SERIES_KEY_LIMIT else None,
        "words": searched_text(meeting),
        "document": dump(MEETING, meeting),
    }


def _occurrence_hash(meeting: Meeting) -> str:
    facts = [f.astimezone(UTC).isoformat() if isinstance(f, datetime) else str(f) for f in occurrence(meeting)]
    return sha256("\n".join(facts).encode()).hexdigest()


def _people_rows(meeting: Meeting) -> list[dict[str, Any]]:
    emails = {attendee.email.lower()[:320] for attendee in meeting.attendees if attendee.email}
    return [{"event_id": meeting.event_id, "email": email, "ends_at": meeting.end_time} for email in emails]


def _link_rows(meeting: Meeting) -> list[dict[str, Any]]:
    keys = {key for key in meeting.link_keys if len(key) <= LINK_KEY_LIMIT}
    return [{"event_id": meeting.event_id, "link_key": key, "ends_at": meeting.end_time} for key in keys]
