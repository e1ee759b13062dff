"""Statements that somebody waits for. SQLAlchemy takes several times as long to have one executed as SQLite to do it.

So SQLite gets its text and values as they are. Columns are texts, whole numbers, truths and moments, and no others.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVarTuple

from sqlalchemy import ClauseElement, Insert, Row
from sqlalchemy.dialects import sqlite
from sqlalchemy.sql.selectable import TypedReturnsRows

from bot.store.engine.database import Connection, Database
from bot.store.engine.sqlite import SqliteConnection, SqliteEngine
from bot.store.tables import moment_as_text

Columns = TypeVarTuple("Columns")

_BY_NAME = sqlite.dialect(paramstyle="named")


async def fetch(
    connection: Connection, query: TypedReturnsRows[*Columns], parameters: Mapping[str, Any]
) -> Sequence[Row[*Columns]]:
    """All rows. `query` is made once, and asks for texts and numbers only: moments would come as SQLite keeps them."""
    if isinstance(connection, SqliteConnection):
        return connection.fetch_text(_text(query), _bound(parameters))
    return (await connection.execute(query, parameters)).all()


async def fetch_alone(
    database: Database, query: TypedReturnsRows[*Columns], parameters: Mapping[str, Any]
) -> Sequence[Row[*Columns]]:
    """The same, in a transaction of its own."""
    if isinstance(database.engine, SqliteEngine):
        return await database.engine.fetch_text(_text(query), _bound(parameters))
    async with database.read() as connection:
        return await fetch(connection, query, parameters)


async def insert_rows(connection: Connection, statement: Insert, rows: Sequence[Mapping[str, Any]]) -> None:
    """Each with the same columns. Raises IntegrityError. `statement` is made once."""
    if isinstance(connection, SqliteConnection):
        connection.write_text(_text(statement, tuple(rows[0])), [_bound(row) for row in rows])
    else:
        await connection.execute(statement, rows)


@lru_cache(maxsize=256)
def _text(statement: ClauseElement, columns: tuple[str, ...] | None = None) -> str:
    return str(statement.compile(dialect=_BY_NAME, column_keys=columns))


def _bound(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: moment_as_text(value) if isinstance(value, datetime) else value for name, value in values.items()}
