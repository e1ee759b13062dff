"""Store form drafts that Slack must not see: the links of a message, with their passcodes."""

import json
import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select

from bot.store.engine.database import Database
from bot.store.schema.tables import drafts


class Drafts:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def save(self, content: dict[str, Any], now: datetime) -> str:
        draft_id = secrets.token_urlsafe(16)
        async with self._database.write() as connection:
            await connection.execute(insert(drafts).values(id=draft_id, at=now, document=json.dumps(content)))
        return draft_id

    async def get(self, draft_id: str) -> dict[str, Any] | None:
        async with self._database.read() as connection:
            query = select(drafts.c.document).where(drafts.c.id == draft_id)
            text = (await connection.execute(query)).scalar_one_or_none()
        if text is None:
            return None
        content: dict[str, Any] = json.loads(text)
        return content

    async def forget(self, before: datetime) -> None:
        async with self._database.write() as connection:
            await connection.execute(delete(drafts).where(drafts.c.at < before))
