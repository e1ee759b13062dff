from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from bot.sandbox.clock import MovableClock
from bot.sandbox.recall.pretend_recall import PretendRecall
from bot.sandbox.recall.workspace import Calendar, CalendarEvent
from bot.sandbox.serving import serving
from tests.sandbox.recall.calls import API_KEY, HOUR, MEET, NOW, http
from tests.sandbox.recall.receiver import Receiver


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(NOW, ticking=False)


@pytest.fixture
async def recall(clock: MovableClock) -> AsyncIterator[PretendRecall]:
    recall = PretendRecall(clock, API_KEY)
    yield recall
    await recall.aclose()


@pytest.fixture
async def api(recall: PretendRecall) -> AsyncIterator[httpx.AsyncClient]:
    headers = {"Authorization": f"Token {API_KEY}"}
    async with serving(recall.asgi) as url, http(base_url=url, headers=headers) as api:
        yield api


@pytest.fixture
def calendar(recall: PretendRecall) -> Calendar:
    return recall.add_calendar("maya@example.com")


@pytest.fixture
def event(recall: PretendRecall, calendar: Calendar) -> CalendarEvent:
    """In an hour, on Maya's calendar."""
    return recall.add_event(calendar.id, start=NOW + HOUR, meeting_url=MEET)


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    app = Starlette(routes=[Route("/hook", receiver.__call__, methods=["POST"])])
    async with serving(app) as url:
        receiver.url = f"{url}/hook"
        yield receiver
