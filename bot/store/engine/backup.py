"""Copy a SQLite database while it is in use, by SQLite's own online backup. https://www.sqlite.org/backup.html"""

import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from bot.store.engine.sqlite_file import OWNER_ONLY

_TABLE = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ?"


class NotABackup(Exception):
    """The file is no database of this program, or a damaged one; the message says which."""


@dataclass(frozen=True, slots=True)
class Copied:
    bookings: int
    revision: str  # of the tables
    size: int  # in bytes


def backup_file(source: Path, target: Path) -> Copied:
    """One consistent state, whatever is written meanwhile; nobody waits for it. Raises FileExistsError, NotABackup.

    `target` appears when the copy is complete and has been checked. It is readable by its owner only.
    """
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    part.touch(mode=OWNER_ONLY)
    try:
        _copy(source, part)
        copied = inspect_backup(part)
        os.link(part, target)  # which fails if someone has made it meanwhile
    finally:
        part.unlink(missing_ok=True)
    return copied


def restore_file(backup: Path, database: Path) -> Copied:
    """Take over the backup's content in one transaction. The caller holds the lock on `database`. Raises NotABackup."""
    copied = inspect_backup(backup)
    if not database.exists():
        database.touch(mode=OWNER_ONLY)
    _copy(backup, database)
    return copied


def inspect_backup(file: Path) -> Copied:
    """Check that it is whole. Raises NotABackup."""
    try:
        with closing(sqlite3.connect(file)) as connection:
            (verdict,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
            if verdict != "ok":
                raise NotABackup(f"it is damaged: {verdict}")
            if not all(connection.execute(_TABLE, [name]).fetchone()[0] for name in ("alembic_version", "bookings")):
                raise NotABackup("it is no database of recall-schedule")
            (bookings,) = connection.execute("SELECT count(*) FROM bookings").fetchone()
            (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error as error:
        raise NotABackup(f"it can't be read: {error}") from None
    return Copied(bookings, revision, file.stat().st_size)


def _copy(source: Path, target: Path) -> None:
    """Raises NotABackup for a source that is no database, OSError for what may pass: a full disk, a locked file."""
    try:
        with closing(sqlite3.connect(source)) as here, closing(sqlite3.connect(target)) as there:
            there.execute("PRAGMA synchronous=FULL")
            here.backup(there)  # in one step: a copy in several would begin again after each write
    except sqlite3.OperationalError as error:
        raise OSError(str(error)) from error
    except sqlite3.DatabaseError as error:
        raise NotABackup(f"it can't be read: {error}") from error
