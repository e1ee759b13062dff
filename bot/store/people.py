"""Slack's word about people, kept so that a known person's form opens without asking Slack again."""

from datetime import datetime

from sqlalchemy import Delete, bindparam, delete, insert, select

from bot.core.identifiers import TeamId, UserId
from bot.core.people import Person
from bot.store.database import Database
from bot.store.documents import PERSON, dump
from bot.store.tables import people

# Made once, for it is asked first of all by whatever a person does.
_KNOWN = select(people.c.document, people.c.fetched_at).where(
    people.c.team_id == bindparam("team"), people.c.user_id == bindparam("user")
)


class People:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, team_id: TeamId, user_id: UserId) -> tuple[Person, datetime] | None:
        """The person and when Slack was asked about them."""
        async with self._database.read() as connection:
            row = (await connection.execute(_KNOWN, {"team": team_id, "user": user_id})).one_or_none()
        return None if row is None else (PERSON.validate_json(row.document), row.fetched_at)

    async def save(self, person: Person, fetched_at: datetime) -> None:
        async with self._database.write() as connection:
            await connection.execute(_is(person.team_id, person.user_id))
            values = {"user_id": person.user_id, "team_id": person.team_id, "fetched_at": fetched_at}
            await connection.execute(insert(people).values(**values, document=dump(PERSON, person)))

    async def forget(self, team_id: TeamId, user_id: UserId) -> None:
        async with self._database.write() as connection:
            await connection.execute(_is(team_id, user_id))


def _is(team_id: TeamId, user_id: UserId) -> Delete:
    return delete(people).where(people.c.team_id == team_id, people.c.user_id == user_id)
