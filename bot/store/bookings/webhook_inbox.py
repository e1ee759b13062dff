"""Apply webhook deliveries to bookings exactly once, in batches: the inbox."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from sqlalchemy import or_, select

from bot.core.booking.model import Booking, Intent
from bot.core.identifiers import BookingId, BotId
from bot.store.audit import write_audits
from bot.store.bookings.leases import Change
from bot.store.bookings.rows import write_changed
from bot.store.engine.database import Connection, Database
from bot.store.engine.group_commit import GroupCommit
from bot.store.json_documents import BOOKING
from bot.store.schema.tables import bookings
from bot.store.webhook_deliveries import record_first_deliveries


class Receipt(Enum):
    """What became of a delivery."""

    FIRST = "first"
    REPEATED = "repeated"
    UNKNOWN_BOT = "unknown bot"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A delivery about a bot (its booking is the one that holds it, else the one named by its metadata), or other."""

    delivery_id: str
    at: datetime  # when it came
    bot_id: BotId | None = None
    booking_id: BookingId | None = None
    change: Change | None = None


class Inbox:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._transactions = GroupCommit(self._write, "inbox")

    async def receive(self, news: Delivery) -> Receipt:
        """Record the delivery and apply its effect once, in one transaction."""
        return await self._transactions.settle(news)

    async def _write(self, batch: Sequence[Delivery]) -> list[Receipt]:
        now = max(news.at for news in batch)
        async with self._database.write() as connection:
            first = await record_first_deliveries(connection, {news.delivery_id for news in batch}, now)
            affected = _Affected(await _read(connection, batch))
            hearings = []
            for news in batch:
                is_first = news.delivery_id in first
                first.discard(news.delivery_id)
                hearings.append(affected.apply(news) if is_first else Receipt.REPEATED)
            if affected.changed:
                await write_changed(connection, list({each.id: each for each in affected.changed}.values()), now)
                await write_audits(connection, affected.changed, "bot news", now)
        return hearings


class _Affected:
    """The bookings of a batch, updated delivery by delivery."""

    def __init__(self, found: Sequence[Booking]) -> None:
        self._by_id = {booking.id: booking for booking in found}
        # Of two bookings with the same bot, one has been canceled.
        holders = sorted(found, key=lambda booking: booking.wish.intent is Intent.ATTEND)
        self._holders = {booking.bot.bot_id: booking.id for booking in holders if booking.bot.bot_id}
        self.changed: list[Booking] = []  # each as it was after each change

    def apply(self, news: Delivery) -> Receipt:
        if news.bot_id is None or news.change is None:
            return Receipt.FIRST
        booking = self._by_id.get(self._holders.get(news.bot_id) or news.booking_id or BookingId(""))
        if booking is None:
            return Receipt.UNKNOWN_BOT
        changed = news.change(booking)
        if changed != booking:
            self._by_id[booking.id] = changed
            self.changed.append(changed)
        return Receipt.FIRST


async def _read(connection: Connection, batch: Sequence[Delivery]) -> list[Booking]:
    bot_ids = {news.bot_id for news in batch if news.bot_id}
    booking_ids = {news.booking_id for news in batch if news.booking_id}
    if not bot_ids and not booking_ids:
        return []
    query = (
        select(bookings.c.document)
        .where(or_(bookings.c.bot_id.in_(bot_ids), bookings.c.id.in_(booking_ids)))
        .order_by(bookings.c.id)  # a consistent lock order prevents deadlocks
        .with_for_update()
    )
    return [BOOKING.validate_json(text) for text in (await connection.execute(query)).scalars()]
