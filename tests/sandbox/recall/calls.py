"""Share the calls that tests of the pretend Recall make over and over."""

import ssl
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from bot.sandbox.recall.workspace import CalendarEvent

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
MEET = "https://meet.google.com/abc-defg-hij"
ZOOM = "https://acme.zoom.us/j/81234567890?pwd=AbC.1"
API_KEY = "made-up-key"
# Everything is plain HTTP on this machine: loading the system's certificates would take most of a test's time.
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def http(**settings: Any) -> httpx.AsyncClient:
    return httpx.AsyncClient(verify=NO_TLS, **settings)


async def schedule(
    api: httpx.AsyncClient,
    event: CalendarEvent,
    key: str = "a key",
    headers: dict[str, str] | None = None,
    **config: Any,
) -> httpx.Response:
    body = {"deduplication_key": key, "bot_config": config}
    return await api.post(f"/api/v2/calendar-events/{event.id}/bot/", json=body, headers=headers)


async def unschedule(api: httpx.AsyncClient, event: CalendarEvent) -> httpx.Response:
    return await api.delete(f"/api/v2/calendar-events/{event.id}/bot/")


async def create(api: httpx.AsyncClient, headers: dict[str, str] | None = None, **config: Any) -> httpx.Response:
    return await api.post("/api/v1/bot/", json={"meeting_url": MEET} | config, headers=headers)


async def ids(api: httpx.AsyncClient, path: str, **filters: Any) -> list[str]:
    answer = await api.get(path, params=filters)
    answer.raise_for_status()
    return [row["id"] for row in answer.json()["results"]]
