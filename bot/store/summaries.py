"""Store summaries, and with them the queue of recordings that have still to be summarized."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, select, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from bot.core.booking.bot_status import ShownStatus
from bot.core.booking.model import Booking
from bot.core.booking.redaction import NO_LINK
from bot.core.identifiers import BookingId, BotId
from bot.core.summaries.model import MeetingNotes, SummaryFailure, SummaryRecord, SummaryState
from bot.store.engine.database import Connection, Database
from bot.store.json_documents import read_if_possible
from bot.store.model_calls import forget_answers
from bot.store.schema.summary_tables import summaries
from bot.store.schema.tables import bookings

# What a booking's document says once Recall has shown its transcript: spares reading all the others.
_HAS_TRANSCRIPT = '%"transcript":"ready"%'
_COLUMNS = [column for column in summaries.c if column.name not in {"tries", "due_at"}]
_DUE = select(summaries.c.booking_id, summaries.c.bot_id, summaries.c.round, summaries.c.tries, summaries.c.state)


@dataclass(frozen=True, slots=True)
class DueSummary:
    """A place in the queue: what is to be summarized, in which round, and after how many failures of it."""

    booking_id: BookingId
    bot_id: BotId
    round: int
    tries: int
    state: SummaryState = SummaryState.DUE

    @property
    def is_done(self) -> bool:
        """Its outcome is kept, and has still to be told."""
        return self.state is not SummaryState.DUE


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryResult:
    notes: MeetingNotes | None = None
    failure: SummaryFailure | None = None
    model: str | None = None
    input_tokens: int = 0
    output_tokens: int = 0


class Summaries:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, booking_id: BookingId, bot_id: BotId) -> SummaryRecord | None:
        query = select(*_COLUMNS).where(_is(booking_id, bot_id))
        async with self._database.read() as connection:
            row = (await connection.execute(query)).one_or_none()
        return None if row is None else _read(row._mapping)

    async def find_unsummarized(self, since: datetime, limit: int) -> list[Booking]:
        """Bookings with a transcript and no summary, whose meeting ended after `since`, the latest first."""
        is_known = exists().where(summaries.c.booking_id == bookings.c.id, summaries.c.bot_id == bookings.c.bot_id)
        query = (
            select(bookings.c.id, bookings.c.document)
            .where(
                bookings.c.ends_at > since,
                bookings.c.bot_id.is_not(None),
                bookings.c.shown_status.in_([ShownStatus.DONE, ShownStatus.FAILED]),
                bookings.c.link_key != NO_LINK,
                bookings.c.document.like(_HAS_TRANSCRIPT),
                ~is_known,
            )
            .order_by(bookings.c.ends_at.desc())
            .limit(limit)
        )
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).all()
        return [booking for row in rows if (booking := read_if_possible(row.id, row.document))]

    async def enqueue(self, booking_id: BookingId, bot_id: BotId, now: datetime) -> bool:
        """Ask for the first summary. False if one was asked for before."""
        async with self._database.write() as connection:
            insert = sqlite_insert if connection.dialect.name == "sqlite" else postgres_insert
            row = _new_row(booking_id, bot_id, now)
            added = insert(summaries).values(row).on_conflict_do_nothing().returning(summaries.c.bot_id)
            return (await connection.execute(added)).first() is not None

    async def enqueue_again(self, booking_id: BookingId, bot_id: BotId, now: datetime) -> bool:
        """Ask for another round, for which a model is paid again. False while one is in the queue.

        What there is stays readable until the new one is there.
        """
        again = (
            update(summaries)
            .where(_is(booking_id, bot_id), summaries.c.state != SummaryState.DUE.value)
            .values(state=SummaryState.DUE.value, round=summaries.c.round + 1, tries=0, due_at=now)
            .returning(summaries.c.bot_id)
        )
        async with self._database.write() as connection:
            if (await connection.execute(again)).first() is not None:
                return True
        return await self.enqueue(booking_id, bot_id, now)

    async def list_due(self, now: datetime, limit: int) -> list[DueSummary]:
        query = _DUE.where(summaries.c.due_at <= now).order_by(summaries.c.due_at).limit(limit)
        async with self._database.read() as connection:
            return [_read_due(row) for row in await connection.execute(query)]

    async def find_due(self, booking_id: BookingId, bot_id: BotId, now: datetime) -> DueSummary | None:
        """Its place as it is by now: another process may have finished it meanwhile."""
        query = _DUE.where(_is(booking_id, bot_id), summaries.c.due_at <= now)
        async with self._database.read() as connection:
            row = (await connection.execute(query)).one_or_none()
        return None if row is None else _read_due(row)

    async def record_told(self, due: DueSummary) -> None:
        """Take a round out of the queue: its booking's thread will say what came of it."""
        is_same = (summaries.c.round == due.round) & (summaries.c.state != SummaryState.DUE.value)
        told = update(summaries).where(_is(due.booking_id, due.bot_id), is_same).values(due_at=None)
        async with self._database.write() as connection:
            await connection.execute(told)

    async def finish(self, due: DueSummary, result: SummaryResult, now: datetime) -> bool:
        """Keep the outcome of a round, which stays in the queue until it is told. A failure replaces no summary.

        False: it is no longer wanted.
        """
        is_success = result.failure is None
        values: dict[str, Any] = {
            "state": (SummaryState.READY if is_success else SummaryState.FAILED).value,
            "failure": result.failure and result.failure.value,
            "due_at": now,
            "tries": 0,
            "input_tokens": summaries.c.input_tokens + result.input_tokens,
            "output_tokens": summaries.c.output_tokens + result.output_tokens,
        }
        async with self._database.write() as connection:
            kept = (await connection.execute(select(summaries.c.document).where(_is_round(due)))).one_or_none()
            if kept is None:
                await _forget_answers_of_deleted(connection, due)
                return False
            if result.notes and (is_success or not _has_summary(kept[0])):
                values |= {"document": result.notes.model_dump_json(), "model": result.model, "made_at": now}
            done = await connection.execute(update(summaries).where(_is_round(due)).values(values))
            if is_success:
                await forget_answers(connection, [due.booking_id])
            return done.rowcount > 0

    async def is_wanted(self, due: DueSummary) -> bool:
        """Whether that round is still to be done. Of a recording that was deleted meanwhile nothing is left behind."""
        async with self._database.write() as connection:
            if (await connection.execute(select(summaries.c.bot_id).where(_is_round(due)))).first() is not None:
                return True
            await _forget_answers_of_deleted(connection, due)
            return False

    async def postpone(self, due: DueSummary, until: datetime) -> None:
        """Try that round again later: nothing was paid for."""
        later = update(summaries).where(_is_round(due)).values(due_at=until, tries=summaries.c.tries + 1)
        async with self._database.write() as connection:
            await connection.execute(later)

    async def delete(self, booking_id: BookingId, bot_id: BotId) -> None:
        async with self._database.write() as connection:
            await forget_recordings(connection, [(booking_id, bot_id)])


async def forget_recordings(connection: Connection, recordings: Sequence[tuple[BookingId, BotId]]) -> None:
    """Delete the summaries of recordings that are gone, or to go, in the transaction that says so."""
    for booking_id, bot_id in recordings:
        await connection.execute(delete(summaries).where(_is(booking_id, bot_id)))
    await forget_answers(connection, [booking_id for booking_id, _ in recordings])


async def forget_bookings(connection: Connection, booking_ids: Iterable[BookingId]) -> None:
    """Delete all summaries of bookings that are past their retention."""
    ids = list(booking_ids)
    await connection.execute(delete(summaries).where(summaries.c.booking_id.in_(ids)))
    await forget_answers(connection, ids)


async def _forget_answers_of_deleted(connection: Connection, due: DueSummary) -> None:
    """An answer may have arrived while the recording was being deleted."""
    kept = select(summaries.c.bot_id).where(_is(due.booking_id, due.bot_id))
    if (await connection.execute(kept)).first() is None:
        await forget_answers(connection, [due.booking_id])


def _is(booking_id: BookingId, bot_id: BotId) -> Any:
    return (summaries.c.booking_id == booking_id) & (summaries.c.bot_id == bot_id)


def _is_round(due: DueSummary) -> Any:
    is_due = (summaries.c.round == due.round) & (summaries.c.state == SummaryState.DUE.value)
    return _is(due.booking_id, due.bot_id) & is_due


def _read_due(row: Any) -> DueSummary:
    booking_id, bot_id, summary_round, tries, state = row
    return DueSummary(booking_id, bot_id, summary_round, tries, SummaryState(state))


def _new_row(booking_id: BookingId, bot_id: BotId, now: datetime) -> dict[str, Any]:
    zeros = {"tries": 0, "input_tokens": 0, "output_tokens": 0}
    place = {"booking_id": booking_id, "bot_id": bot_id}
    return {**place, "state": SummaryState.DUE.value, "round": 1, "due_at": now, **zeros}


def _has_summary(document: str | None) -> bool:
    return document is not None and MeetingNotes.model_validate_json(document).summary is not None


def _read(row: Any) -> SummaryRecord:
    values = {name: value for name, value in row.items() if name != "document"}
    document, failure = row["document"], row["failure"]
    notes = None if document is None else MeetingNotes.model_validate_json(document)
    return SummaryRecord(
        **{
            **values,
            "state": SummaryState(row["state"]),
            "failure": None if failure is None else SummaryFailure(failure),
            "notes": notes,
        }
    )
