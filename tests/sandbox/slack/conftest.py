"""Serve a pretend Slack with people and conversations, and a tiny app that it delivers to."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from bot.sandbox.clock import MovableClock
from bot.sandbox.serving import serving
from bot.sandbox.slack.person import Person
from bot.sandbox.slack.pretend_slack import PretendSlack
from tests.sandbox.slack.tiny_app import TinyApp

NOW = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
BOT_TOKEN = "xoxb-example"
Api = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(NOW, ticking=False)


@pytest.fixture
async def slack(clock: MovableClock) -> AsyncIterator[PretendSlack]:
    slack = PretendSlack(clock, bot_token=BOT_TOKEN, app_token="xapp-example", signing_secret="example-secret")
    slack.add_user("U0MAYA", email="maya@example.com")
    slack.add_user("U0JONAS", email="jonas@example.com", tz="America/New_York")
    slack.add_channel("C0GENERAL", members={"U0MAYA", "U0JONAS"}, app_is_member=True)
    slack.add_channel("C0RANDOM", members={"U0MAYA"})
    slack.add_channel("C0SECRET", members={"U0MAYA"}, kind="private")
    async with slack.serving():
        yield slack


@pytest.fixture
def maya(slack: PretendSlack) -> Person:
    return slack.person("U0MAYA")


@pytest.fixture
async def api(slack: PretendSlack) -> AsyncIterator[Api]:
    """Call a method with JSON: `await api("chat.postMessage", channel=…)`."""
    headers = {"Authorization": f"Bearer {BOT_TOKEN}"}
    async with httpx.AsyncClient(base_url=f"{slack.workspace.base_url}/api", headers=headers) as client:

        async def call(method: str, **args: object) -> dict[str, Any]:
            return (await client.post(f"/{method}", json=args)).json()

        yield call


@pytest.fixture
async def app(slack: PretendSlack) -> AsyncIterator[TinyApp]:
    app = TinyApp()
    async with serving(app.asgi) as base_url:
        slack.deliver_over_http(f"{base_url}/slack/events")
        yield app
