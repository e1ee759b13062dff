"""Record Slack's events by id, the idempotency key: Slack sends an event again where its answer was late or lost."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from bot.store.engine.database import Database
from bot.store.schema.slack_tables import slack_events

LONGEST_ID = 80


class SlackEvents:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def claim(self, event_id: str, now: datetime) -> bool:
        """Record the event; return whether it is the first time, in whichever process."""
        insert = sqlite_insert if self._database.is_sqlite else postgres_insert
        remember = insert(slack_events).values(id=event_id[:LONGEST_ID], at=now).on_conflict_do_nothing()
        async with self._database.write() as connection:
            return (await connection.execute(remember.returning(slack_events.c.id))).first() is not None

    async def forget(self, before: datetime) -> None:
        async with self._database.write() as connection:
            await connection.execute(delete(slack_events).where(slack_events.c.at < before))
