"""What says that the database cannot be used now, and what is an error in what was asked of it."""

import sqlite3

import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.core.errors import DatabaseTrouble
from bot.store.engine.database_trouble import find_trouble


class PostgresError(Exception):
    def __init__(self, sqlstate=None, words=""):
        super().__init__(words)
        self.sqlstate = sqlstate


def from_sqlite(code):
    cause = sqlite3.OperationalError()
    cause.sqlite_errorcode = code
    return OperationalError("INSERT", {}, cause)


def from_postgres(sqlstate=None, words="", kind=DBAPIError):
    return kind("INSERT", {}, PostgresError(sqlstate, words))


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        (from_sqlite(sqlite3.SQLITE_FULL), DatabaseTrouble.FULL),
        (from_sqlite(sqlite3.SQLITE_IOERR_WRITE), DatabaseTrouble.IO_ERROR),
        (from_sqlite(sqlite3.SQLITE_READONLY_DBMOVED), DatabaseTrouble.READ_ONLY),
        (from_sqlite(sqlite3.SQLITE_BUSY_SNAPSHOT), DatabaseTrouble.LOCKED),
        (from_sqlite(sqlite3.SQLITE_CORRUPT), DatabaseTrouble.DAMAGED),
        (from_postgres("53100"), DatabaseTrouble.FULL),
        (from_postgres("53300"), DatabaseTrouble.OVERLOADED),
        (from_postgres("55P03"), DatabaseTrouble.LOCKED),
        (from_postgres("57P01"), DatabaseTrouble.LOST),
        (from_postgres("57P03"), DatabaseTrouble.UNREACHABLE),
        (from_postgres("08006"), DatabaseTrouble.LOST),
        (from_postgres("25006"), DatabaseTrouble.READ_ONLY),
        (from_postgres(words="connection is closed", kind=InterfaceError), DatabaseTrouble.LOST),
        (from_postgres(words="cannot switch to state 11", kind=InternalError), DatabaseTrouble.LOST),
        (PoolTimeout(), DatabaseTrouble.OVERLOADED),
        (ConnectionRefusedError(), DatabaseTrouble.UNREACHABLE),
    ],
)
def test_a_database_that_cannot_be_used_now(error, trouble):
    assert find_trouble(error) is trouble


@pytest.mark.parametrize(
    "error",
    [
        from_sqlite(sqlite3.SQLITE_ERROR),  # no such table
        IntegrityError("INSERT", {}, sqlite3.IntegrityError()),
        from_postgres("23505"),
        from_postgres("40P01"),
        from_postgres("22021"),
        from_postgres(words="the server expects 1 argument for this query, 2 were passed", kind=InterfaceError),
        ValueError(),
    ],
)
def test_an_error_that_would_be_the_same_the_next_time(error):
    assert find_trouble(error) is None
