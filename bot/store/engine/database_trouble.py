"""Tell a database that cannot be used now from an error in what was asked of it."""

import sqlite3

from sqlalchemy.exc import DBAPIError, InterfaceError, InternalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.core.errors import DatabaseTrouble

# https://www.sqlite.org/rescode.html
_SQLITE = {
    sqlite3.SQLITE_FULL: DatabaseTrouble.FULL,
    sqlite3.SQLITE_IOERR: DatabaseTrouble.IO_ERROR,
    sqlite3.SQLITE_READONLY: DatabaseTrouble.READ_ONLY,
    sqlite3.SQLITE_BUSY: DatabaseTrouble.LOCKED,
    sqlite3.SQLITE_LOCKED: DatabaseTrouble.LOCKED,
    sqlite3.SQLITE_PROTOCOL: DatabaseTrouble.LOCKED,
    sqlite3.SQLITE_CANTOPEN: DatabaseTrouble.UNREACHABLE,
    sqlite3.SQLITE_CORRUPT: DatabaseTrouble.DAMAGED,
    sqlite3.SQLITE_NOTADB: DatabaseTrouble.DAMAGED,
}
_PRIMARY_CODE = 0xFF
_OF_LOST_CONNECTIONS = ("connection is closed", "another operation is in progress")
# https://www.postgresql.org/docs/current/errcodes-appendix.html; by the whole code, else by its class.
_POSTGRES = {
    "08": DatabaseTrouble.LOST,
    "25006": DatabaseTrouble.READ_ONLY,
    "53": DatabaseTrouble.OVERLOADED,
    "53100": DatabaseTrouble.FULL,
    "55P03": DatabaseTrouble.LOCKED,
    "57P01": DatabaseTrouble.LOST,
    "57P02": DatabaseTrouble.LOST,
    "57P03": DatabaseTrouble.UNREACHABLE,
    "57P05": DatabaseTrouble.LOST,
    "58": DatabaseTrouble.IO_ERROR,
}


def find_trouble(error: BaseException) -> DatabaseTrouble | None:
    """None for an error of another kind: a bug, or a row that is there already."""
    if isinstance(error, OSError):  # asyncpg's own, from connecting
        return DatabaseTrouble.UNREACHABLE
    if isinstance(error, PoolTimeout):
        return DatabaseTrouble.OVERLOADED
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, sqlite3.Error):
        return _SQLITE.get(getattr(cause, "sqlite_errorcode", 0) & _PRIMARY_CODE)
    if code := str(getattr(cause, "sqlstate", None) or ""):
        return _POSTGRES.get(code) or _POSTGRES.get(code[:2])
    return DatabaseTrouble.LOST if isinstance(error, DBAPIError) and _is_lost(error) else None


def name_error(error: Exception) -> str:
    """The driver's own word for it, as `StringDataRightTruncationError`: its message may show what a row says."""
    cause = error.orig.__cause__ if isinstance(error, DBAPIError) and error.orig else None
    return type(cause or error).__name__


def _is_lost(error: DBAPIError) -> bool:
    """Whether the driver has noticed that the connection is gone, or stumbles because it has not yet.

    What it says of wrong parameters is an InterfaceError as well, and would be the same the next time.
    """
    if error.connection_invalidated or isinstance(error, InternalError):
        return True
    return isinstance(error, InterfaceError) and any(words in str(error.orig) for words in _OF_LOST_CONNECTIONS)
