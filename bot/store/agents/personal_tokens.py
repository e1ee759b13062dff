"""Store personal access tokens as hashes: make, list, find and revoke them, with a line in the audit trail."""

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, or_, select, update

from bot.core.agents.personal_token import LAST_USED_EVERY, MOST_TOKENS, PersonalToken
from bot.core.identifiers import TeamId, TokenId, UserId
from bot.store.audit import write_account_line
from bot.store.engine.database import Database
from bot.store.schema.agent_tables import personal_tokens

_TOKEN = (
    personal_tokens.c.id,
    personal_tokens.c.team_id,
    personal_tokens.c.user_id,
    personal_tokens.c.hint,
    personal_tokens.c.created_at,
    personal_tokens.c.last_used_at,
)


class PersonalTokens:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(
        self, token_hash: str, hint: str, team_id: TeamId, user_id: UserId, now: datetime
    ) -> PersonalToken | None:
        """None for a person who has as many as they may have."""
        token = PersonalToken(
            id=TokenId(secrets.token_hex(12)), team_id=team_id, user_id=user_id, hint=hint, created_at=now
        )
        async with self._database.write() as connection:
            await self._database.lock(connection, f"personal tokens/{team_id}/{user_id}")
            held = select(func.count()).where(*_is_theirs(team_id, user_id))
            if (await connection.execute(held)).scalar_one() >= MOST_TOKENS:
                return None
            values = {
                "id": token.id,
                "team_id": team_id,
                "user_id": user_id,
                "token_hash": token_hash,
                "hint": hint,
                "created_at": now,
            }
            await connection.execute(insert(personal_tokens).values(**values))
            await write_account_line(connection, user_id, "token made", {"token": hint}, now)
        return token

    async def list_own(self, team_id: TeamId, user_id: UserId) -> list[PersonalToken]:
        """The newest first."""
        query = select(*_TOKEN).where(*_is_theirs(team_id, user_id)).order_by(personal_tokens.c.created_at.desc())
        async with self._database.read() as connection:
            return [_read(row) for row in await connection.execute(query)]

    async def find(self, token_hash: str, team_id: TeamId) -> PersonalToken | None:
        query = select(*_TOKEN).where(personal_tokens.c.token_hash == token_hash, personal_tokens.c.team_id == team_id)
        async with self._database.read() as connection:
            row = (await connection.execute(query)).one_or_none()
        return row and _read(row)

    async def record_use(self, token_id: TokenId, now: datetime) -> None:
        """At most one write a minute, however often the token is used."""
        is_old = or_(personal_tokens.c.last_used_at.is_(None), personal_tokens.c.last_used_at <= now - LAST_USED_EVERY)
        statement = update(personal_tokens).where(personal_tokens.c.id == token_id, is_old).values(last_used_at=now)
        async with self._database.write() as connection:
            await connection.execute(statement)

    async def revoke(self, token_id: TokenId, team_id: TeamId, user_id: UserId, now: datetime) -> bool:
        """False for what is not this person's, or was revoked before."""
        statement = (
            delete(personal_tokens)
            .where(personal_tokens.c.id == token_id, *_is_theirs(team_id, user_id))
            .returning(personal_tokens.c.hint)
        )
        async with self._database.write() as connection:
            hint = (await connection.execute(statement)).scalar_one_or_none()
            if hint is None:
                return False
            await write_account_line(connection, user_id, "token revoked", {"token": hint}, now)
        return True


def _is_theirs(team_id: TeamId, user_id: UserId) -> tuple[Any, Any]:
    return personal_tokens.c.user_id == user_id, personal_tokens.c.team_id == team_id


def _read(row: Any) -> PersonalToken:
    return PersonalToken(**row._mapping)
