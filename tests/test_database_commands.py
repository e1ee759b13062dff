"""backup, restore and copy-database, as an admin calls them."""

import asyncio
import errno
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from contextlib import AsyncExitStack, closing
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, text

from bot.app.adapters import open_store
from bot.cli import main
from bot.clock import SystemClock
from bot.core.errors import SetupError
from bot.core.identifiers import BookingId, LinkKey, UserId
from bot.settings import Settings
from bot.store.bookings.bookings import Bookings
from bot.store.engine import copy_tables as copying
from bot.store.engine.backup import backup_file
from bot.store.engine.database import Database
from bot.store.engine.file_lock import lock_database_file
from bot.store.engine.moved import MARKS_OF_A_MOVE
from bot.store.schema.every_table import collect_tables
from bot.store.schema.tables import audit
from tests.benchmarks.processes import PROJECT
from tests.examples import NOW, a_bare_link, a_booking
from tests.soak.small_disk import small_disk
from tests.submissions import a_submission
from tests.upgrades.released import RELEASES, read, restore, restore_on_postgres, tables_of

REGION = "us-west-2"
COUNT = "SELECT count(*) FROM bookings"
REVISION = "SELECT version_num FROM alembic_version"
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(PROJECT)}


@pytest.fixture
def file(monkeypatch, tmp_path) -> Path:
    """DATABASE_URL names it, and the present folder is its own; there is nothing yet."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/bot.db")
    return tmp_path / "bot.db"


@pytest.fixture
def call(monkeypatch, capsys):
    def run(*arguments: object) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["recall-schedule", *map(str, arguments)])
        with pytest.raises(SystemExit) as stopped:
            main()
        captured = capsys.readouterr()
        return int(stopped.value.code or 0), captured.out + captured.err

    return run


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


async def test_a_backup_holds_everything_that_was_acknowledged_before_it_began(migrated_sqlite, tmp_path):
    file, copy = Path(shutil.copy(migrated_sqlite, tmp_path / "bot.db")), tmp_path / "copy.db"
    database, acknowledged, is_over = Database(f"sqlite:///{file}"), 0, asyncio.Event()

    async def keep_booking() -> None:
        nonlocal acknowledged
        while not is_over.is_set():
            meeting = a_bare_link(link_key=LinkKey(f"meet:{acknowledged}"))
            booking = a_booking(id=BookingId(f"b{acknowledged}"), meeting=meeting)
            await Bookings(database).submit(a_submission(f"V{acknowledged}", booking))
            acknowledged += 1

    booking = asyncio.create_task(keep_booking())
    for _ in range(3):
        copy.unlink(missing_ok=True)
        before = acknowledged
        copied = await asyncio.to_thread(backup_file, file, copy)
        assert before <= copied.bookings <= acknowledged + 1
        assert read(copy, COUNT) == read(copy, "SELECT count(*) FROM submissions") == [(copied.bookings,)]
    is_over.set()
    await booking
    await database.aclose()
    assert mode(copy) == 0o600
    assert sorted(path.name for path in tmp_path.glob("copy*")) == ["copy.db"]


def test_what_was_backed_up_comes_back_and_what_was_there_is_kept(file, call, tmp_path):
    restore(RELEASES[-1], file)
    code, said = call("backup", "copy.db")
    assert (code, "8 bookings" in said) == (0, True)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("DELETE FROM bookings")
        connection.commit()

    code, said = call("restore", "copy.db")

    assert (code, "Restored" in said) == (0, True)
    assert read(file, COUNT) == [(8,)]
    [kept] = tmp_path.glob("bot.db.before-*")
    assert str(kept) in said
    assert read(kept, COUNT) == [(0,)]
    assert mode(kept) == 0o600


def test_a_backup_replaces_a_damaged_database_and_makes_one_where_none_is(file, call, tmp_path):
    restore(RELEASES[-1], tmp_path / "copy.db")
    assert call("restore", "copy.db")[0] == 0
    assert (read(file, COUNT), mode(file)) == ([(8,)], 0o600)
    file.write_bytes(b"not a database at all" * 400)

    assert call("restore", "copy.db")[0] == 0

    assert read(file, COUNT) == [(8,)]
    [kept] = tmp_path.glob("bot.db.before-*")
    assert kept.read_bytes().startswith(b"not a database")


def test_nothing_is_overwritten_by_a_backup_or_by_what_is_none(file, call, tmp_path):
    assert "there's no database" in call("backup", "copy.db")[1]
    restore(RELEASES[-1], file)
    (tmp_path / "mine.txt").write_text("mine" * 4000)
    shutil.copy(file, tmp_path / "newer.db")
    with closing(sqlite3.connect(tmp_path / "newer.db")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    with closing(sqlite3.connect(tmp_path / "other.db")) as connection:
        connection.execute("CREATE TABLE bookings (id)")
    refused = {
        ("backup", "mine.txt"): "already exists",
        ("restore", "mine.txt"): "can't be read",
        ("restore", "other.db"): "no database of recall-schedule",
        ("restore", "newer.db"): "newer version",
        ("restore", "missing.db"): "There's no file",
    }

    for command, why in refused.items():
        code, said = call(*command)
        assert (code, why in said) == (2, True), said

    assert (tmp_path / "mine.txt").read_text() == "mine" * 4000
    assert not (tmp_path / "missing.db").exists()
    assert read(file, COUNT) == [(8,)]


def test_a_backup_goes_to_a_disk_that_knows_no_links(file, call, tmp_path, monkeypatch):
    restore(RELEASES[-1], file)
    monkeypatch.setattr(os, "link", no_links)

    assert call("backup", "copy.db")[0] == 0
    assert (read(tmp_path / "copy.db", COUNT), mode(tmp_path / "copy.db")) == ([(8,)], 0o600)
    with pytest.raises(FileExistsError):
        backup_file(file, tmp_path / "copy.db")
    assert sorted(path.name for path in tmp_path.glob("copy*")) == ["copy.db"]


def no_links(*_):
    raise PermissionError(errno.EPERM, "Operation not permitted")


def test_a_backup_comes_back_from_a_disk_that_nothing_can_be_written_to(file, call, tmp_path):
    restore(RELEASES[-1], file)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")  # as the app has it
    with small_disk(tmp_path / "disk") as disk:
        assert call("backup", disk.folder / "copy.db")[0] == 0
        subprocess.run(["mount", "-o", "remount,ro", disk.folder], check=True)

        code, said = call("restore", disk.folder / "copy.db")

    assert (code, "Restored" in said) == (0, True), said
    assert read(file, COUNT) == [(8,)]


def test_the_database_is_no_backup_of_itself(file, call):
    restore(RELEASES[-1], file)

    code, said = call("restore", "bot.db")

    assert (code, "is the database itself" in said) == (2, True), said
    assert read(file, COUNT) == [(8,)]


def test_while_the_app_runs_nothing_is_restored_or_moved(file, call, tmp_path):
    restore(RELEASES[-1], tmp_path / "copy.db")
    restore(RELEASES[-1], file)
    with lock_database_file(Database(f"sqlite:///{file}")):
        for command in (("restore", "copy.db"), ("copy-database", "--from", f"sqlite:///{file}", "--to", NOWHERE)):
            code, said = call(*command)
            assert (code, "Another process already serves" in said) == (2, True), said


NOWHERE = "postgresql://postgres@127.0.0.1:1/none"


def test_with_postgres_the_right_tool_is_named(call, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", NOWHERE)

    assert "pg_dump" in call("backup", "copy.db")[1]
    assert "pg_restore" in call("restore", "copy.db")[1]


def test_a_move_that_cannot_be_made_changes_nothing(file, call):
    restore(RELEASES[-1], file)
    refused = {
        (f"sqlite:///{file}", NOWHERE): "can't be copied (unreachable)",
        (f"sqlite:///{file}2", NOWHERE): "there's no database",
        (NOWHERE, NOWHERE): "must be a SQLite database",
        (f"sqlite:///{file}", f"sqlite:///{file}2"): "must be a SQLite database",
        ("mysql://x", NOWHERE): "--from must start with",
    }

    for (source, target), why in refused.items():
        code, said = call("copy-database", "--from", source, "--to", target)
        assert (code, why in said) == (2, True), said

    assert read(file, "SELECT name FROM marks WHERE name LIKE 'moved%'") == []


@pytest.mark.postgres
@pytest.mark.parametrize("version", RELEASES)
def test_a_database_moves_to_postgres_whole_and_once(file, call, version, postgres_url):
    restore(version, file)
    move = ("copy-database", "--from", f"sqlite:///{file}", "--to", postgres_url)

    code, said = call(*move)

    assert code == 0, said
    told = {line.split()[0]: int(line.split()[1]) for line in said.splitlines() if "sha256" in line}
    kept = sorted(tables_of(file) - {"marks"})
    assert [told[name] for name in kept] == [read(file, f"SELECT count(*) FROM {name}")[0][0] for name in kept]
    assert set(told) == set(collect_tables().tables)
    run(is_the_same_and_goes_on(file, postgres_url))
    again = call(*move)
    assert (again[0], "isn't empty" in again[1]) == (2, True), again
    with pytest.raises(SetupError, match="was copied to another database"):
        run(is_opened(f"sqlite:///{file}"))


@pytest.mark.postgres
def test_text_that_postgres_cannot_hold_arrives_without_what_is_wrong_with_it(file, call, postgres_url):
    restore(RELEASES[-1], file)
    change(file, "UPDATE events SET words = 'a' || char(0) || 'b'")

    code, said = call("copy-database", "--from", f"sqlite:///{file}", "--to", postgres_url)

    assert code == 0, said
    assert set(run(fetch(postgres_url, "SELECT words FROM events"))) == {"a\ufffdb"}


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("table", "wrong"),
    [
        ("calendars", f"UPDATE calendars SET status = '{'x' * 50}'"),
        ("bookings", "UPDATE bookings SET revision = 1 << 40"),
    ],
)
def test_of_a_row_that_does_not_fit_the_table_is_named(file, call, postgres_url, table, wrong):
    restore(RELEASES[-1], file)
    change(file, wrong)

    code, said = call("copy-database", "--from", f"sqlite:///{file}", "--to", postgres_url)

    assert (code, f"a row of {table} (" in said, "x" * 50 in said) == (2, True, False), said
    assert run(count_bookings(postgres_url)) == 0
    run(is_opened(f"sqlite:///{file}"))


@pytest.mark.postgres
def test_a_database_in_use_is_not_even_migrated(file, call, tmp_path, postgres_url):
    restore(RELEASES[-1], file)
    run(restore_on_postgres(RELEASES[-1], postgres_url, tmp_path / "other.db"))
    before = run(fetch(postgres_url, REVISION))

    code, said = call("copy-database", "--from", f"sqlite:///{file}", "--to", postgres_url)

    assert (code, "isn't empty" in said) == (2, True), said
    assert run(fetch(postgres_url, REVISION)) == before


@pytest.mark.postgres
def test_another_programs_database_is_left_alone(file, call, postgres_url):
    restore(RELEASES[-1], file)
    run(execute(postgres_url, "CREATE TABLE people (name text)"))

    code, said = call("copy-database", "--from", f"sqlite:///{file}", "--to", postgres_url)

    assert (code, "(DuplicateTableError). Check that --to is a new database" in said) == (2, True), said
    assert run(fetch(postgres_url, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")) == [1]


@pytest.mark.postgres
def test_a_move_that_was_killed_keeps_the_file_from_being_used_and_can_be_made_again(
    file, call, tmp_path, migrated_postgres_url
):
    restore(RELEASES[-1], file)
    move = ("copy-database", "--from", f"sqlite:///{file}", "--to", migrated_postgres_url)

    run(is_killed_in_mid_copy(move, file, migrated_postgres_url))

    with pytest.raises(SetupError, match="was interrupted"):
        run(is_opened(f"sqlite:///{file}"))
    assert run(count_bookings(migrated_postgres_url)) == 0
    code, said = call(*move)
    assert code == 0, said
    with pytest.raises(SetupError, match="was copied to another database"):
        run(is_opened(f"sqlite:///{file}"))
    assert run(fetch(migrated_postgres_url, "SELECT name FROM marks WHERE name LIKE 'mov%'")) == []
    assert not list(tmp_path.glob(".bot.db.copy-*"))


@pytest.mark.parametrize("mark", MARKS_OF_A_MOVE)
def test_a_backup_is_the_way_back_from_a_move_even_one_that_was_made_after_it(file, call, mark):
    restore(RELEASES[-1], file)
    change(file, f"INSERT INTO marks (name, at) VALUES ('{mark}', '2026-03-02 12:00:00.000000')")
    assert call("backup", "copy.db")[0] == 0
    with pytest.raises(SetupError, match="restore a backup of it"):
        run(is_opened(f"sqlite:///{file}"))

    assert call("restore", "copy.db")[0] == 0

    run(is_opened(f"sqlite:///{file}"))


@pytest.mark.postgres
def test_what_does_not_arrive_as_it_was_sent_is_not_kept(file, call, postgres_url, monkeypatch):
    restore(RELEASES[-1], file)
    numbers = count()
    monkeypatch.setattr(copying, "_as_bytes", lambda _: str(next(numbers)).encode())

    code, said = call("copy-database", "--from", f"sqlite:///{file}", "--to", postgres_url)

    assert (code, "differs" in said) == (2, True), said
    assert run(count_bookings(postgres_url)) == 0
    run(is_opened(f"sqlite:///{file}"))


def run(work):
    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        return runner.run(work)


async def is_the_same_and_goes_on(file: Path, url: str) -> None:
    there = Database(url)
    for document in read(file, "SELECT id, document FROM bookings"):
        async with there.read() as connection:
            found = await connection.execute(text("SELECT document FROM bookings WHERE id = :id"), {"id": document[0]})
            assert found.scalar_one() == document[1]
    await Bookings(there).record_refusal(UserId("U00000001"), "cancel", NOW, reason="no_rights")
    async with there.read() as connection:
        last = (await connection.execute(select(func.max(audit.c.number)))).scalar_one()
    assert last == read(file, "SELECT max(number) FROM audit")[0][0] + 1
    await there.aclose()


async def is_killed_in_mid_copy(command: Sequence[str], file: Path, url: str) -> None:
    """While it waits for a table that another is reading."""
    there = Database(url)
    async with there.write() as connection:
        await connection.execute(text("LOCK TABLE bookings IN ACCESS SHARE MODE"))
        moving = await asyncio.create_subprocess_exec(sys.executable, "-m", "bot", *command, env=ENVIRONMENT)
        async with asyncio.timeout(30):
            while not read(file, "SELECT name FROM marks WHERE name LIKE 'moving%'"):
                assert moving.returncode is None
                await asyncio.sleep(0.02)
        moving.kill()
        await moving.wait()
    await there.aclose()


async def count_bookings(url: str) -> int:
    return (await fetch(url, COUNT))[0]


async def fetch(url: str, query: str) -> list[Any]:
    database = Database(url)
    async with database.read() as connection:
        found = list((await connection.execute(text(query))).scalars())
    await database.aclose()
    return found


async def execute(url: str, statement: str) -> None:
    database = Database(url)
    async with database.write() as connection:
        await connection.execute(text(statement))
    await database.aclose()


def change(file: Path, statement: str) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(statement)
        connection.commit()


async def is_opened(url: str) -> None:
    tokens = {"slack_bot_token": "xoxb-1", "slack_app_token": "xapp-1", "recall_api_key": "made-up-key"}
    settings = Settings(**tokens, recall_region=REGION, database_url=url)
    async with AsyncExitStack() as stack:
        await open_store(stack, settings, SystemClock())
