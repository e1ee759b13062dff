"""Databases as earlier versions have left them, on either engine."""

import json
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from alembic import command
from sqlalchemy import Boolean, Connection, DateTime, MetaData, Table, create_engine, select, text

from bot.store.engine.database import Database
from bot.store.engine.migrate import alembic_config

DATABASES = Path(__file__).with_name("databases")
NAMES = sorted(path.stem for path in DATABASES.glob("*.sql"))
RELEASES = [name for name in NAMES if not name.startswith("migration-")]
OTHERS_OWN = ("alembic_version", "sqlite_sequence")


def restore(name: str, file: Path) -> None:
    """As a SQLite file."""
    connection = sqlite3.connect(file)
    connection.executescript((DATABASES / f"{name}.sql").read_text(encoding="utf-8"))
    connection.close()


async def restore_on_postgres(name: str, url: str, file: Path) -> None:
    """`file` is where the rows are read from meanwhile. The tables are those of that version's migration."""
    restore(name, file)
    database = Database(url)
    revision = read(file, "SELECT version_num FROM alembic_version")[0][0]
    async with database.write() as connection:
        await connection.run_sync(lambda each: command.upgrade(alembic_config(each), revision))
        await connection.run_sync(partial(write_rows, file=file))
        await connection.execute(
            text("SELECT setval(pg_get_serial_sequence('audit', 'number'), max(number)) FROM audit")
        )
    await database.aclose()


def write_rows(connection: Connection, file: Path) -> None:
    """As the version that left `file` writes them: it knows no column that has come since."""
    there = MetaData()
    there.reflect(connection)
    source = create_engine(f"sqlite:///{file}")
    with source.connect() as rows:
        for table in there.sorted_tables:
            if table.name in tables_of(file):
                for row in _rows(rows, table):
                    connection.execute(table.insert(), row)
    source.dispose()


def _rows(source: Connection, table: Table) -> Iterator[dict[str, Any]]:
    """With the columns that the version had, in the types that `table` has."""
    here = Table(table.name, MetaData(), autoload_with=source)
    for row in source.execute(select(here)).mappings():
        yield {name: _as_typed(table.columns[name].type, value) for name, value in row.items()}


def _as_typed(kind: object, value: Any) -> Any:
    if isinstance(value, datetime) and isinstance(kind, DateTime):
        return value.replace(tzinfo=UTC)
    return bool(value) if isinstance(kind, Boolean) else value


def read(file: Path, statement: str) -> list[Any]:
    connection = sqlite3.connect(file)
    try:
        return connection.execute(statement).fetchall()
    finally:
        connection.close()


def documents(file: Path, table: str) -> list[dict[str, Any]]:
    return [json.loads(text) for (text,) in read(file, f"SELECT document FROM {table} ORDER BY id")]


def tables_of(file: Path) -> set[str]:
    found = read(file, "SELECT name FROM sqlite_master WHERE type = 'table'")
    return {name for (name,) in found} - set(OTHERS_OWN)
