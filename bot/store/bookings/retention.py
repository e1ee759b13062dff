"""Reduce bookings and audit lines past their retention to ids and times."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Select, bindparam, delete, select, update

from bot.core.booking.redaction import NO_LINK, apply_redaction
from bot.store.engine.database import Database
from bot.store.json_documents import BOOKING, dump, read_if_possible
from bot.store.schema.tables import UtcDateTime, audit, bookings, choices, homes, people, submissions
from bot.store.summaries import forget_bookings

AT_ONCE = 200  # batch size: rows in one transaction, so that other writers do not wait long
KEPT_OF_AUDIT = frozenset(
    {"revision", "intent", "reason", "starts_at", "channel", "bot_id", "bot_status", "bot_sub_code", "applied_revision"}
)
# The mark of a line that has not been reduced yet.
_PRIVATE_PART = '%"settings"%'

Key = TypeVar("Key", str, int)

_BEFORE = bindparam("before", type_=UtcDateTime)
_OLD_BOOKINGS = select(bookings.c.id).where(bookings.c.ends_at < _BEFORE, bookings.c.link_key != NO_LINK)
_THESE_BOOKINGS = (
    select(bookings.c.id, bookings.c.document)
    .where(bookings.c.id.in_(bindparam("ids", expanding=True)), bookings.c.lease_token.is_(None))
    .where(bookings.c.ends_at < _BEFORE)  # its meeting may have been moved since it was found
    .order_by(bookings.c.id)
    .with_for_update(skip_locked=True)  # someone may be changing one
)
_OLD_LINES = select(audit.c.number).where(audit.c.at < _BEFORE, audit.c.document.like(_PRIVATE_PART))
_THESE_LINES = select(audit.c.number, audit.c.document).where(audit.c.number.in_(bindparam("numbers", expanding=True)))


class Retention:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def reduce(self, before: datetime) -> int:
        """Reduce what ended, or was recorded, before a moment; return the number of rows."""
        total = 0
        for some in _batches(await self._find(_OLD_BOOKINGS, before)):
            total += await self._reduce_bookings(some, before)
        for some in _batches(await self._find(_OLD_LINES, before)):
            total += await self._reduce_audit(some)
        async with self._database.write() as connection:
            await connection.execute(delete(people).where(people.c.fetched_at < before))
            await connection.execute(delete(homes).where(homes.c.opened_at < before))
            await connection.execute(delete(choices).where(choices.c.at < before))
            await connection.execute(delete(submissions).where(submissions.c.at < before))
        return total

    async def _find(self, query: Select[Key], before: datetime) -> Sequence[Key]:
        """Once for all batches: what has been reduced stays, and is gone through each time."""
        return await self._database.read_aside(
            lambda connection: connection.execute(query, {"before": before}).scalars().all()
        )

    async def _reduce_bookings(self, ids: Sequence[str], before: datetime) -> int:
        async with self._database.write() as connection:
            rows = (await connection.execute(_THESE_BOOKINGS, {"ids": ids, "before": before})).all()
            old = [booking for row in rows if (booking := read_if_possible(row.id, row.document))]
            for booking in old:
                change = update(bookings).where(bookings.c.id == booking.id)
                text = dump(BOOKING, apply_redaction(booking))
                await connection.execute(change.values(document=text, link_key=NO_LINK, veto_key=None))
            if old:
                await forget_bookings(connection, [booking.id for booking in old])
        return len(old)

    async def _reduce_audit(self, numbers: Sequence[int]) -> int:
        async with self._database.write() as connection:
            rows = (await connection.execute(_THESE_LINES, {"numbers": numbers})).all()
            for number, document in rows:
                kept = {name: fact for name, fact in json.loads(document).items() if name in KEPT_OF_AUDIT}
                change = update(audit).where(audit.c.number == number)
                await connection.execute(change.values(document=json.dumps(kept)))
        return len(rows)


def _batches(keys: Sequence[Key]) -> Iterator[Sequence[Key]]:
    return (keys[first : first + AT_ONCE] for first in range(0, len(keys), AT_ONCE))
