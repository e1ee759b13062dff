"""Stopped politely in the middle of work; started when there is work already."""

import asyncio
from datetime import timedelta

from sqlalchemy import func, select

from bot.store.bookings.bookings import Bookings
from bot.store.leases import Leases
from bot.store.schema.tables import bookings
from tests.soak.calm import until_asked, until_calendars_are_read, until_calm
from tests.soak.reckoning import reckon
from tests.soak.town import Town
from tests.soak.written import write

SLOW, TOO_SLOW = 0.3, 9.0  # seconds; a polite stop waits for the one
A_DAY = timedelta(days=1)


async def test_told_to_stop_in_the_middle_of_work_it_leaves_nothing_half_done(town, place):
    forms, serve = await town.forms(30), place(town)
    serve.start()
    await asyncio.gather(serve.until_ready(), until_calendars_are_read(town))

    town.recall.delay_next(TOO_SLOW, times=2)
    town.recall.delay_next(SLOW, times=None)
    sending = [asyncio.create_task(town.submit(form, serve.port)) for form in forms]
    await until_asked(town, times=6)
    code, seconds = await serve.stops()
    await asyncio.gather(*sending)

    assert (code, seconds < 10) == (0, True)
    assert await leases_held(town) == 0
    assert len(town.slack.calls_to("chat.postMessage")) >= 4

    serve.start()
    await serve.until_ready()
    await asyncio.gather(*(town.submit(form, serve.port) for form in forms if not form.is_acked))
    await until_calm(town)
    found = await reckon(town, forms)
    assert found.is_clean, repr(found)


async def test_what_was_due_while_no_one_ran_is_done_at_the_start(town, place):
    forms, serve = [await town.form_for_a_link() for _ in range(4)], place(town)
    for form in forms:
        await write(town, form)
    await Bookings(town.database).claim(town.clock.now(), A_DAY, limit=1)  # anyone who took that one is dead

    async with Leases(town.database, town.clock).acquire(
        "sync", A_DAY
    ):  # and so is anyone who was reading the calendars
        serve.start()
        await asyncio.gather(serve.until_ready(), until_calendars_are_read(town))
        await until_calm(town)

    found = await reckon(town, forms)
    assert found.is_clean, repr(found)


async def leases_held(town: Town) -> int:
    held = select(func.count()).where(bookings.c.lease_token.is_not(None))
    async with town.database.read() as connection:
        return (await connection.execute(held)).scalar_one()
