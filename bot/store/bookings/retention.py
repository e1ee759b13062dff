"""Reduce bookings and audit lines past their retention to ids and times."""

import json
from datetime import datetime

from sqlalchemy import delete, select, update

from bot.core.booking.redaction import NO_LINK, apply_redaction
from bot.store.engine.database import Database
from bot.store.json_documents import BOOKING, dump
from bot.store.schema.tables import audit, bookings, choices, homes, people, submissions
from bot.store.summaries import forget_bookings

AT_ONCE = 200  # batch size: rows in one transaction, so that other writers do not wait long
KEPT_OF_AUDIT = frozenset(
    {"revision", "intent", "reason", "starts_at", "channel", "bot_id", "bot_status", "bot_sub_code", "applied_revision"}
)
# The mark of a line that has not been reduced yet.
_PRIVATE_PART = '%"settings"%'


class Retention:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def reduce(self, before: datetime) -> int:
        """Reduce what ended, or was recorded, before a moment; return the number of rows."""
        total = 0
        while changed := await self._reduce_bookings(before) + await self._reduce_audit(before):
            total += changed
        async with self._database.write() as connection:
            await connection.execute(delete(people).where(people.c.fetched_at < before))
            await connection.execute(delete(homes).where(homes.c.opened_at < before))
            await connection.execute(delete(choices).where(choices.c.at < before))
            await connection.execute(delete(submissions).where(submissions.c.at < before))
        return total

    async def _reduce_bookings(self, before: datetime) -> int:
        old = (
            select(bookings.c.id, bookings.c.document)
            .where(bookings.c.ends_at < before, bookings.c.link_key != NO_LINK, bookings.c.lease_token.is_(None))
            .limit(AT_ONCE)
            .with_for_update(skip_locked=True)  # someone may be changing one
        )
        async with self._database.write() as connection:
            rows = (await connection.execute(old)).all()
            for booking_id, document in rows:
                text = dump(BOOKING, apply_redaction(BOOKING.validate_json(document)))
                change = update(bookings).where(bookings.c.id == booking_id)
                await connection.execute(change.values(document=text, link_key=NO_LINK, veto_key=None))
            if rows:
                await forget_bookings(connection, [booking_id for booking_id, _ in rows])
        return len(rows)

    async def _reduce_audit(self, before: datetime) -> int:
        old = (
            select(audit.c.number, audit.c.document)
            .where(audit.c.at < before, audit.c.document.like(_PRIVATE_PART))
            .limit(AT_ONCE)
        )
        async with self._database.write() as connection:
            rows = (await connection.execute(old)).all()
            for number, document in rows:
                kept = {name: fact for name, fact in json.loads(document).items() if name in KEPT_OF_AUDIT}
                change = update(audit).where(audit.c.number == number)
                await connection.execute(change.values(document=json.dumps(kept)))
        return len(rows)
