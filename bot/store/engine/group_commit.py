"""Group commit: batch concurrent writes into one transaction."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.core.errors import DatabaseUnavailable
from bot.store.engine.transaction_retry import retry_transaction

MAX_BATCH = 200  # within SQLite's limit of variables in one statement

Item = TypeVar("Item")
Outcome = TypeVar("Outcome")


@dataclass(frozen=True, slots=True)
class _Waiting(Generic[Item, Outcome]):
    item: Item
    outcome: asyncio.Future[Outcome]


class GroupCommit(Generic[Item, Outcome]):
    """Items that arrive during a transaction are batched into the next: a rush costs a few commits.

    `write` writes a batch in one transaction, in order, and returns an outcome for each item.
    """

    def __init__(self, write: Callable[[Sequence[Item]], Awaitable[Sequence[Outcome]]], name: str) -> None:
        self._write = write
        self._name = name
        self._waiting: list[_Waiting[Item, Outcome]] = []
        self._writing: asyncio.Task[None] | None = None

    async def settle(self, item: Item) -> Outcome:
        """Write the item; return its outcome once committed. An item's error fails that item only."""
        waiting: _Waiting[Item, Outcome] = _Waiting(item, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write_all(), name=self._name)
        return await waiting.outcome

    async def _write_all(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:MAX_BATCH], self._waiting[MAX_BATCH:]
            try:
                await self._settle(batch)
            except asyncio.CancelledError:
                for waiting in [*batch, *self._waiting]:
                    waiting.outcome.cancel()
                raise

    async def _settle(self, batch: Sequence[_Waiting[Item, Outcome]]) -> None:
        try:
            outcomes = await retry_transaction(lambda: self._write([waiting.item for waiting in batch]))
        except DatabaseUnavailable as error:
            self._fail([*batch, *self._waiting], error)  # those who came meanwhile have waited long enough as well
            self._waiting = []
        except Exception as error:
            await self._settle_apart(batch, error)
        else:
            for waiting, outcome in zip(batch, outcomes, strict=True):
                _tell(waiting.outcome, outcome)

    async def _settle_apart(self, batch: Sequence[_Waiting[Item, Outcome]], error: Exception) -> None:
        """What spoils one must not spoil another."""
        if len(batch) == 1:
            self._fail(batch, error)
            return
        for waiting in batch:
            await self._settle([waiting])

    def _fail(self, batch: Sequence[_Waiting[Item, Outcome]], error: Exception) -> None:
        for waiting in batch:
            _tell(waiting.outcome, error)


def _tell(future: asyncio.Future[Outcome], outcome: Outcome | Exception) -> None:
    if future.done():  # the caller was cancelled
        return
    if isinstance(outcome, Exception):
        future.set_exception(outcome)
    else:
        future.set_result(outcome)
