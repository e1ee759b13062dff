"""What is written together: one that is spoilt spoils no other, and a database that is away keeps no one waiting."""

import asyncio

import pytest

from bot.core.errors import DatabaseTrouble, DatabaseUnavailable
from bot.store.engine.group_commit import GroupCommit


async def test_what_spoils_one_spoils_no_other():
    batches = []

    async def write(batch):
        batches.append(list(batch))
        if "spoilt" in batch:
            raise ValueError
        return [item.upper() for item in batch]

    shared = GroupCommit(write, "test")
    one, spoilt, other = await asyncio.gather(*map(shared.settle, ["one", "spoilt", "other"]), return_exceptions=True)

    assert (one, other) == ("ONE", "OTHER")
    assert isinstance(spoilt, ValueError)
    assert batches == [["one", "spoilt", "other"], ["one"], ["spoilt"], ["other"]]


async def test_who_came_while_the_database_was_away_hears_so_with_those_before():
    has_begun, fails, tries = asyncio.Event(), asyncio.Event(), 0

    async def write(batch):
        nonlocal tries
        tries += 1
        if tries > 1:
            return list(batch)
        has_begun.set()
        await fails.wait()
        raise DatabaseUnavailable(DatabaseTrouble.LOCKED)

    shared = GroupCommit(write, "test")
    first = asyncio.create_task(shared.settle("first"))
    await has_begun.wait()
    second = asyncio.create_task(shared.settle("second"))
    await asyncio.sleep(0)
    fails.set()

    for each in (first, second):
        with pytest.raises(DatabaseUnavailable):
            await each
    assert tries == 1
    assert await shared.settle("third") == "third"
