"""Anyone who gives up waiting leaves the database as it was, and free for the next."""

import asyncio
import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import text

from bot.store.engine.database import Database

COUNT = text("SELECT count(*) FROM words")
ADD = text("INSERT INTO words VALUES ('one')")


@pytest.fixture
async def database(tmp_path):
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


async def test_a_writer_that_is_cancelled_before_its_turn_holds_no_one_up(database):
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
async def test_a_writer_that_is_cancelled_anywhere_and_again_holds_no_one_up(database, steps, between):
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


async def test_what_goes_through_many_rows_holds_no_one_up(database):
    is_over = asyncio.Event()

    def count(connection):
        found = connection.execute(COUNT).scalar_one()
        assert asyncio.run_coroutine_threadsafe(is_over.wait(), loop).result(timeout=5)
        return found

    loop = asyncio.get_running_loop()
    counting = asyncio.create_task(database.read_aside(count))
    await asyncio.sleep(0.05)
    await add_word(database)
    is_over.set()

    assert await counting == 0
    assert await database.read_aside(lambda connection: connection.execute(COUNT).scalar_one()) == 1
