"""Store the steps of workflows that wait for a bot. An execution's id is the idempotency key: each is taken up once."""

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from bot.core.access.workflow_step import StepInputs, WaitingStep
from bot.core.identifiers import BookingId
from bot.store.engine.database import Database
from bot.store.json_documents import STEP_INPUTS, dump
from bot.store.schema.slack_tables import workflow_steps

ERASED = "{}"
BATCH = 20


class StoredSteps:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, execution_id: str, inputs: StepInputs, now: datetime) -> None:
        """Nothing changes if it is known already: Slack sends an event again where our answer was late."""
        insert = sqlite_insert if self._database.is_sqlite else postgres_insert
        values = {
            "execution_id": execution_id,
            "at": now,
            "due_at": now,
            "tries": 0,
            "document": dump(STEP_INPUTS, inputs),
        }
        async with self._database.write() as connection:
            await connection.execute(insert(workflow_steps).values(values).on_conflict_do_nothing())

    async def list_due(self, now: datetime) -> list[WaitingStep]:
        query = (
            select(workflow_steps)
            .where(workflow_steps.c.due_at <= now)
            .order_by(workflow_steps.c.due_at, workflow_steps.c.execution_id)
            .limit(BATCH)
        )
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).all()
        return [
            WaitingStep(
                execution_id=row.execution_id,
                inputs=STEP_INPUTS.validate_json(row.document),
                at=row.at,
                tries=row.tries,
                booking_id=BookingId(row.booking_id) if row.booking_id else None,
            )
            for row in rows
        ]

    async def wait(
        self, execution_id: str, due_at: datetime, *, tries: int = 0, booking_id: BookingId | None = None
    ) -> None:
        """Look at it again then. `booking_id`: what it waits for, once that is known."""
        values = {"due_at": due_at, "tries": tries, **({"booking_id": booking_id} if booking_id else {})}
        await self._update(execution_id, values)

    async def complete(self, execution_id: str) -> None:
        """What it asked for is erased: the link may hold a passcode."""
        await self._update(execution_id, {"due_at": None, "document": ERASED})

    async def forget(self, before: datetime) -> None:
        async with self._database.write() as connection:
            await connection.execute(delete(workflow_steps).where(workflow_steps.c.at < before))

    async def _update(self, execution_id: str, values: dict[str, object]) -> None:
        changed = update(workflow_steps).where(workflow_steps.c.execution_id == execution_id).values(values)
        async with self._database.write() as connection:
            await connection.execute(changed)
