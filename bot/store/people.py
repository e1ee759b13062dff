"""Cache Slack's accounts, so that a known person's form opens without asking Slack again.

Accounts are stored as Slack gave them: the present configuration decides who is admitted, and by which addresses.
"""

from datetime import datetime

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from bot.core.access.people import SlackAccount
from bot.core.identifiers import TeamId, UserId
from bot.store.engine.database import Database
from bot.store.json_documents import ACCOUNT, dump
from bot.store.schema.tables import people

# Cached: it is the first query of every request.
_KNOWN = select(people.c.document, people.c.fetched_at).where(
    people.c.team_id == bindparam("team"), people.c.user_id == bindparam("user")
)


class People:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._insert = sqlite_insert if database.is_sqlite else postgres_insert

    async def get(self, team_id: TeamId, user_id: UserId) -> tuple[SlackAccount, datetime] | None:
        """The account and when Slack was asked about it."""
        async with self._database.read() as connection:
            row = (await connection.execute(_KNOWN, {"team": team_id, "user": user_id})).one_or_none()
        return None if row is None else (ACCOUNT.validate_json(row.document), row.fetched_at)

    async def save(self, account: SlackAccount, fetched_at: datetime) -> None:
        """Upsert: concurrent requests of one person may save the account several times."""
        values = {"fetched_at": fetched_at, "document": dump(ACCOUNT, account)}
        statement = self._insert(people).values(user_id=account.user_id, team_id=account.team_id, **values)
        async with self._database.write() as connection:
            await connection.execute(
                statement.on_conflict_do_update(index_elements=["user_id", "team_id"], set_=values)
            )

    async def forget(self, team_id: TeamId, user_id: UserId) -> None:
        async with self._database.write() as connection:
            await connection.execute(delete(people).where(people.c.team_id == team_id, people.c.user_id == user_id))
