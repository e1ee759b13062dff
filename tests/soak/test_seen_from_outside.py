"""What a running process shows: its log, and what `doctor` and `audit` see of it from beside."""

import asyncio
import json

from bot.store.bookings.bookings import Bookings
from tests.soak.calm import until_calendars_are_read, until_calm
from tests.soak.reckoning import reckon

PRIVATE = ("Planning", "Scribe", "example.com", "made.up", "meet.google.com", "xoxb-", "pretend-signing", "/respond/")


async def test_the_log_tells_a_bookings_story_briefly_and_discreetly(town, place):
    serve, forms = place(town), [town.form_for_an_event(), await town.form_for_a_link()]
    serve.start()
    await asyncio.gather(serve.until_ready(), until_calendars_are_read(town))

    for form in forms:
        await town.submit(form, serve.port)
    await until_calm(town)
    await serve.stops()

    assert await story(town, serve, forms[0]) == ["Schedule", "ShowCard"]
    assert await story(town, serve, forms[1]) == ["Create", "ShowCard"]
    assert not [word for word in PRIVATE if word in serve.log_file.read_text()]


async def test_doctor_and_audit_look_while_it_serves(town, place):
    serve, forms = place(town), await town.forms(20)
    serve.start()
    await asyncio.gather(serve.until_ready(), until_calendars_are_read(town))

    await asyncio.gather(*(town.submit(form, serve.port) for form in forms))
    doctor, audit = await asyncio.gather(serve.beside("doctor"), serve.beside("audit", "--json"))
    await until_calm(town)

    assert (doctor.returncode, audit.returncode) == (0, 0), doctor.stdout
    told = [json.loads(line) for line in audit.stdout.splitlines()]
    assert sum(line["what"] == "booked" for line in told) == len(forms)
    found = await reckon(town, forms)
    assert found.is_clean, repr(found)


async def story(town, serve, form):
    """The steps of the booking, whose id is on each of its lines."""
    booking = await Bookings(town.database).find_by_submission(form.view_id)
    lines = [line for line in serve.log if line.get("booking_id") == booking.id]
    assert len(lines) < 10
    assert {line["level"] for line in lines} == {"info"}
    return [line["step"] for line in lines if "step" in line]
