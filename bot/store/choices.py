"""What each person chose last in each conversation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from bot.core.choices import Choice
from bot.core.identifiers import ChannelId, TeamId, UserId
from bot.store.database import Database
from bot.store.documents import CHOICE, dump
from bot.store.shared_transactions import SharedTransactions
from bot.store.tables import choices


@dataclass(frozen=True, slots=True)
class MadeChoice:
    team_id: TeamId
    user_id: UserId
    choice: Choice
    at: datetime


def _remember(insert: Any) -> Any:
    statement = insert(choices)
    newer = {"at": statement.excluded.at, "document": statement.excluded.document}
    is_newer = statement.excluded.at >= choices.c.at
    return statement.on_conflict_do_update(
        index_elements=["team_id", "user_id", "channel_id"], set_=newer, where=is_newer
    )


_REMEMBER = {"sqlite": _remember(sqlite_insert), "postgresql": _remember(postgres_insert)}


class Choices:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._transactions = SharedTransactions(self._write, "choices")

    async def remember(self, made: MadeChoice) -> None:
        """For the next form of this person in this conversation, unless a later one is remembered already."""
        await self._transactions.settle(made)

    async def get(self, team_id: TeamId, user_id: UserId, channel_id: ChannelId) -> Choice | None:
        """None as well for what cannot be read any more."""
        query = select(choices.c.document).where(
            choices.c.team_id == team_id, choices.c.user_id == user_id, choices.c.channel_id == channel_id
        )
        async with self._database.read() as connection:
            text = (await connection.execute(query)).scalar_one_or_none()
        try:
            return None if text is None else CHOICE.validate_json(text)
        except ValidationError:
            return None

    async def _write(self, batch: Sequence[MadeChoice]) -> list[None]:
        rows = [
            {
                "team_id": each.team_id,
                "user_id": each.user_id,
                "channel_id": each.choice.channel_id,
                "at": each.at,
                "document": dump(CHOICE, each.choice),
            }
            for each in sorted(batch, key=lambda each: (each.team_id, each.user_id, each.choice.channel_id))
        ]
        async with self._database.write() as connection:
            await connection.execute(_REMEMBER[connection.dialect.name], rows)
        return [None] * len(batch)
