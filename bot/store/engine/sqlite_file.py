"""Watch the file of a SQLite database: who may read it, and whether it is still the one that was opened."""

from pathlib import Path

from sqlalchemy.engine import URL

from bot.core.errors import DatabaseTrouble, DatabaseUnavailable

OWNER_ONLY = 0o600

Identity = tuple[int, int]


class SqliteFile:
    def __init__(self, url: URL) -> None:
        is_file = url.database and url.database != ":memory:"
        self._path = Path(url.database) if is_file and url.database else None
        self._opened: Identity | None = None

    def check(self) -> None:
        """Made at the first call. Raises DatabaseUnavailable once it has been deleted or replaced.

        What a connection writes to a deleted file is lost, and a new connection would make an empty one.
        """
        if self._path is None:
            return
        if self._opened is None:
            self._opened = _make_owner_only(self._path)
        elif _identify(self._path) != self._opened:
            raise DatabaseUnavailable(DatabaseTrouble.GONE)


def _make_owner_only(path: Path) -> Identity | None:
    """Titles and addresses are in there. SQLite gives its -wal and -shm files the mode of the main file."""
    path.touch(mode=OWNER_ONLY, exist_ok=True)
    path.chmod(OWNER_ONLY)
    return _identify(path)


def _identify(path: Path) -> Identity | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino
