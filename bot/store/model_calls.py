"""Claim calls to a model before they are sent, since each costs money: by key, once, and within the day's budget."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import case, delete, exists, func, insert, null, select, update

from bot.core.identifiers import BookingId
from bot.core.summaries.model import SummaryState
from bot.store.engine.database import Connection, Database
from bot.store.schema.summary_tables import model_calls, summaries

BUDGET_WINDOW = timedelta(days=1)
KEPT_FOR = timedelta(days=2)


class CallOutcome(StrEnum):
    ANSWERED = "answered"
    FAILED = "failed"  # and will not be sent again under this key


class ClaimResult(StrEnum):
    GRANTED = "granted"
    TAKEN = "taken"  # sent before, and no one knows what came of it: it may have been paid for
    OVER_BUDGET = "over_budget"


@dataclass(frozen=True, slots=True)
class ModelCall:
    """What a model is asked once in each round, such as a part of a recording: at most 150 characters name it."""

    booking_id: BookingId
    subject: str
    round: int

    @property
    def key(self) -> str:
        return f"{self.subject}#{self.round}"


@dataclass(frozen=True, slots=True)
class PastAnswer:
    """What an earlier worker got for this key."""

    text: str


class ModelCalls:
    def __init__(self, database: Database, tokens_per_day: int) -> None:
        self._database = database
        self._tokens_per_day = tokens_per_day

    async def claim(self, call: ModelCall, tokens: int, now: datetime) -> ClaimResult | PastAnswer:
        """Claim the one call of this key. `tokens` is an estimate, which counts until the call is settled.

        What an earlier round got for the same subject, before it failed over another, is not asked for again.
        """
        of_subject = model_calls.c.key.startswith(f"{call.subject}#", autoescape=True)
        known = select(model_calls.c.key, model_calls.c.answer).where(of_subject)
        async with self._database.write() as connection:
            await self._database.lock(connection, "model calls")
            rows = (await connection.execute(known)).all()
            if answer := next((row.answer for row in rows if row.answer is not None), None):
                return PastAnswer(answer)
            if any(row.key == call.key for row in rows):
                return ClaimResult.TAKEN
            if await _tokens_since(connection, now - BUDGET_WINDOW) + tokens > self._tokens_per_day:
                return ClaimResult.OVER_BUDGET
            claim = {
                "key": call.key,
                "booking_id": call.booking_id,
                "at": now,
                "input_tokens": tokens,
                "output_tokens": 0,
            }
            await connection.execute(insert(model_calls).values(claim))
            return ClaimResult.GRANTED

    async def settle(
        self, call: ModelCall, outcome: CallOutcome, input_tokens: int, output_tokens: int, answer: str | None = None
    ) -> None:
        """Record what came of a call, and what it used.

        `answer` is kept only until the whole is done, and not at all if the recording was deleted meanwhile.
        """
        values = {"outcome": outcome.value, "input_tokens": input_tokens, "output_tokens": output_tokens}
        is_wanted = exists().where(summaries.c.booking_id == call.booking_id, summaries.c.state == SummaryState.DUE)
        kept = null() if answer is None else case((is_wanted, answer), else_=null())
        done = update(model_calls).where(model_calls.c.key == call.key).values(**values, answer=kept)
        async with self._database.write() as connection:
            await connection.execute(done)

    async def release(self, call: ModelCall) -> None:
        """Give back a claim whose call cost nothing for certain: it may be sent again."""
        async with self._database.write() as connection:
            await connection.execute(delete(model_calls).where(model_calls.c.key == call.key))

    async def tokens_since(self, moment: datetime) -> int:
        async with self._database.read() as connection:
            return await _tokens_since(connection, moment)

    async def forget(self, now: datetime) -> None:
        """Delete calls that neither budget nor any round needs."""
        async with self._database.write() as connection:
            await connection.execute(delete(model_calls).where(model_calls.c.at < now - KEPT_FOR))


async def forget_answers(connection: Connection, booking_ids: Iterable[BookingId]) -> None:
    """Erase what models said of these bookings' parts; that they were asked still counts."""
    ids = list(booking_ids)
    has_answer = model_calls.c.booking_id.in_(ids) & model_calls.c.answer.is_not(None)
    await connection.execute(update(model_calls).where(has_answer).values(answer=None))


async def _tokens_since(connection: Connection, moment: datetime) -> int:
    used = func.coalesce(func.sum(model_calls.c.input_tokens + model_calls.c.output_tokens), 0)
    return int((await connection.execute(select(used).where(model_calls.c.at > moment))).scalar_one())
