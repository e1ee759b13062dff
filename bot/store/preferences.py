"""Store what each person prefers about the daily plan, and which day's plan was sent."""

from datetime import datetime

from sqlalchemy import ColumnElement, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from bot.core.identifiers import TeamId, UserId
from bot.core.rules.model import Preferences
from bot.store.engine.database import Database
from bot.store.json_documents import PREFERENCES, dump
from bot.store.schema.rule_tables import plans_sent, preferences


class PersonalPreferences:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, team_id: TeamId, user_id: UserId) -> Preferences:
        whose = (preferences.c.team_id == team_id) & (preferences.c.user_id == user_id)
        async with self._database.read() as connection:
            text = (await connection.execute(select(preferences.c.document).where(whose))).scalar_one_or_none()
        return Preferences(team_id=team_id, user_id=user_id) if text is None else PREFERENCES.validate_json(text)

    async def save(self, chosen: Preferences) -> None:
        whose = (preferences.c.team_id == chosen.team_id) & (preferences.c.user_id == chosen.user_id)
        row = {"team_id": chosen.team_id, "user_id": chosen.user_id, "plan_at": chosen.plan_at}
        async with self._database.write() as connection:
            await self._database.lock(connection, f"preferences/{chosen.team_id}/{chosen.user_id}")
            await connection.execute(delete(preferences).where(whose))
            await connection.execute(insert(preferences).values(**row, document=dump(PREFERENCES, chosen)))

    async def find_with_plan(self, team_id: TeamId) -> list[Preferences]:
        """Of those who get the day's plan."""
        query = select(preferences.c.document).where(
            preferences.c.plan_at.is_not(None), preferences.c.team_id == team_id
        )
        async with self._database.read() as connection:
            return [PREFERENCES.validate_json(text) for text in (await connection.execute(query)).scalars()]

    async def find_with_offers(self, team_id: TeamId) -> list[UserId]:
        """Who wants to be asked about meetings that nobody has decided on."""
        query = select(preferences.c.document).where(preferences.c.team_id == team_id)
        async with self._database.read() as connection:
            chosen = [PREFERENCES.validate_json(text) for text in (await connection.execute(query)).scalars()]
        return [each.user_id for each in chosen if each.offers_on]

    async def claim_plan(self, team_id: TeamId, user_id: UserId, local_date: str, now: datetime) -> bool:
        """Whether this process is the one to send that day's plan. `local_date` as `2026-03-02`."""
        row = {"team_id": team_id, "user_id": user_id, "local_date": local_date, "at": now}
        try:
            async with self._database.write() as connection:
                await connection.execute(insert(plans_sent).values(**row))
        except IntegrityError:
            return False
        return True

    async def give_back_plan(self, team_id: TeamId, user_id: UserId, local_date: str) -> None:
        """Nothing was sent: it may be tried again."""
        async with self._database.write() as connection:
            await connection.execute(delete(plans_sent).where(*_which_plan(team_id, user_id, local_date)))

    async def note_plan(self, team_id: TeamId, user_id: UserId, local_date: str, message: str) -> None:
        """`message`: where it is in Slack, as its sender writes it."""
        sent = update(plans_sent).where(*_which_plan(team_id, user_id, local_date)).values(message=message)
        async with self._database.write() as connection:
            await connection.execute(sent)

    async def forget_plans(self, before: datetime) -> int:
        async with self._database.write() as connection:
            return int((await connection.execute(delete(plans_sent).where(plans_sent.c.at < before))).rowcount)


def _which_plan(team_id: TeamId, user_id: UserId, local_date: str) -> tuple[ColumnElement[bool], ...]:
    return (
        plans_sent.c.team_id == team_id,
        plans_sent.c.user_id == user_id,
        plans_sent.c.local_date == local_date,
    )
