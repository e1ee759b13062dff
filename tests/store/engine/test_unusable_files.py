"""A SQLite file that cannot be used now: said within the patience of a person, and forgotten when it can be again."""

import asyncio
import os
import shutil
import sqlite3
import time
from contextlib import closing

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from structlog.testing import capture_logs

from bot.core.errors import DatabaseTrouble, DatabaseUnavailable
from bot.store.engine import database as engine
from bot.store.engine.database import Database
from tests.full_disk import full_disk

TIMEOUT_SECONDS = 2.5
COUNT = text("SELECT count(*) FROM words")
ADD = text("INSERT INTO words VALUES ('one')")
MUCH = text("INSERT INTO words VALUES (hex(randomblob(50000)))")


@pytest.fixture
async def database(tmp_path):
    opened = Database(f"sqlite:///{tmp_path / 'words.db'}")
    async with opened.write() as connection:
        await connection.execute(text("CREATE TABLE words (word TEXT)"))
        await connection.execute(text("CREATE TABLE parents (id INTEGER PRIMARY KEY)"))
        await connection.execute(
            text("CREATE TABLE children (parent INTEGER REFERENCES parents (id) DEFERRABLE INITIALLY DEFERRED)")
        )
    await words_in(opened)  # as a program at work: a reader has its memory of the log, which takes room on the disk
    yield opened
    await opened.aclose()


async def words_in(database):
    async with database.read() as connection:
        return (await connection.execute(COUNT)).scalar_one()


async def add_word(database, statement=ADD):
    async with database.write() as connection:
        await connection.execute(statement)


async def trouble_of(work):
    with pytest.raises(DatabaseUnavailable) as raised:
        await work
    return raised.value.trouble


def another_process(database):
    return closing(sqlite3.connect(database.url.database, isolation_level=None))


async def test_a_commit_that_fails_is_taken_back_and_leaves_the_writer_usable(database):
    with pytest.raises(IntegrityError):
        await add_word(database, text("INSERT INTO children VALUES (7)"))

    await add_word(database)

    assert await words_in(database) == 1


async def test_a_full_disk_is_named_and_what_was_there_stays(database):
    await add_word(database)
    with full_disk():
        for _ in range(3):
            assert await trouble_of(add_word(database, MUCH)) in {DatabaseTrouble.FULL, DatabaseTrouble.IO_ERROR}
        assert await words_in(database) == 1

    await add_word(database)

    assert await words_in(database) == 2


async def test_a_file_that_may_not_grow_is_full(database):
    async with database.write() as connection:
        pages = (await connection.execute(text("PRAGMA page_count"))).scalar_one()
        await connection.execute(text(f"PRAGMA max_page_count = {pages}"))

    assert await trouble_of(add_word(database, MUCH)) is DatabaseTrouble.FULL

    await add_word(database, MUCH)
    assert await words_in(database) == 1


async def test_while_another_process_writes_everyone_has_an_answer_in_time_and_readers_go_on(database):
    with another_process(database) as another:
        another.execute("BEGIN IMMEDIATE")
        started = time.monotonic()
        waiting = [asyncio.create_task(trouble_of(add_word(database))) for _ in range(10)]
        await asyncio.sleep(0.1)
        assert await words_in(database) == 0
        assert await asyncio.gather(*waiting) == [DatabaseTrouble.LOCKED] * 10
        assert time.monotonic() - started < TIMEOUT_SECONDS

    await add_word(database)
    assert await words_in(database) == 1


async def test_a_file_that_another_process_has_for_itself_blocks_neither_readers_nor_the_loop(tmp_path, database):
    await database.aclose()
    with another_process(database) as another:
        another.execute("PRAGMA locking_mode = EXCLUSIVE")
        another.execute("INSERT INTO words VALUES ('theirs')")
        started, ticks = time.monotonic(), 0
        reading = asyncio.create_task(trouble_of(words_in(database)))
        while not reading.done():
            await asyncio.sleep(0.01)
            ticks += 1
        assert reading.result() is DatabaseTrouble.LOCKED
        assert time.monotonic() - started < TIMEOUT_SECONDS
        assert ticks > 50

    assert await words_in(database) == 1


@pytest.mark.parametrize("is_replaced", [False, True], ids=["deleted", "replaced"])
async def test_a_file_that_is_gone_is_noticed_told_once_and_never_made_anew(database, is_replaced):
    file, kept = database.url.database, f"{database.url.database}.kept"
    shutil.move(file, kept)
    if is_replaced:
        shutil.copy(kept, file)

    with capture_logs() as lines:
        for _ in range(3):
            assert await trouble_of(add_word(database)) is DatabaseTrouble.GONE
            assert await trouble_of(words_in(database)) is DatabaseTrouble.GONE

    assert [line["trouble"] for line in lines] == ["file deleted or replaced"]
    assert os.access(file, os.F_OK) is is_replaced
    shutil.move(kept, file)
    await add_word(database)
    assert await words_in(database) == 1


async def test_trouble_is_logged_once_and_so_is_its_end(database, monkeypatch):
    with capture_logs() as lines:
        with full_disk():
            for _ in range(3):
                await trouble_of(add_word(database, MUCH))
                await words_in(database)
        await add_word(database)  # as on a nearly full disk, where some writes succeed
        assert [line["event"] for line in lines] == ["database unavailable"]
        monkeypatch.setattr(engine, "CALM_AFTER_SECONDS", 0)
        await add_word(database)

    assert [line["event"] for line in lines] == ["database unavailable", "database available again"]
