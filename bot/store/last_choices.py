"""Upsert and read what each person chose last in each conversation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from bot.core.access.last_choice import Choice
from bot.core.identifiers import ChannelId, TeamId, UserId
from bot.store.engine.database import Connection, Database
from bot.store.json_documents import CHOICE, dump
from bot.store.schema.tables import choices


@dataclass(frozen=True, slots=True)
class MadeChoice:
    team_id: TeamId
    user_id: UserId
    choice: Choice
    at: datetime


async def upsert_choices(connection: Connection, made: Sequence[MadeChoice]) -> None:
    """Upsert in the bookings' transaction, in one statement: a submission awaits its ack."""
    rows = [
        {
            "team_id": each.team_id,
            "user_id": each.user_id,
            "channel_id": each.choice.channel_id,
            "at": each.at,
            "document": dump(CHOICE, each.choice),
        }
        for each in sorted(made, key=lambda each: (each.team_id, each.user_id, each.choice.channel_id))
    ]
    await connection.execute(_UPSERT[connection.dialect.name], rows)


def _build_upsert(insert: Any) -> Any:
    statement = insert(choices)
    newer = {"at": statement.excluded.at, "document": statement.excluded.document}
    return statement.on_conflict_do_update(index_elements=["team_id", "user_id", "channel_id"], set_=newer)


_UPSERT = {"sqlite": _build_upsert(sqlite_insert), "postgresql": _build_upsert(postgres_insert)}


class Choices:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, team_id: TeamId, user_id: UserId, channel_id: ChannelId) -> Choice | None:
        """Return None also for a document that cannot be read any more."""
        query = select(choices.c.document).where(
            choices.c.team_id == team_id, choices.c.user_id == user_id, choices.c.channel_id == channel_id
        )
        async with self._database.read() as connection:
            text = (await connection.execute(query)).scalar_one_or_none()
        try:
            return None if text is None else CHOICE.validate_json(text)
        except ValidationError:
            return None
