"""Migrate the database to the present schema. Alembic is imported only when a migration is due."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from bot.core.errors import DatabaseTrouble, DatabaseUnavailable, SetupError
from bot.store.engine.database import Database

if TYPE_CHECKING:
    from alembic.config import Config

# The newest file in migrations/versions; a test keeps them equal.
HEAD = "0010"
# Of a table, on Postgres. What others ask of a table waits behind a migration that waits for it, as for a pg_dump.
LOCK_TIMEOUT_SECONDS = 1
TRIES, PAUSE_SECONDS = 60, 2.0
_MIGRATIONS = Path(__file__).parent.parent / "migrations"


async def is_migrated(database: Database) -> bool:
    """Whether it has what this version needs. In a rolling update a newer one may have added to it meanwhile."""
    revision = await _read_revision(database)
    return revision is not None and revision >= HEAD


async def migrate(database: Database) -> bool:
    """Apply what is missing, one process at a time; returns whether anything was.

    Raises SetupError for a database that a newer version has used.
    """
    if await _read_revision(database) == HEAD:
        return False
    for _ in range(TRIES):
        try:
            return await _migrate(database)
        except DatabaseUnavailable as error:
            if database.is_sqlite or error.trouble is not DatabaseTrouble.LOCKED:
                raise
        await asyncio.sleep(PAUSE_SECONDS)
    return await _migrate(database)


async def _migrate(database: Database) -> bool:
    async with database.write() as connection:
        if not database.is_sqlite:  # another process may be migrating, for as long as that takes
            await connection.execute(text("SET LOCAL lock_timeout = 0"))
        await database.lock(connection, "migrations")
        if not database.is_sqlite:
            await connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT_SECONDS}s'"))
        return await connection.run_sync(_upgrade)


async def _read_revision(database: Database) -> str | None:
    async with database.read() as connection:
        return await connection.run_sync(_revision)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def _upgrade(connection: Connection) -> bool:
    revision = _revision(connection)
    if revision == HEAD:
        return False
    if revision is not None and revision > HEAD:
        raise SetupError(
            "DATABASE_URL: a newer version of this program has used the database. Install that version again, or go "
            "back to the copy that was made before the upgrade."
        )
    from alembic import command

    command.upgrade(alembic_config(connection), "head")
    return True


def alembic_config(connection: Connection) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    return config
