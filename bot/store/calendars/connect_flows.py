"""Store attempts to connect a calendar, each secret of which is used once and kept as a hash only."""

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, or_, select, update

from bot.core.calendars.flow import FLOW_TTL, FLOWS_WITHIN, MOST_FLOWS, ConnectFlow, Leg
from bot.core.calendars.outcomes import ConnectOutcome
from bot.core.calendars.providers import CalendarProvider
from bot.core.identifiers import ConnectionId, TeamId, UserId
from bot.store.engine.database import Database
from bot.store.schema.connection_tables import connect_flows

_FLOW = (
    connect_flows.c.id,
    connect_flows.c.team_id,
    connect_flows.c.user_id,
    connect_flows.c.provider,
    connect_flows.c.connection_id,
    connect_flows.c.expires_at,
    connect_flows.c.outcome,
)


class ConnectFlows:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(
        self,
        link_hash: str,
        team_id: TeamId,
        user_id: UserId,
        provider: CalendarProvider,
        connection_id: ConnectionId | None,
        now: datetime,
    ) -> bool:
        """False for someone who has begun too many of late."""
        async with self._database.write() as connection:
            await self._database.lock(connection, f"connect flows/{team_id}/{user_id}")
            recent = select(func.count()).where(
                connect_flows.c.user_id == user_id,
                connect_flows.c.team_id == team_id,
                connect_flows.c.created_at > now - FLOWS_WITHIN,
            )
            if (await connection.execute(recent)).scalar_one() >= MOST_FLOWS:
                return False
            values = {
                "id": secrets.token_hex(16),
                "team_id": team_id,
                "user_id": user_id,
                "provider": provider.value,
                "connection_id": connection_id,
                "link_hash": link_hash,
                "created_at": now,
                "expires_at": now + FLOW_TTL,
            }
            await connection.execute(insert(connect_flows).values(**values))
            return True

    async def find_open(self, link_hash: str, now: datetime) -> ConnectFlow | None:
        """One whose page may still be shown: no answer of the provider has been taken."""
        is_open = (connect_flows.c.expires_at > now) & connect_flows.c.taken_at.is_(None)
        return await self._find(connect_flows.c.link_hash == link_hash, is_open)

    async def begin(
        self, link_hash: str, browser_hash: str, state_hash: str, leg: Leg, now: datetime
    ) -> ConnectFlow | None:
        """Bind it to the browser and await an answer with this state; an earlier state counts no more.

        Pressing twice begins twice, in the same browser. Another browser gets None.
        """
        is_this_browser = or_(connect_flows.c.browser_hash.is_(None), connect_flows.c.browser_hash == browser_hash)
        return await self._change(
            connect_flows.c.link_hash == link_hash,
            connect_flows.c.expires_at > now,
            connect_flows.c.taken_at.is_(None),
            is_this_browser,
            browser_hash=browser_hash,
            state_hash=state_hash,
            leg=leg.value,
        )

    async def move_on(
        self, state_hash: str, browser_hash: str, next_state_hash: str, now: datetime
    ) -> ConnectFlow | None:
        """Take Slack's answer and await the provider's. None for an answer that is not awaited here."""
        awaited = self._awaited(state_hash, browser_hash, Leg.SLACK, now)
        return await self._change(*awaited, state_hash=next_state_hash, leg=connect_flows.c.provider)

    async def take(self, state_hash: str, browser_hash: str, leg: Leg, now: datetime) -> ConnectFlow | None:
        """Take the last answer: once, in time, of the right provider and in the browser that began."""
        return await self._change(*self._awaited(state_hash, browser_hash, leg, now), taken_at=now)

    async def find_taken(self, state_hash: str, browser_hash: str) -> ConnectFlow | None:
        """One whose answer has been taken before: its page was loaded again."""
        return await self._find(
            connect_flows.c.state_hash == state_hash,
            connect_flows.c.browser_hash == browser_hash,
            connect_flows.c.taken_at.is_not(None),
        )

    async def find_in_browser(self, flow_id: str, browser_hash: str) -> ConnectFlow | None:
        return await self._find(connect_flows.c.id == flow_id, connect_flows.c.browser_hash == browser_hash)

    async def finish(self, flow_id: str, outcome: ConnectOutcome, now: datetime) -> None:
        """However it ended: nothing more is taken."""
        await self._change(connect_flows.c.id == flow_id, outcome=outcome.value, taken_at=now)

    async def forget(self, before: datetime) -> None:
        async with self._database.write() as connection:
            await connection.execute(delete(connect_flows).where(connect_flows.c.created_at < before))

    def _awaited(self, state_hash: str, browser_hash: str, leg: Leg, now: datetime) -> tuple[Any, ...]:
        return (
            connect_flows.c.state_hash == state_hash,
            connect_flows.c.browser_hash == browser_hash,
            connect_flows.c.leg == leg.value,
            connect_flows.c.expires_at > now,
            connect_flows.c.taken_at.is_(None),
        )

    async def _find(self, *conditions: Any) -> ConnectFlow | None:
        async with self._database.read() as connection:
            row = (await connection.execute(select(*_FLOW).where(*conditions))).one_or_none()
        return _read(row)

    async def _change(self, *conditions: Any, **values: Any) -> ConnectFlow | None:
        statement = update(connect_flows).where(*conditions).values(**values).returning(*_FLOW)
        async with self._database.write() as connection:
            row = (await connection.execute(statement)).one_or_none()
        return _read(row)


def _read(row: Any) -> ConnectFlow | None:
    if row is None:
        return None
    values = row._mapping
    outcome = values["outcome"]
    return ConnectFlow(
        **{
            **values,
            "provider": CalendarProvider(values["provider"]),
            "outcome": None if outcome is None else ConnectOutcome(outcome),
        }
    )
