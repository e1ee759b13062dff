"""Socket Mode without a socket: it is said, and the app finds its way back."""

import asyncio

import httpx
import pytest

from bot.entrypoints import readiness, socket_mode
from tests.journeys.world import a_world


@pytest.fixture
async def world(sqlite_url, monkeypatch):
    monkeypatch.setattr(socket_mode, "LOOK_EVERY_SECONDS", 0.05)
    monkeypatch.setattr(socket_mode, "TIMEOUT_SECONDS", 0.5)
    monkeypatch.setattr(readiness, "TIMEOUT_SECONDS", 0.5)
    async with a_world(sqlite_url, way="socket") as world:
        yield world


@pytest.fixture
async def http(world):
    async with httpx.AsyncClient(base_url=world.url) as client:
        yield client


async def test_with_a_socket_all_is_well(http):
    answer = await http.get("/readyz")

    assert answer.status_code == 200
    assert answer.json()["socket"] == "ok"
    assert "recall_schedule_seconds_without_socket 0.0" in (await http.get("/metrics")).text


async def test_without_one_for_a_while_it_is_not_ready_and_says_so(world, http, log):
    world.slack.fail_next("apps.connections.open", error="internal_error", times=1_000)
    await world.slack.disconnect_sockets(None)

    assert (await http.get("/readyz")).status_code == 200  # a moment without is nothing
    async with asyncio.timeout(10):
        while (answer := await http.get("/readyz")).status_code == 200:  # noqa: ASYNC110 -- it is asked over HTTP
            await asyncio.sleep(0.05)

    assert answer.status_code == 503
    assert answer.json()["socket"].startswith("none for ")
    assert "recall_schedule_seconds_without_socket 0.0" not in (await http.get("/metrics")).text
    async with asyncio.timeout(5):
        while "no socket mode connection" not in log.text:  # noqa: ASYNC110 -- the next look writes it
            await asyncio.sleep(0.05)
    assert log.text.count("no socket mode connection") == 1
    assert "Traceback" not in log.text
