"""Store who has opened App Home; only their Homes are refreshed when something changes."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from bot.core.access.people import SlackAccount
from bot.core.identifiers import ChannelId, TeamId, UserId
from bot.store.engine.database import Database
from bot.store.json_documents import ACCOUNT
from bot.store.schema.tables import homes, people


@dataclass(frozen=True, slots=True)
class OpenedHome:
    channel_id: ChannelId | None  # the person's direct messages with the app


class Homes:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._insert = sqlite_insert if database.is_sqlite else postgres_insert

    async def get(self, team_id: TeamId, user_id: UserId) -> OpenedHome | None:
        query = select(homes.c.channel_id).where(homes.c.team_id == team_id, homes.c.user_id == user_id)
        async with self._database.read() as connection:
            row = (await connection.execute(query)).one_or_none()
        return None if row is None else OpenedHome(row.channel_id)

    async def filter_opened(self, team_id: TeamId, user_ids: Collection[UserId]) -> list[UserId]:
        """Return those who have opened App Home."""
        query = select(homes.c.user_id).where(homes.c.team_id == team_id, homes.c.user_id.in_(user_ids))
        async with self._database.read() as connection:
            return [UserId(user_id) for user_id in (await connection.execute(query)).scalars()]

    async def accounts(self, team_id: TeamId) -> list[SlackAccount]:
        """The cached accounts of all who have opened App Home."""
        known = homes.join(people, (people.c.user_id == homes.c.user_id) & (people.c.team_id == homes.c.team_id))
        query = select(people.c.document).select_from(known).where(homes.c.team_id == team_id)
        async with self._database.read() as connection:
            return [ACCOUNT.validate_json(text) for text in (await connection.execute(query)).scalars()]

    async def record_opening(
        self, team_id: TeamId, user_id: UserId, channel_id: ChannelId | None, now: datetime
    ) -> None:
        values = {"channel_id": channel_id, "opened_at": now}
        statement = self._insert(homes).values(team_id=team_id, user_id=user_id, **values)
        async with self._database.write() as connection:
            await connection.execute(
                statement.on_conflict_do_update(index_elements=["user_id", "team_id"], set_=values)
            )

    async def forget(self, team_id: TeamId, user_id: UserId) -> None:
        async with self._database.write() as connection:
            await connection.execute(delete(homes).where(homes.c.team_id == team_id, homes.c.user_id == user_id))
