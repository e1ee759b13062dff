"""Copy every row from a SQLite file into an empty Postgres database, and prove that they are the same."""

import hashlib
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Select, Table, func, insert, inspect, literal, select, text
from sqlalchemy import Connection as SyncConnection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.storable_text import make_storable
from bot.store.engine.database import Connection, Database
from bot.store.engine.database_trouble import find_trouble, name_error
from bot.store.engine.moved import MARKS_OF_A_MOVE
from bot.store.schema.every_table import collect_tables
from bot.store.schema.tables import marks

ROWS_AT_ONCE = 1_000


class NotEmpty(Exception):
    """The target holds rows already; `table` says where."""

    def __init__(self, table: str) -> None:
        super().__init__(table)
        self.table = table


class DoesNotFit(Exception):
    """Postgres refuses a row of `table`, for the reason that `why` names: SQLite keeps to no length and no range."""

    def __init__(self, table: str, why: str) -> None:
        super().__init__(table)
        self.table = table
        self.why = why


class CopyDiffers(Exception):
    """What has arrived is not what was sent; nothing has been committed."""


@dataclass(frozen=True, slots=True)
class CopiedTable:
    name: str
    rows: int
    digest: str  # SHA-256 over all rows in the order of their keys


async def check_is_empty(target: Database) -> None:
    """Before it is migrated: a database in use is left as it is. Raises NotEmpty."""
    async with target.read() as there:
        existing = set(await there.run_sync(_table_names))
        for table in collect_tables().sorted_tables:
            if table.name in existing and await _has_rows(there, table):
                raise NotEmpty(table.name)


def _table_names(connection: SyncConnection) -> list[str]:
    return inspect(connection).get_table_names()


async def _has_rows(connection: Connection, table: Table) -> bool:
    return (await connection.execute(select(literal(1)).select_from(table).limit(1))).first() is not None


async def copy_tables(source: Database, target: Database) -> list[CopiedTable]:
    """In one transaction on each side; both have all the tables. Raises NotEmpty, DoesNotFit or CopyDiffers.

    Anyone else who uses the target waits until it is over.
    """
    async with source.read() as here, target.write() as there:
        names = ", ".join(table.name for table in collect_tables().sorted_tables)
        await there.execute(text(f"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE"))
        for table in collect_tables().sorted_tables:
            if await _has_rows(there, table):
                raise NotEmpty(table.name)
        return [await _copy(here, there, table) for table in collect_tables().sorted_tables]


async def _copy(here: Connection, there: Connection, table: Table) -> CopiedTable:
    sent = hashlib.sha256()
    async for page in _pages(here, table):
        rows = [_make_storable(row) for row in page]
        await _insert(there, table, rows)
        sent.update(_as_bytes(rows))
    if table.autoincrement_column is not None:
        await _continue_numbers(there, table.autoincrement_column)
    arrived, count = hashlib.sha256(), 0
    async for page in _pages(there, table):
        arrived.update(_as_bytes(page))
        count += len(page)
    if arrived.digest() != sent.digest():
        raise CopyDiffers(table.name)
    return CopiedTable(table.name, count, sent.hexdigest())


def _make_storable(row: Mapping[str, Any]) -> dict[str, Any]:
    """Rows of old may hold NUL bytes: Postgres gets what the app writes by now in their place."""
    return {name: make_storable(value) for name, value in row.items()}


async def _insert(there: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    try:
        await there.execute(insert(table), rows)
    except DBAPIError as error:
        if find_trouble(error) is not None:  # of the database, not of these rows
            raise
        raise DoesNotFit(table.name, name_error(error)) from None  # the original shows what the row says


async def _continue_numbers(there: Connection, number: Column[int]) -> None:
    """The next number is behind the last."""
    sequence = func.pg_get_serial_sequence(number.table.name, number.name)
    await there.execute(select(func.setval(sequence, func.max(number))).where(select(number).limit(1).exists()))


async def _pages(connection: Connection, table: Table) -> AsyncIterator[Sequence[Any]]:
    """All rows in the order of their keys, which both engines must take to be the same: by bytes."""
    query = _all_rows(table, is_sqlite=not isinstance(connection, AsyncConnection))
    if isinstance(connection, AsyncConnection):
        async with connection.stream(query) as result:
            async for page in result.mappings().partitions(ROWS_AT_ONCE):
                yield page
        return
    result = await connection.execute(query)
    for page in result.mappings().partitions(ROWS_AT_ONCE):
        yield page


def _all_rows(table: Table, *, is_sqlite: bool) -> Select[Any]:
    keys = [
        column if is_sqlite or column.type.python_type is not str else column.collate("C")
        for column in table.primary_key
    ]
    query = select(table).order_by(*keys)
    return query.where(marks.c.name.not_in(MARKS_OF_A_MOVE)) if table is marks else query


def _as_bytes(rows: Sequence[Mapping[str, Any]]) -> bytes:
    return "".join(f"{list(row.values())!r}\n" for row in rows).encode()
