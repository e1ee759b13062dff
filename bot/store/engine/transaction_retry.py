"""Retry a transaction that a deadlock or a lost connection has ended.

Postgres ends one of two transactions that wait for each other: it has done nothing, and is simply made once more. Rows
are locked in the order of their ids wherever several are, so that this stays rare. A connection that is lost during a
COMMIT leaves open whether that was done: what is retried here must not mind having been done.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from sqlalchemy.exc import DBAPIError

from bot.core.errors import DatabaseTrouble, DatabaseUnavailable

DEADLOCK_DETECTED = "40P01"  # https://www.postgresql.org/docs/current/errcodes-appendix.html
# At once, and for as long as a server takes that restarts quickly: someone may be waiting for an answer.
PAUSES_SECONDS = (0.0, 0.1, 0.3, 0.6)

Outcome = TypeVar("Outcome")


async def retry_transaction(transaction: Callable[[], Awaitable[Outcome]]) -> Outcome:
    """Once after a deadlock, a few times after a lost connection. Raises what the last try raised."""
    for pause in PAUSES_SECONDS:
        try:
            return await _retry_if_deadlocked(transaction)
        except DatabaseUnavailable as error:
            if error.trouble is not DatabaseTrouble.LOST:
                raise
        await asyncio.sleep(pause)
    return await _retry_if_deadlocked(transaction)


async def _retry_if_deadlocked(transaction: Callable[[], Awaitable[Outcome]]) -> Outcome:
    try:
        return await transaction()
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) != DEADLOCK_DETECTED:
            raise
    return await transaction()
