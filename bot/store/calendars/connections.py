"""Store which calendars people have connected. There is no column for a token."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, insert, select, update

from bot.core.calendars.connection import CalendarConnection
from bot.core.calendars.owner_check import Identity
from bot.core.calendars.providers import CalendarProvider
from bot.core.identifiers import CalendarId, ConnectionId, TeamId, UserId
from bot.store.audit import write_account_line
from bot.store.engine.database import Connection, Database
from bot.store.json_documents import ACCOUNT
from bot.store.schema.connection_tables import calendar_connections
from bot.store.schema.tables import people

_ALL = select(calendar_connections)
_IS_OWNER = (people.c.user_id == calendar_connections.c.user_id) & (people.c.team_id == calendar_connections.c.team_id)


@dataclass(frozen=True, slots=True)
class OwnerAddress:
    """`slack_email` None: Slack has not been asked of late, or calls the account closed."""

    slack_email: str | None
    has_own_address: bool  # the address that Recall tells may count as theirs


class CalendarConnections:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, connection_id: ConnectionId) -> CalendarConnection | None:
        return await self._find_one(_ALL.where(calendar_connections.c.id == connection_id))

    async def find_account(self, team_id: TeamId, identity: Identity) -> CalendarConnection | None:
        """Whosoever connected it."""
        return await self._find_one(_ALL.where(*_is_account(team_id, identity)))

    async def find_for_person(self, team_id: TeamId, user_id: UserId) -> list[CalendarConnection]:
        """The oldest first."""
        whose = (calendar_connections.c.team_id == team_id) & (calendar_connections.c.user_id == user_id)
        return await self._find(_ALL.where(whose).order_by(calendar_connections.c.connected_at))

    async def find_by_calendar(self, calendar_id: CalendarId) -> CalendarConnection | None:
        return await self._find_one(_ALL.where(calendar_connections.c.calendar_id == calendar_id))

    async def find_all(self, team_id: TeamId) -> list[CalendarConnection]:
        return await self._find(
            _ALL.where(calendar_connections.c.team_id == team_id).order_by(
                calendar_connections.c.user_id, calendar_connections.c.connected_at
            )
        )

    async def find_unfinished(self, before: datetime) -> list[CalendarConnection]:
        """Begun before, and not known to be at Recall: the process that made them has died on the way."""
        is_unknown = calendar_connections.c.calendar_id.is_(None)
        return await self._find(_ALL.where(is_unknown, calendar_connections.c.connected_at < before))

    async def reserve(self, team_id: TeamId, user_id: UserId, identity: Identity, now: datetime) -> CalendarConnection:
        """The account's row, whosoever's it is: written before Recall is asked, so that a crash leaves a trace."""
        async with self._database.write() as connection:
            await self._database.lock(connection, f"calendar account/{identity.provider}/{identity.subject}")
            query = _ALL.where(*_is_account(team_id, identity))
            row = (await connection.execute(query)).one_or_none()
            if row is not None:
                return _read(row)
            values = {
                "id": secrets.token_hex(16),
                "team_id": team_id,
                "user_id": user_id,
                "provider": identity.provider.value,
                "subject": identity.subject,
                "email": identity.email,
                "has_verified_email": identity.has_verified_email,
                "calendar_id": None,
                "connected_at": now,
                "access_ends_at": None,
            }
            await connection.execute(insert(calendar_connections).values(**values))
            return _from_values(values)

    async def record_calendar(
        self,
        connection_id: ConnectionId,
        calendar_id: CalendarId,
        identity: Identity,
        now: datetime,
        access_ends_at: datetime | None = None,
    ) -> bool:
        """Recall's calendar is this connection's now. False if the row is gone, as after a disconnect meanwhile."""
        values = {
            "calendar_id": calendar_id,
            "email": identity.email,
            "has_verified_email": identity.has_verified_email,
            "connected_at": now,
            "access_ends_at": access_ends_at,
        }
        statement = update(calendar_connections).where(calendar_connections.c.id == connection_id).values(**values)
        async with self._database.write() as connection:
            return await _changes_a_row(connection, statement)

    async def forget(self, connection_id: ConnectionId) -> bool:
        statement = delete(calendar_connections).where(calendar_connections.c.id == connection_id)
        async with self._database.write() as connection:
            return await _changes_a_row(connection, statement)

    async def record(self, who: UserId | None, what: str, facts: dict[str, str | None], now: datetime) -> None:
        """Add a line to the audit trail: words of ours, and no address."""
        async with self._database.write() as connection:
            await write_account_line(connection, who, what, facts, now)

    async def _find_one(self, query: Select[Any]) -> CalendarConnection | None:
        return next(iter(await self._find(query)), None)

    async def _find(self, query: Select[Any]) -> list[CalendarConnection]:
        async with self._database.read() as connection:
            rows: Sequence[Any] = (await connection.execute(query)).all()
        return [_read(row) for row in rows]


async def find_owner_addresses(connection: Connection) -> dict[str, OwnerAddress]:
    """Of each connected calendar the owner's address in Slack, by which people's calendars are found."""
    query = (
        select(
            calendar_connections.c.calendar_id,
            calendar_connections.c.email,
            calendar_connections.c.has_verified_email,
            people.c.document,
        )
        .outerjoin(people, _IS_OWNER)
        .where(calendar_connections.c.calendar_id.is_not(None))
    )
    return {row.calendar_id: _owner_address(row) for row in await connection.execute(query)}


def _owner_address(row: Any) -> OwnerAddress:
    slack_email = ACCOUNT.validate_json(row.document).email if row.document else None
    email = slack_email.lower() if slack_email else row.email if row.has_verified_email else None
    return OwnerAddress(email, row.has_verified_email or row.email == email)


async def _changes_a_row(connection: Connection, statement: Any) -> bool:
    return bool((await connection.execute(statement)).rowcount)


def _is_account(team_id: TeamId, identity: Identity) -> tuple[Any, ...]:
    return (
        calendar_connections.c.team_id == team_id,
        calendar_connections.c.provider == identity.provider.value,
        calendar_connections.c.subject == identity.subject,
    )


def _read(row: Any) -> CalendarConnection:
    return _from_values(row._mapping)


def _from_values(values: Any) -> CalendarConnection:
    return CalendarConnection(**{**values, "provider": CalendarProvider(values["provider"])})
