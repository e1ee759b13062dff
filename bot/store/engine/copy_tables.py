"""Copy every row from a SQLite file into an empty Postgres database, and prove that they are the same."""

import hashlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Select, Table, func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.engine.database import Connection, Database
from bot.store.engine.moved import MOVED
from bot.store.schema.every_table import collect_tables
from bot.store.schema.tables import marks

ROWS_AT_ONCE = 1_000


class NotEmpty(Exception):
    """The target holds rows already; `table` says where."""

    def __init__(self, table: str) -> None:
        super().__init__(table)
        self.table = table


class CopyDiffers(Exception):
    """What has arrived is not what was sent; nothing has been committed."""


@dataclass(frozen=True, slots=True)
class CopiedTable:
    name: str
    rows: int
    digest: str  # SHA-256 over all rows in the order of their keys


async def copy_tables(source: Database, target: Database) -> list[CopiedTable]:
    """In one transaction on each side; both have all the tables. Raises NotEmpty or CopyDiffers.

    Whoever else uses the target waits until it is over.
    """
    async with source.read() as here, target.write() as there:
        names = ", ".join(table.name for table in collect_tables().sorted_tables)
        await there.execute(text(f"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE"))
        for table in collect_tables().sorted_tables:
            if (await there.execute(select(table).limit(1))).first() is not None:
                raise NotEmpty(table.name)
        return [await _copy(here, there, table) for table in collect_tables().sorted_tables]


async def _copy(here: Connection, there: Connection, table: Table) -> CopiedTable:
    sent = hashlib.sha256()
    async for rows in _pages(here, table):
        await there.execute(insert(table), [dict(row) for row in rows])
        sent.update(_as_bytes(rows))
    if table.autoincrement_column is not None:
        await _continue_numbers(there, table.autoincrement_column)
    arrived, count = hashlib.sha256(), 0
    async for rows in _pages(there, table):
        arrived.update(_as_bytes(rows))
        count += len(rows)
    if arrived.digest() != sent.digest():
        raise CopyDiffers(table.name)
    return CopiedTable(table.name, count, sent.hexdigest())


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
    return query.where(marks.c.name != MOVED) if table is marks else query


def _as_bytes(rows: Sequence[Any]) -> bytes:
    return "".join(f"{list(row.values())!r}\n" for row in rows).encode()
