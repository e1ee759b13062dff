"""Isolate every test: no other machine is reached, no real settings are read, Postgres starts empty."""

import asyncio
import gc
import logging
import os
import socket
import ssl
from collections import Counter
from collections.abc import Awaitable, Callable, Generator, Iterator
from contextlib import contextmanager
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import asyncpg
import hypothesis
import pytest
import structlog

from bot.store.engine.database import Database
from bot.store.engine.migrate import migrate
from bot.store.schema.every_table import collect_tables
from tests.memory import a_folder_in_memory

POSTGRES_TEST_URL = os.environ.get("POSTGRES_TEST_URL") or "postgresql://postgres@127.0.0.1:5432/test"
OURS = (
    "SLACK_",
    "RECALL_",
    "DATABASE_URL",
    "HOST",
    "PORT",
    "LOG_",
    "SYNC_",
    "SWEEP_",
    "PROCESSES",
    "CONFIG_FILE",
    "PUBLIC_URL",
    "GOOGLE_",
    "MICROSOFT_",
    "CALENDAR_",
    "SUMMARY_",
    "MCP_",
)

# Several test processes share a machine: how long an example takes says nothing of the code.
hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors: about a third of the time a test waits for something."""
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is collected stays: looking through it for garbage again and again takes a quarter of the time.

    Later as well, once for some ten journeys: it is left out for good.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


class NetworkForbidden(Exception):
    """A test reached for another machine."""


@pytest.fixture(scope="session", autouse=True)
def _only_this_machine() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", _guarded(socket.socket.connect))
        patch.setattr(socket.socket, "connect_ex", _guarded(socket.socket.connect_ex))
        patch.setattr(socket, "getaddrinfo", _guarded_look_up(socket.getaddrinfo))
        yield


def _guarded(connect: Callable[..., Any]) -> Callable[..., Any]:
    def guarded(self: socket.socket, address: Any) -> Any:
        if self.family != getattr(socket, "AF_UNIX", None):
            _check(address[0])
        return connect(self, address)

    return guarded


def _guarded_look_up(getaddrinfo: Callable[..., Any]) -> Callable[..., Any]:
    def guarded(host: Any, *rest: Any, **options: Any) -> Any:
        if host:
            _check(host.decode() if isinstance(host, bytes) else host)
        return getaddrinfo(host, *rest, **options)

    return guarded


def _check(host: str) -> None:
    try:
        is_own = ip_address(host).is_loopback
    except ValueError:
        is_own = host == "localhost"
    if not is_own:
        raise NetworkForbidden(f"a test tried to reach {host}")


@pytest.fixture(scope="session", autouse=True)
def _certificates_are_read_once() -> Iterator[None]:
    """They take longer than most tests, for every client anew, and on this machine no one is asked for one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ssl, "create_default_context", cache(ssl.create_default_context))
        yield


@pytest.fixture(autouse=True)
def _logging_as_it_was() -> Iterator[None]:
    """A command that a test runs in this process sets it for all that follow."""
    handlers, level = logging.root.handlers, logging.root.level
    yield
    logging.root.handlers = handlers
    logging.root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture(autouse=True)
def _tracebacks_are_plain() -> None:
    """structlog's own show every local variable, and take a minute over a booking's."""
    structlog.configure(processors=[structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)])


@pytest.fixture(scope="session", autouse=True)
def _nobodys_settings() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.startswith(OURS):
                patch.delenv(name)
        yield


@contextmanager
def _a_postgres_database() -> Iterator[str]:
    """A database of this test process alone; its URL."""
    name = f"recall_schedule_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{uuid4().hex[:8]}"
    try:
        _execute("postgres", f"CREATE DATABASE {name}")
        _execute("postgres", f"ALTER DATABASE {name} SET synchronous_commit = off")  # nothing in it need last
    except OSError as error:
        _without_postgres(str(error))
    yield urlsplit(POSTGRES_TEST_URL)._replace(scheme="postgresql+asyncpg", path=f"/{name}").geturl()
    _execute("postgres", f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def _postgres_database() -> Iterator[str]:
    with _a_postgres_database() as url:
        yield url


@pytest.fixture
def postgres_url(_postgres_database: str) -> str:
    """The SQLAlchemy URL of an empty Postgres database: no tables, no one else connected."""
    _execute(_name_in(_postgres_database), _ALONE + _WITHOUT_TABLES)
    return _postgres_database


@pytest.fixture(scope="session")
def _migrated_postgres_database() -> Iterator[str]:
    with _a_postgres_database() as url:
        _run(_migrate(url))
        yield url


@pytest.fixture
def migrated_postgres_url(_migrated_postgres_database: str) -> str:
    """The same with all the tables, and nothing in them: making them takes longer than most tests."""
    _execute(_name_in(_migrated_postgres_database), _ALONE + _WITHOUT_ROWS)
    return _migrated_postgres_database


@pytest.fixture
def memory_path() -> Iterator[Path]:
    """A folder for databases that need not outlive the test: a disk makes each commit wait for milliseconds."""
    with a_folder_in_memory() as folder:
        yield folder


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with all the tables, to be copied."""
    path = tmp_path_factory.mktemp("migrated") / "empty.db"
    _run(_migrate(f"sqlite:///{path}"))
    return path


async def _migrate(url: str) -> None:
    database = Database(url)
    await migrate(database)
    await database.aclose()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Each reason for skipping once, with how many tests it has kept from running."""
    reasons = Counter(report.longrepr[2] for report in terminalreporter.stats.get("skipped", []))
    for reason, count in reasons.items():
        terminalreporter.write_line(f"{count} skipped: {reason.removeprefix('Skipped: ')}")


_ALONE = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid();
"""
# TRUNCATE makes each table and each index a new file, which takes twenty times as long as deleting a few rows.
_TABLES = collect_tables().sorted_tables
_NUMBERED = [
    f"ALTER SEQUENCE {table.name}_{table.autoincrement_column.name}_seq RESTART;"
    for table in _TABLES
    if table.autoincrement_column is not None
]
_WITHOUT_ROWS = " ".join([*(f"DELETE FROM {table.name};" for table in reversed(_TABLES)), *_NUMBERED])
_WITHOUT_TABLES = "DROP SCHEMA public CASCADE; CREATE SCHEMA public;"


def _without_postgres(reason: str) -> None:
    place = urlsplit(POSTGRES_TEST_URL).netloc.rpartition("@")[2]
    word = f"no Postgres at {place} ({reason}): start one, or set POSTGRES_TEST_URL"
    if os.environ.get("REQUIRE_POSTGRES") or os.environ.get("CI"):
        pytest.fail(word)
    pytest.skip(word)


def _name_in(url: str) -> str:
    return urlsplit(url).path[1:]


def _execute(database: str, statement: str) -> None:
    async def execute() -> None:
        connection = await asyncpg.connect(POSTGRES_TEST_URL, database=database, timeout=10)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    _run(execute())


def _run(work: Awaitable[None]) -> None:
    # With a loop of its own, so that the test's loop stays the current one.
    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        runner.run(work)
