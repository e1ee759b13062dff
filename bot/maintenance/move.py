"""Move a SQLite database to Postgres, and say in words what stands in the way."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from glob import escape
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory

from sqlalchemy.exc import SQLAlchemyError

from bot.core.errors import DatabaseUnavailable, SetupError
from bot.store.engine.backup import NotABackup, backup_file
from bot.store.engine.copy_tables import (
    CopiedTable,
    CopyDiffers,
    DoesNotFit,
    NotEmpty,
    check_is_empty,
    copy_tables,
)
from bot.store.engine.database import Database
from bot.store.engine.database_trouble import name_error
from bot.store.engine.migrate import migrate
from bot.store.engine.moved import marked_as_moved


async def move(file: Path, target_url: str) -> list[CopiedTable]:
    """From a copy of the file, which may have to be migrated first. The caller holds the lock on it.

    Raises SetupError.
    """
    original, target = _open(f"sqlite:///{file}"), _open(target_url)
    with _say_what_stops_it(file), _folder_beside(file) as folder:
        source = _open(f"sqlite:///{folder / file.name}")
        try:
            backup_file(file, folder / file.name)
            await migrate(source)
            await check_is_empty(target)
            await migrate(target)
            async with marked_as_moved(original, datetime.now(UTC)):
                return await copy_tables(source, target)
        finally:
            for database in (original, source, target):
                await database.aclose()


@contextmanager
def _folder_beside(file: Path) -> Iterator[Path]:
    """For a copy of it. One that a killed process has left is removed."""
    prefix = f".{file.name}.copy-"
    for left in file.parent.glob(f"{escape(prefix)}*"):
        rmtree(left, ignore_errors=True)
    with TemporaryDirectory(prefix=prefix, dir=file.parent) as folder:
        yield Path(folder)


@contextmanager
def _say_what_stops_it(file: Path) -> Iterator[None]:
    try:
        yield
    except NotABackup as error:
        raise SetupError(f"--from: {file} can't be copied: {error}.") from None
    except NotEmpty as error:
        raise SetupError(f"--to: the database isn't empty: it has rows in {error.table}. Create a new one.") from None
    except DoesNotFit as error:
        raise SetupError(
            f"--to: Postgres doesn't take a row of {error.table} ({error.why}). Nothing was copied."
        ) from None
    except CopyDiffers as error:
        raise SetupError(f"--to: what arrived in {error} differs. Nothing was copied.") from None
    except SQLAlchemyError as error:
        raise SetupError(
            f"The database can't be copied ({name_error(error)}). Check that --to is a new database, and that its user "
            "may create tables."
        ) from None
    except (DatabaseUnavailable, OSError) as error:
        why = error.trouble.value if isinstance(error, DatabaseUnavailable) else type(error).__name__
        raise SetupError(f"The database can't be copied ({why}). Nothing was changed.") from None


def _open(url: str) -> Database:
    return Database(url, logs_trouble=False)
