"""The writes that can go wrong, each with what leads up to it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from bot.core.booking.model import BookedMeeting, Booking
from bot.core.bot_config.settings import BotSettings
from tests.examples import a_bare_link
from tests.faults.rig import LASTS, Rig

SCRIBE = BotSettings(bot_name="Scribe")
EVENT_BOT = "/api/v2/calendar-events/*/bot/"
BOTS = "/api/v1/bot/"
BOT = "/api/v1/bot/*/"
STARTS_IN = timedelta(minutes=22)  # long enough for all but the most patient retries to be far from the start


@dataclass(frozen=True, slots=True)
class Operation:
    """`prepares` is over before anything goes wrong; `acts` is what then makes the call."""

    name: str
    method: str
    path: str
    prepares: Callable[[Rig], Awaitable[Booking | None]]
    acts: Callable[[Rig, Booking | None], Awaitable[Booking]]

    @property
    def takes_off(self) -> bool:
        return self.method == "DELETE"


async def _nothing(rig: Rig) -> None: ...


async def _an_event(rig: Rig) -> BookedMeeting:
    return await rig.calendar_meeting(STARTS_IN)


async def _a_link(rig: Rig) -> BookedMeeting:
    start = rig.clock.now() + STARTS_IN
    return a_bare_link(start_time=start, end_time=start + LASTS)


async def _a_booked_event(rig: Rig) -> Booking:
    return await _booked(rig, await _an_event(rig))


async def _a_booked_link(rig: Rig) -> Booking:
    return await _booked(rig, await _a_link(rig))


async def _booked(rig: Rig, meeting: BookedMeeting) -> Booking:
    booking = await rig.books(meeting)
    await rig.works()
    rig.recall.requests.clear()
    return await rig.now_is(booking)


async def _books_the_event(rig: Rig, _: Booking | None) -> Booking:
    return await rig.books(await _an_event(rig))


async def _books_the_link(rig: Rig, _: Booking | None) -> Booking:
    return await rig.books(await _a_link(rig))


async def _edits(rig: Rig, booking: Booking | None) -> Booking:
    assert booking is not None
    return await rig.books(booking.meeting, SCRIBE)


async def _calls_off(rig: Rig, booking: Booking | None) -> Booking:
    assert booking is not None
    await rig.calls_off(booking)
    return booking


SCHEDULE = Operation("schedule", "POST", EVENT_BOT, _nothing, _books_the_event)
CREATE = Operation("create", "POST", BOTS, _nothing, _books_the_link)
RESCHEDULE = Operation("reschedule", "POST", EVENT_BOT, _a_booked_event, _edits)
UPDATE = Operation("update", "PATCH", BOT, _a_booked_link, _edits)
UNSCHEDULE = Operation("unschedule", "DELETE", EVENT_BOT, _a_booked_event, _calls_off)
DELETE = Operation("delete", "DELETE", BOT, _a_booked_link, _calls_off)

OPERATIONS = [SCHEDULE, CREATE, RESCHEDULE, UPDATE, UNSCHEDULE, DELETE]
