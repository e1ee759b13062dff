"""What each person chose last in each conversation."""

from datetime import datetime

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.choices import Choice
from bot.core.identifiers import ChannelId, TeamId, UserId
from bot.store.database import Database
from bot.store.documents import CHOICE, dump
from bot.store.tables import choices


async def remember_choice(
    connection: AsyncConnection, team_id: TeamId, user_id: UserId, choice: Choice, now: datetime
) -> None:
    """In the transaction of the booking, and in one statement: somebody waits for the answer to their form."""
    insert = sqlite_insert if connection.dialect.name == "sqlite" else postgres_insert
    key = {"team_id": team_id, "user_id": user_id, "channel_id": choice.channel_id}
    values = {"at": now, "document": dump(CHOICE, choice)}
    statement = insert(choices).values(**key, **values)
    await connection.execute(statement.on_conflict_do_update(index_elements=list(key), set_=values))


class Choices:
    def __init__(self, database: Database) -> None:
        self._database = database

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
