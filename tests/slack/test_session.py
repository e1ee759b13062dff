"""What Slack answers is bounded; what is beyond that is no answer."""

import time

import pytest
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

from bot.core.errors import SlackRefusal
from bot.sandbox.clock import MovableClock
from bot.sandbox.serving import serving
from bot.sandbox.slack.installation import BOT_TOKEN
from bot.sandbox.slack.pretend_slack import PretendSlack
from bot.slack import session as slack_session_module
from bot.slack.session import LARGEST_ANSWER, slack_session
from bot.slack.web_api import call_slack
from bot.slack.web_client import web_client
from tests.examples import MAYA, NOW


@pytest.fixture
async def slack():
    slack = PretendSlack(MovableClock(NOW))
    slack.person(MAYA, email="maya@example.com")
    async with slack.serving():
        yield slack


@pytest.fixture
async def client(slack):
    async with slack_session() as session:
        yield web_client(BOT_TOKEN, f"{slack.workspace.base_url}/api/", session)


@pytest.mark.parametrize("kind", ["endless", "gzip", "deflate"])
async def test_an_answer_without_measure_is_no_answer(slack, client, kind):
    slack.fail_next("users.info", flood=kind)
    started = time.monotonic()

    with pytest.raises(SlackRefusal, match="no_answer") as refused:
        await call_slack(client.users_info(user=MAYA))

    assert not refused.value.permanent
    assert time.monotonic() - started < 5


async def test_an_answer_that_drips_is_no_answer(slack, monkeypatch):
    monkeypatch.setattr(slack_session_module, "ANSWER_TIMEOUT_SECONDS", 0.3)
    slack.fail_next("users.info", flood="drip")

    async with slack_session() as session:
        client = web_client(BOT_TOKEN, f"{slack.workspace.base_url}/api/", session)
        with pytest.raises(SlackRefusal, match="no_answer"):
            await call_slack(client.users_info(user=MAYA))


async def test_the_next_answer_is_read_as_ever(slack, client):
    slack.fail_next("users.info", flood="endless")
    with pytest.raises(SlackRefusal):
        await call_slack(client.users_info(user=MAYA))

    assert (await call_slack(client.users_info(user=MAYA)))["user"]["id"] == MAYA


async def test_a_large_answer_is_read():
    answer = {"ok": True, "view": {"id": "V1", "text": "x" * (LARGEST_ANSWER - 100)}}

    async def endpoint(request):
        return JSONResponse(answer)

    app = Starlette(routes=[Route("/api/{method}", endpoint, methods=["POST"])])
    async with serving(app) as url, slack_session() as session:
        client = AsyncWebClient("xoxb-1", base_url=f"{url}/api/", session=session)
        assert await call_slack(client.views_open(trigger_id="t", view={})) == answer
