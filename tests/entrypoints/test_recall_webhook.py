"""Send Recall's webhooks to an installation that has no secret yet."""

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from bot.clock import SystemClock
from bot.entrypoints.recall_webhook import RecallWebhook


@pytest.fixture
def without_a_secret():
    webhook = RecallWebhook([], None, None, None, None, SystemClock(), None)  # type: ignore[arg-type]  # never reached
    return Starlette(routes=[Route("/recall/webhooks", webhook.answer, methods=["POST"])])


async def test_without_a_secret_webhooks_are_unavailable(without_a_secret):
    transport = httpx.ASGITransport(without_a_secret)
    async with httpx.AsyncClient(transport=transport, base_url="http://app.test") as http:
        answer = await http.post("/recall/webhooks", content=b"{}")

    assert answer.status_code == 503
    assert "RECALL_WEBHOOK_SECRET" in answer.text
