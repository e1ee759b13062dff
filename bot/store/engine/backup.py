"""Copy a SQLite database while it is in use, by SQLite's own online backup. https://www.sqlite.org/backup.html"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.store.engine.moved import MARKS_OF_A_MOVE
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
    """One consistent state, whatever is written meanwhile; no one waits for it. Raises FileExistsError, NotABackup.

    `target` appears when the copy is complete and has been checked. It is readable by its owner only.
    """
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    part.touch(mode=OWNER_ONLY)
    try:
        _copy(source, part)
        copied = inspect_backup(part)
        _name_at_last(part, target)
    finally:
        part.unlink(missing_ok=True)
    return copied


def _name_at_last(part: Path, target: Path) -> None:
    """Raises FileExistsError if someone has made it meanwhile."""
    try:
        os.link(part, target)
    except FileExistsError:
        raise
    except OSError:  # a USB stick or a network share may have no links
        target.touch(mode=OWNER_ONLY, exist_ok=False)
        part.replace(target)


def restore_file(backup: Path, database: Path) -> Copied:
    """Take over the backup's content in one transaction. The caller holds the lock on `database`. Raises NotABackup.

    One that was made after a move to Postgres counts as well: for some it is the only way back.
    """
    copied = inspect_backup(backup)
    if not database.exists():
        database.touch(mode=OWNER_ONLY)
    _copy(backup, database, is_at_rest=True)
    with _in_own_words(), closing(sqlite3.connect(database)) as connection, connection:
        connection.executemany("DELETE FROM marks WHERE name = ?", [(name,) for name in MARKS_OF_A_MOVE])
    return copied


def inspect_backup(file: Path) -> Copied:
    """Check that it is whole. Raises NotABackup."""
    try:
        with closing(_open_at_rest(file)) as connection:
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


def _open_at_rest(file: Path) -> sqlite3.Connection:
    """A file that no one writes to, and that may be on a disk on which nothing can be written.

    SQLite would make two files beside it. What it finds in a -wal file belongs to the database.
    """
    if Path(f"{file}-wal").exists():
        return sqlite3.connect(file)
    return sqlite3.connect(f"{file.absolute().as_uri()}?immutable=1", uri=True)


def _copy(source: Path, target: Path, *, is_at_rest: bool = False) -> None:
    """Raises NotABackup, OSError."""
    open_source = _open_at_rest if is_at_rest else sqlite3.connect
    with _in_own_words(), closing(open_source(source)) as here, closing(sqlite3.connect(target)) as there:
        there.execute("PRAGMA synchronous=FULL")
        here.backup(there)  # in one step: a copy in several would begin again after each write


@contextmanager
def _in_own_words() -> Iterator[None]:
    """Raises NotABackup for what is no database, OSError for what may pass: a full disk, a locked file."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise OSError(str(error)) from error
    except sqlite3.DatabaseError as error:
        raise NotABackup(f"it can't be read: {error}") from error
