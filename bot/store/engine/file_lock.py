"""Lock a SQLite file for one `serve`: two executors on one file would each believe to be alone."""

from collections.abc import Iterator
from contextlib import contextmanager

from filelock import FileLock, Timeout

from bot.core.errors import SetupError
from bot.store.engine.database import OWNER_ONLY, Database


@contextmanager
def lock_database_file(database: Database) -> Iterator[None]:
    """Raises SetupError if another process serves from this SQLite file. Postgres is shared on purpose."""
    if not database.is_sqlite:
        yield
        return
    lock = FileLock(f"{database.url.database}.lock", mode=OWNER_ONLY, blocking=False)
    try:
        lock.acquire()
    except Timeout:
        raise SetupError(
            f"Another process already serves from {database.url.database} (DATABASE_URL). Stop it first, or use "
            "Postgres to run several."
        ) from None
    try:
        yield
    finally:
        lock.release()
