"""Check that the client retries a broken call only if that can do no harm."""

import aiohttp
import pytest

from bot.core.errors import SlackRefusal
from bot.sandbox.clock import MovableClock
from bot.sandbox.slack.installation import BOT_TOKEN
from bot.sandbox.slack.pretend_slack import PretendSlack
from bot.slack.web_api import call_slack
from bot.slack.web_client import web_client
from tests.examples import MAYA, NOW


@pytest.fixture
async def slack():
    slack = PretendSlack(MovableClock(NOW))
    slack.person(MAYA, email="maya@example.com")
    slack.add_channel("C0SALES", name="sales", members={MAYA}, app_is_member=True)
    async with slack.serving():
        yield slack


@pytest.fixture
async def client(slack):
    async with aiohttp.ClientSession() as session:
        yield web_client(BOT_TOKEN, f"{slack.workspace.base_url}/api/", session)


async def test_a_post_that_broke_off_is_not_made_twice(slack, client):
    slack.fail_next("chat.postMessage", no_answer=True, after=True)

    with pytest.raises(SlackRefusal, match="no_answer"):
        await call_slack(client.chat_postMessage(channel="C0SALES", text="Hello"))

    assert [message.text for message in slack.messages("C0SALES")] == ["Hello"]


async def test_a_question_that_broke_off_is_asked_once_more(slack, client):
    slack.fail_next("users.info", no_answer=True)

    answer = await call_slack(client.users_info(user=MAYA))

    assert answer["user"]["id"] == MAYA
    assert len(slack.calls_to("users.info")) == 2
