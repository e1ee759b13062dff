"""Retry a transaction that Postgres rolled back because of a deadlock.

Rows are locked in the order of their ids wherever several are, so that this stays rare.
"""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from sqlalchemy.exc import DBAPIError

DEADLOCK_DETECTED = "40P01"  # https://www.postgresql.org/docs/current/errcodes-appendix.html

Outcome = TypeVar("Outcome")


async def retry_on_deadlock(transaction: Callable[[], Awaitable[Outcome]]) -> Outcome:
    try:
        return await transaction()
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) != DEADLOCK_DETECTED:
            raise
    return await transaction()
