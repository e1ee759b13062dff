"""Define the commands that copy the database: backup, restore, copy-database."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.core.errors import SetupError

if TYPE_CHECKING:
    from bot.store.engine.backup import Copied
    from bot.store.engine.database import Database

BackupFile = Annotated[Path, typer.Argument(metavar="FILE", dir_okay=False)]


def backup(file: BackupFile) -> None:
    """Copy the SQLite database to FILE while the app runs.

    FILE must not exist yet. For Postgres, use pg_dump.
    """
    from bot.store.engine.backup import NotABackup, backup_file

    database = _sqlite_database("Run `pg_dump --format custom --file FILE` with your Postgres address instead.")
    if not database.exists():
        raise SetupError(f"DATABASE_URL: there's no database at {database}.")
    if file.exists():
        raise SetupError(f"{file} already exists. Choose another name.")
    try:
        copied = backup_file(database, file)
    except (NotABackup, OSError) as error:
        raise SetupError(f"{database} can't be copied to {file}: {error}.") from None
    typer.echo(f"Copied {database} to {file}: {_describe(copied)}.")


def restore(file: BackupFile) -> None:
    """Replace the SQLite database with the copy in FILE.

    Stop the app first. What is there now is kept beside it. For Postgres, use pg_restore.
    """
    from bot.store.engine.backup import NotABackup, inspect_backup
    from bot.store.engine.file_lock import lock_database_file
    from bot.store.engine.migrate import HEAD

    database = _sqlite_database("Create an empty database, and run `pg_restore --dbname …` with its address instead.")
    if not file.exists():
        raise SetupError(f"There's no file {file}.")
    if database.exists() and file.samefile(database):
        raise SetupError(f"{file} is the database itself. Name a backup of it.")
    try:
        found = inspect_backup(file)
    except NotABackup as error:
        raise SetupError(f"{file} can't be restored: {error}.") from None
    if found.revision > HEAD:
        raise SetupError(f"{file} was made by a newer version. Install that version first.")
    with lock_database_file(_open(f"sqlite:///{database}")):
        _replace(database, file)


def copy_database(
    source: Annotated[str, typer.Option("--from", metavar="sqlite:///…", help="SQLite database to copy.")],
    target: Annotated[str, typer.Option("--to", metavar="postgresql://…", help="Empty Postgres database to fill.")],
) -> None:
    """Move a SQLite database to Postgres.

    Stop the app first. The Postgres database must be empty. Afterward, the app no longer starts on the SQLite file.
    To keep the password out of the process list, leave it out of the address and set PGPASSWORD.
    """
    from bot.maintenance.move import move
    from bot.store.engine.file_lock import lock_database_file

    here, there = _address("--from", source), _address("--to", target)
    if not here.startswith("sqlite") or there.startswith("sqlite"):
        raise SetupError("--from must be a SQLite database, and --to a Postgres database.")
    opened = _open(here)
    file = Path(opened.url.database or "")
    if not file.exists():
        raise SetupError(f"--from: there's no database at {file}.")
    with lock_database_file(opened):
        for table in asyncio.run(move(file, there)):
            typer.echo(f"{table.name:<22}{table.rows:>10,} rows  sha256 {table.digest[:16]}")
    typer.echo(f"Copied and compared. Set DATABASE_URL to the Postgres database; {file} isn't used anymore.")


def _replace(database: Path, file: Path) -> None:
    from bot.store.engine.backup import NotABackup, restore_file

    try:
        if aside := _put_aside(database):
            typer.echo(f"The previous database was kept as {aside}.")
        copied = restore_file(file, database)
    except (NotABackup, OSError) as error:
        raise SetupError(f"{database} can't be replaced: {error}.") from None
    typer.echo(f"Restored {database} from {file}: {_describe(copied)}.")


def _put_aside(database: Path) -> Path | None:
    """A copy of it, or the files themselves where it is damaged."""
    from bot.store.engine.backup import NotABackup, backup_file

    if not database.exists() or not database.stat().st_size:
        return None
    aside = database.with_name(f"{database.name}.before-{datetime.now(UTC):%Y%m%dT%H%M%S}")
    try:
        backup_file(database, aside)
    except NotABackup:
        for ending in ("", "-wal", "-shm"):
            if (part := Path(f"{database}{ending}")).exists():
                part.rename(f"{aside}{ending}")
    return aside


def _describe(copied: "Copied") -> str:
    return f"{copied.bookings:,} bookings, {copied.size / 1e6:,.1f} MB"


def _sqlite_database(for_postgres: str) -> Path:
    from bot.settings import load_storage_settings
    from bot.urls import sqlite_file

    file = sqlite_file(load_storage_settings().database_url.get_secret_value())
    if file is None:
        raise SetupError(f"DATABASE_URL names a Postgres database. {for_postgres}")
    return file


def _address(option: str, given: str) -> str:
    from bot.urls import sqlalchemy_url

    try:
        return sqlalchemy_url(given)
    except ValueError as error:
        raise SetupError(f"{option} {error}") from None


def _open(url: str) -> "Database":
    from bot.store.engine.database import Database

    return Database(url, logs_trouble=False)
