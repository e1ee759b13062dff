"""Store the offers that were made before meetings. A row is the claim: no person is asked twice about an occurrence."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from bot.core.booking.model import Card
from bot.core.identifiers import CalendarEventId, ChannelId, TeamId, UserId
from bot.store.engine.database import Database
from bot.store.schema.slack_tables import offers


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeOffer:
    """`message` None: it is being sent, or the process that sent it died before they could note where."""

    team_id: TeamId
    user_id: UserId
    occurrence: str  # see `occurrence_key` in core/lifecycle/vetoes.py
    event_id: CalendarEventId
    starts_at: datetime  # as the message says it
    message: Card | None = None


class MadeOffers:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def claim(self, offer: MadeOffer, now: datetime) -> bool:
        """Whether this process is the one to make the offer."""
        insert = sqlite_insert if self._database.is_sqlite else postgres_insert
        row = {
            "team_id": offer.team_id,
            "user_id": offer.user_id,
            "occurrence": offer.occurrence,
            "event_id": offer.event_id,
            "starts_at": offer.starts_at,
            "at": now,
        }
        claim = insert(offers).values(row).on_conflict_do_nothing().returning(offers.c.occurrence)
        async with self._database.write() as connection:
            return (await connection.execute(claim)).first() is not None

    async def give_back(self, offer: MadeOffer) -> None:
        """Nothing was sent: it may be tried again."""
        async with self._database.write() as connection:
            await connection.execute(delete(offers).where(*_which(offer)))

    async def note(self, offer: MadeOffer, message: Card, starts_at: datetime) -> None:
        """Where the message is, and which start it says."""
        values = {"channel_id": message.channel_id, "ts": message.ts, "starts_at": starts_at}
        async with self._database.write() as connection:
            await connection.execute(update(offers).where(*_which(offer)).values(values))

    async def settle(self, offer: MadeOffer, now: datetime) -> bool:
        """Whether it was open: of those who settle it, one edits the message."""
        settled = update(offers).where(*_which(offer), offers.c.settled_at.is_(None)).values(settled_at=now)
        async with self._database.write() as connection:
            return (await connection.execute(settled.returning(offers.c.occurrence))).first() is not None

    async def list_open(self, team_id: TeamId, user_id: UserId | None = None) -> list[MadeOffer]:
        """Those that were sent and not answered or taken back; of one person, or of all."""
        query = select(offers).where(
            offers.c.team_id == team_id, offers.c.settled_at.is_(None), offers.c.ts.is_not(None)
        )
        if user_id is not None:
            query = query.where(offers.c.user_id == user_id)
        async with self._database.read() as connection:
            rows = (await connection.execute(query.order_by(offers.c.starts_at, offers.c.user_id))).all()
        return [
            MadeOffer(
                team_id=row.team_id,
                user_id=row.user_id,
                occurrence=row.occurrence,
                event_id=row.event_id,
                starts_at=row.starts_at,
                message=Card(channel_id=ChannelId(row.channel_id), ts=row.ts),
            )
            for row in rows
        ]

    async def forget(self, before: datetime) -> None:
        """Delete those about meetings that began before a moment."""
        async with self._database.write() as connection:
            await connection.execute(delete(offers).where(offers.c.starts_at < before))


def _which(offer: MadeOffer) -> tuple[ColumnElement[bool], ...]:
    return (
        offers.c.team_id == offer.team_id,
        offers.c.user_id == offer.user_id,
        offers.c.occurrence == offer.occurrence,
    )
