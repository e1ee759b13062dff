"""Whoever gives up waiting leaves the database as it was, and free for the next."""

import asyncio
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.store.engine import sqlite
from bot.store.engine.database import Database
from bot.store.engine.sqlite import Disk

COUNT = text("SELECT count(*) FROM words")
ADD = text("INSERT INTO words VALUES ('one')")


@pytest.fixture(params=["quick disk", "slow disk"])
async def database(request, tmp_path, monkeypatch):
    monkeypatch.setattr(sqlite, "QUICK_SECONDS", 10 if request.param == "quick disk" else 0)
    opened = Database(f"sqlite:///{tmp_path / 'words.db'}")
    async with opened.write() as connection:
        await connection.execute(text("CREATE TABLE words (word TEXT)"))
    yield opened
    await opened.aclose()


async def words_in(database):
    async with database.read() as connection:
        return (await connection.execute(COUNT)).scalar_one()


async def add_word(database):
    async with database.write() as connection:
        await connection.execute(ADD)


async def test_a_writer_waits_for_its_turn_while_others_are_served(database):
    with closing(sqlite3.connect(database.url.database, isolation_level=None)) as another_process:
        another_process.execute("BEGIN IMMEDIATE")
        waiting = asyncio.create_task(add_word(database))
        await asyncio.sleep(0.1)

        assert await words_in(database) == 0

        another_process.execute("ROLLBACK")
    await waiting
    assert await words_in(database) == 1


async def test_a_writer_that_is_cancelled_before_its_turn_holds_nobody_up(database):
    with closing(sqlite3.connect(database.url.database, isolation_level=None)) as another_process:
        another_process.execute("BEGIN IMMEDIATE")
        waiting = asyncio.create_task(add_word(database))
        await asyncio.sleep(0.1)
        waiting.cancel()
        another_process.execute("ROLLBACK")
    with pytest.raises(asyncio.CancelledError):
        await waiting

    async with asyncio.timeout(8):
        await add_word(database)
    assert await words_in(database) == 1


@pytest.mark.parametrize("between", range(4))
@pytest.mark.parametrize("steps", range(12))
async def test_a_writer_that_is_cancelled_anywhere_and_again_holds_nobody_up(database, steps, between):
    writing = asyncio.create_task(add_word(database))
    for pause in (steps, between):
        for _ in range(pause):
            await asyncio.sleep(0)
        writing.cancel()
    was_written = not isinstance((await asyncio.gather(writing, return_exceptions=True))[0], asyncio.CancelledError)

    async with asyncio.timeout(8):
        await add_word(database)
    assert await words_in(database) - 1 in ({1} if was_written else {0, 1})


async def test_an_error_in_a_transaction_takes_it_back(database):
    async def add_and_fail():
        async with database.write() as connection:
            await connection.execute(ADD)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await add_and_fail()

    assert await words_in(database) == 0


async def test_while_the_disk_is_slow_others_are_served(monkeypatch):
    monkeypatch.setattr(sqlite, "QUICK_SECONDS", 0)
    disk, is_served, seen = Disk(), threading.Event(), []
    await disk.wait_for(lambda: None, 1)

    asyncio.get_running_loop().call_later(0.01, is_served.set)
    await disk.wait_for(lambda: seen.append(is_served.wait(5)), 1)

    assert seen == [True]


async def test_a_quick_disk_is_waited_for_without_a_thread(monkeypatch):
    monkeypatch.setattr(sqlite, "QUICK_SECONDS", 10)
    disk, threads = Disk(), []
    for _ in range(2):
        await disk.wait_for(lambda: threads.append(threading.get_ident()), 1)

    assert threads[0] != threading.get_ident() == threads[1]


async def test_a_disk_that_has_become_slow_is_waited_for_in_a_thread(monkeypatch):
    disk, threads = Disk(), []
    for seconds in (10, 0, 10, 10):
        monkeypatch.setattr(sqlite, "QUICK_SECONDS", seconds)
        await disk.wait_for(lambda: threads.append(threading.get_ident()), 1)

    assert [each == threading.get_ident() for each in threads] == [False, True, False, True]


async def test_what_is_much_is_written_in_a_thread_however_quick_the_disk(monkeypatch):
    monkeypatch.setattr(sqlite, "QUICK_SECONDS", 10)
    disk, threads = Disk(), []
    for rows in (1, 1, 1000, 1):
        await disk.wait_for(lambda: threads.append(threading.get_ident()), rows)

    assert [each == threading.get_ident() for each in threads] == [False, True, False, True]


async def test_the_log_is_emptied_into_the_file_beside_the_work(database, monkeypatch):
    monkeypatch.setattr(sqlite, "ROWS_IN_LOG", 10)
    before = written_at(database)

    for _ in range(9):
        await add_word(database)
    assert written_at(database) == before
    await add_word(database)
    await asyncio.wait({task for task in asyncio.all_tasks() if task.get_name() == "checkpoint"})

    assert written_at(database) > before
    assert await words_in(database) == 10


def written_at(database):
    """When the file itself was, and not only the log beside it."""
    return Path(database.url.database).stat().st_mtime_ns
