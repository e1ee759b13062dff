"""Record webhook deliveries by id, the idempotency key: Recall sends each at least once, and each is applied once."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from bot.store.engine.database import Connection, Database
from bot.store.schema.tables import deliveries

LONGEST_ID = 200


async def record_first_deliveries(connection: Connection, delivery_ids: Iterable[str], now: datetime) -> set[str]:
    """Record deliveries in the transaction of their effect; return those that were not known yet."""
    insert = sqlite_insert if connection.dialect.name == "sqlite" else postgres_insert
    kept = {delivery_id[:LONGEST_ID]: delivery_id for delivery_id in sorted(delivery_ids)}
    remember = insert(deliveries).values([{"id": each, "at": now} for each in kept]).on_conflict_do_nothing()
    first = await connection.execute(remember.returning(deliveries.c.id))
    return {kept[each] for each in first.scalars()}


class Deliveries:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def last(self) -> datetime | None:
        async with self._database.read() as connection:
            newest = select(deliveries.c.at).order_by(deliveries.c.at.desc()).limit(1)
            return (await connection.execute(newest)).scalar_one_or_none()

    async def forget(self, before: datetime) -> None:
        """Delete old deliveries, except the newest, which shows that webhooks do arrive."""
        newest = select(func.max(deliveries.c.at)).scalar_subquery()
        async with self._database.write() as connection:
            await connection.execute(delete(deliveries).where(deliveries.c.at < before, deliveries.c.at < newest))
