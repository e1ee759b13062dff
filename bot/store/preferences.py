"""Store what each person prefers about the daily plan, and which day's plan was sent."""

from datetime import datetime, timedelta
from enum import Enum

from sqlalchemy import ColumnElement, delete, insert, select, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from bot.core.identifiers import TeamId, UserId
from bot.core.rules.model import Preferences
from bot.store.engine.database import Database
from bot.store.json_documents import PREFERENCES, dump
from bot.store.schema.rule_tables import plans_sent, preferences

# Anyone who claims a plan has sent it long before that, or died over it.
CLAIM = timedelta(minutes=2)
SENT = "sent"  # or seen, or empty: nothing is left to do
_TRIED_TWICE = "tried twice"


class PlanClaim(Enum):
    OURS = "ours"
    ANOTHERS = "another's"  # and not known to be sent yet
    SETTLED = "settled"


class PersonalPreferences:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._insert = sqlite_insert if database.is_sqlite else postgres_insert

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
        """Who wants to be asked about meetings that no one has decided on."""
        query = select(preferences.c.document).where(preferences.c.team_id == team_id)
        async with self._database.read() as connection:
            chosen = [PREFERENCES.validate_json(text) for text in (await connection.execute(query)).scalars()]
        return [each.user_id for each in chosen if each.offers_on]

    async def claim_plan(self, team_id: TeamId, user_id: UserId, local_date: str, now: datetime) -> PlanClaim:
        """Whether this process is the one to send that day's plan. `local_date` as `2026-03-02`.

        A claim after which nothing was noted passes on, once: a plan may come twice, rather than not at all.
        """
        which = _which_plan(team_id, user_id, local_date)
        row = {"team_id": team_id, "user_id": user_id, "local_date": local_date, "at": now}
        first = self._insert(plans_sent).values(row).on_conflict_do_nothing().returning(plans_sent.c.at)
        is_abandoned = plans_sent.c.message.is_(None) & (plans_sent.c.at <= now - CLAIM)
        again = update(plans_sent).where(*which, is_abandoned).values(at=now, message=_TRIED_TWICE)
        async with self._database.write() as connection:
            if (await connection.execute(first)).first() or (await connection.execute(again)).rowcount:
                return PlanClaim.OURS
            state = (await connection.execute(select(plans_sent.c.message).where(*which))).scalar_one_or_none()
        return PlanClaim.ANOTHERS if state is None else PlanClaim.SETTLED

    async def give_back_plan(self, team_id: TeamId, user_id: UserId, local_date: str, now: datetime) -> None:
        """Nothing was sent: it may be tried again."""
        which = _which_plan(team_id, user_id, local_date)
        as_before = update(plans_sent).where(*which).values(at=now - CLAIM, message=None)
        async with self._database.write() as connection:
            await connection.execute(delete(plans_sent).where(*which, plans_sent.c.message.is_(None)))
            await connection.execute(as_before.where(plans_sent.c.message == _TRIED_TWICE))

    async def settle_plan(self, team_id: TeamId, user_id: UserId, local_date: str, now: datetime) -> None:
        """That day's plan was sent, or need not be."""
        row = {"team_id": team_id, "user_id": user_id, "local_date": local_date, "at": now, "message": SENT}
        settled = self._insert(plans_sent).values(row)
        async with self._database.write() as connection:
            await connection.execute(
                settled.on_conflict_do_update(index_elements=plans_sent.primary_key.columns, set_={"message": SENT})
            )

    async def forget_plans(self, before: datetime) -> int:
        async with self._database.write() as connection:
            return int((await connection.execute(delete(plans_sent).where(plans_sent.c.at < before))).rowcount)


def _which_plan(team_id: TeamId, user_id: UserId, local_date: str) -> tuple[ColumnElement[bool], ...]:
    return (
        plans_sent.c.team_id == team_id,
        plans_sent.c.user_id == user_id,
        plans_sent.c.local_date == local_date,
    )
