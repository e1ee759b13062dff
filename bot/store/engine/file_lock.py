"""Lock a SQLite file for one `serve`: two executors on one file would each believe to be alone."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from bot.core.errors import SetupError
from bot.store.engine.database import Database
from bot.store.engine.sqlite_file import OWNER_ONLY


@contextmanager
def lock_database_file(database: Database) -> Iterator[None]:
    """Raises SetupError if another process serves from this SQLite file. Postgres is shared on purpose."""
    if not database.is_sqlite:
        yield
        return
    with ExitStack() as stack:
        for path in _lock_files(Path(database.url.database or "")):
            lock = FileLock(path, mode=OWNER_ONLY, blocking=False)
            try:
                stack.enter_context(lock)
            except Timeout:
                raise SetupError(
                    f"Another process already serves from {database.url.database} (DATABASE_URL). Stop it first, or "
                    "use Postgres to run several."
                ) from None
            except OSError as error:
                raise SetupError(f"DATABASE_URL: {path} cannot be written ({error.strerror}).") from None
        yield


def _lock_files(path: Path) -> Iterator[Path]:
    """Whichever links lead to the file. The hidden one outlives `rm recall-schedule.db*` under a running program."""
    file = path.resolve()
    yield file.with_name(f"{file.name}.lock")
    yield file.with_name(f".{file.name}.lock")
