"""The database cannot be used: people read one plain sentence in time, keep their form, and go on once it can."""

import asyncio
import shutil
import sqlite3
import time
from contextlib import closing

import httpx
import pytest
from sqlalchemy import text

from bot.blocks.messages.errors import NOT_SAVED, TRY_LATER
from bot.blocks.names import COMMAND, Action
from bot.sandbox.recall.webhooks import signed_headers
from tests.full_disk import full_disk
from tests.journeys.furniture import SALES
from tests.journeys.waiting import until
from tests.journeys.world import WEBHOOK_SECRET, a_world

IN_TIME_SECONDS = 2.5
LOCK_BOOKINGS = text("LOCK TABLE bookings IN ACCESS EXCLUSIVE MODE")


async def readiness(world):
    async with httpx.AsyncClient(base_url=world.url) as client:
        answer = await client.get("/readyz")
    return answer.status_code, answer.json()["database"]


async def is_ready(world):
    return (await readiness(world))[0] == 200


async def test_on_a_full_disk_the_form_stays_and_works_once_there_is_room(world, log):
    await world.opens_form("weekly")
    await world.nothing_is_left_to_do()
    with full_disk():
        await world.maya.submits()
        assert list(world.maya.view_errors.values()) == [NOT_SAVED]
        await until(lambda: is_not_ready(world))
        assert (await readiness(world))[1] in {"disk full", "I/O error"}

    await asyncio.wait_for(until(lambda: is_ready(world)), 5)
    await world.maya.submits()

    await world.card(saying="Scheduled:")
    assert len(world.scheduled()) == 1
    assert "Traceback" not in log.text


async def is_not_ready(world):
    return not await is_ready(world)


async def test_while_another_process_holds_the_file_there_is_an_answer_in_time(world, log):
    await world.opens_form("weekly")
    await world.nothing_is_left_to_do()
    with closing(sqlite3.connect(world.store.database.url.database, isolation_level=None)) as another:
        another.execute("BEGIN IMMEDIATE")
        started = time.monotonic()
        await world.maya.submits()
        assert time.monotonic() - started < IN_TIME_SECONDS
        assert list(world.maya.view_errors.values()) == [NOT_SAVED]
        assert await readiness(world) == (503, "locked by another process")

    await world.maya.submits()

    await world.card(saying="Scheduled:")
    assert "unexpected error" not in log.text


async def test_a_click_on_a_card_is_answered_in_words(world):
    card = await world.books()
    with closing(sqlite3.connect(world.store.database.url.database, isolation_level=None)) as another:
        another.execute("BEGIN IMMEDIATE")
        await world.maya.clicks(Action.CANCEL_BOT, card)
        assert await world.reads_ephemeral() == TRY_LATER


@pytest.mark.parametrize("is_replaced", [False, True], ids=["deleted", "replaced"])
async def test_a_file_that_is_gone_is_noticed_and_nothing_is_acknowledged_into_it(world, log, is_replaced):
    await world.opens_form("weekly")
    await world.nothing_is_left_to_do()
    file = world.store.database.url.database
    shutil.move(file, f"{file}.kept")
    if is_replaced:
        shutil.copy(f"{file}.kept", file)

    assert await readiness(world) == (503, "file deleted or replaced")
    await world.maya.submits()
    assert list(world.maya.view_errors.values()) == [NOT_SAVED]
    await world.maya.types(COMMAND, SALES)
    assert await world.reads_ephemeral() == TRY_LATER
    assert log.text.count("file deleted or replaced") == 1

    shutil.move(f"{file}.kept", file)
    await until(lambda: is_ready(world))
    await world.maya.submits()
    await world.card(saying="Scheduled:")


async def test_recall_is_told_to_deliver_its_webhook_again(world, log):
    file = world.store.database.url.database
    shutil.move(file, f"{file}.kept")
    body = b'{"event": "calendar.update", "data": {"calendar_id": "c1"}}'
    async with httpx.AsyncClient(base_url=world.url) as client:
        for path, headers in (
            ("/recall/webhooks", signed_headers([WEBHOOK_SECRET], "msg_1", world.clock.now(), body)),
            ("/metrics", None),
        ):
            answer = await (client.post(path, content=body, headers=headers) if headers else client.get(path))
            assert answer.status_code == 503
    assert "Traceback" not in log.text
    shutil.move(f"{file}.kept", file)


@pytest.mark.postgres
async def test_on_postgres_a_table_that_another_holds_is_answered_in_time(migrated_postgres_url):
    async with a_world(migrated_postgres_url) as world:
        await world.opens_form("weekly")
        await world.nothing_is_left_to_do()
        async with world.store.database.write() as another:
            await another.execute(LOCK_BOOKINGS)
            started = time.monotonic()
            await world.maya.submits()
            assert time.monotonic() - started < IN_TIME_SECONDS
            assert list(world.maya.view_errors.values()) == [NOT_SAVED]
        await world.maya.submits()
        await world.card(saying="Scheduled:")
