"""Append each call of an agent to the audit trail: which tool, in whose name, and what came of it."""

import json
from datetime import datetime

from sqlalchemy import insert

from bot.core.identifiers import BookingId, UserId
from bot.store.engine.database import Database
from bot.store.schema.tables import audit

CALLED = "agent call"

_INSERT = insert(audit)


class AgentCalls:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def record(
        self, who: UserId | None, tool: str, caller: str, came: str, booking_id: BookingId | None, now: datetime
    ) -> None:
        """All words are ours; nothing of the arguments is kept. `who` None: Slack has named no one."""
        document = json.dumps({"tool": tool, "caller": caller, "outcome": came})
        line = {"at": now, "booking_id": booking_id, "event_id": None, "who": who, "what": CALLED}
        async with self._database.write() as connection:
            await connection.execute(_INSERT, [{**line, "document": document}])
