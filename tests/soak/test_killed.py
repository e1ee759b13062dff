"""`kill -9` under load: no one's bot is lost, and none is doubled."""

import asyncio
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from bot.store.schema.tables import bookings
from tests.soak.calm import until_asked, until_calendars_are_read, until_calm
from tests.soak.hurried import TIMES_AS_FAST, HurriedClock
from tests.soak.reckoning import WINDOW, reckon
from tests.soak.storm import Storm
from tests.soak.town import Town

TOO_LONG = 60.0  # for a process that dies meanwhile; four seconds of real time
TAKEN_OVER_WITHIN = timedelta(seconds=40)  # twenty, and as many for a busy machine: by this clock that is a second


async def test_at_random_moments_while_both_vendors_stumble(town, place):
    storm = Storm(town, [place(town)], seed=1)

    await storm.rages(rounds=3)
    found = await reckon(town, storm.sent, storm.killed_at)

    assert found.is_clean, repr(found)
    assert not storm.doubled
    assert found.bookings == len(storm.sent)


async def test_of_two_processes_on_postgres_the_other_takes_over(postgres_url, tmp_path, place):
    began = datetime.now(UTC)
    program = ["-m", "tests.soak.hurried", began.isoformat()]
    async with Town(HurriedClock(began), tmp_path, postgres_url).open() as town:
        one, other = (place(town, name, program, PROCESSES="2") for name in ("one", "other"))
        forms = await town.forms(8)
        one.start()
        other.start()
        await asyncio.gather(one.until_ready(), other.until_ready(), until_calendars_are_read(town))

        other.freeze()
        town.recall.delay_next(TOO_LONG, times=4, when="after")  # done already
        town.recall.delay_next(TOO_LONG, times=None, when="before")  # and done when no one waits for it any more
        await asyncio.gather(*(town.submit(form, one.port) for form in forms))
        await until_asked(town, times=len(forms))
        await one.is_killed()
        killed_at, in_hand = town.clock.now(), await tokens(town)
        town.recall.clear_faults()
        other.resume()
        assert len(in_hand) == len(forms)
        await until_taken_over(town, in_hand)
        assert town.clock.now() - killed_at < TAKEN_OVER_WITHIN
        await until_calm(town)

        found = await reckon(town, forms, [killed_at], WINDOW * TIMES_AS_FAST)
    assert found.is_clean, repr(found)


async def tokens(town: Town) -> set[tuple[str, str]]:
    """Which bookings are held, and under which lease."""
    held = select(bookings.c.id, bookings.c.lease_token).where(bookings.c.lease_token.is_not(None))
    async with town.database.read() as connection:
        return {(row.id, row.lease_token) for row in await connection.execute(held)}


async def until_taken_over(town: Town, in_hand: set[tuple[str, str]]) -> None:
    async with asyncio.timeout(60):
        while in_hand & await tokens(town):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
