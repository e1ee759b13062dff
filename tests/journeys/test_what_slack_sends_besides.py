"""What Slack sends besides what people do: checks of the certificate, and events that no one listens to."""

import json

import httpx
import pytest

from bot.blocks.names import COMMAND
from tests.journeys.furniture import SALES
from tests.journeys.hand_made import command, post

CHECKS = [b"ssl_check=1", b"ssl_check=1&token=made-up", b"token=made-up&ssl_check=1"]


@pytest.fixture
async def http(world):
    async with httpx.AsyncClient(base_url=world.url) as client:
        yield client


@pytest.mark.parametrize("body", CHECKS)
@pytest.mark.parametrize("signature", [{}, {"X-Slack-Signature": ""}], ids=["signed", "unsigned"])
async def test_a_check_of_the_certificate_is_answered(world, body, signature):
    answer = await post(world, body, headers=signature)

    assert answer.status_code == 200


@pytest.mark.parametrize("query", ["ssl_check=1", "token=made-up&ssl_check=1"])
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_it_may_stand_in_the_address(http, method, query):
    assert (await http.request(method, f"/slack/events?{query}")).status_code == 200


async def test_nothing_else_passes_for_one(world, http):
    unsigned = {"X-Slack-Signature": ""}

    assert (await post(world, command(ssl_check="1"), headers=unsigned)).status_code == 401
    assert (await post(world, b"ssl_check=0", headers=unsigned)).status_code == 401
    assert (await http.get("/slack/events")).status_code == 405


async def test_slack_is_shown_that_the_address_is_ours(world):
    """Without this no one can set up HTTP mode: https://docs.slack.dev/reference/events/url_verification"""
    asked = {"type": "url_verification", "token": "made-up", "challenge": "3eZbrw1aBm2rZgRNFdxV"}

    answer = await post(world, json.dumps(asked).encode(), "application/json")

    assert (answer.status_code, answer.json()) == (200, {"challenge": "3eZbrw1aBm2rZgRNFdxV"})


EVENTS = [
    {"type": "message", "channel": SALES, "user": "U0MAYA", "text": "hello", "ts": "1.2"},
    {"type": "app_mention", "channel": SALES, "user": "U0MAYA", "text": "hello", "ts": "1.2"},
    {"type": "tokens_revoked", "tokens": {"bot": ["U0BOT"]}},
    {"type": "invented_yesterday"},
]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event["type"])
async def test_an_event_that_no_one_listens_to_is_answered_and_forgotten(world, log, event):
    body = {"type": "event_callback", "team_id": "T0EXAMPLE", "event_id": "Ev1", "event": event}

    answer = await post(world, json.dumps(body).encode(), "application/json")

    assert (answer.status_code, answer.text) == (200, "")
    assert "warning" not in log.text
    assert "error" not in log.text


async def test_so_is_slacks_word_that_it_sends_too_many(world):
    body = {"type": "app_rate_limited", "team_id": "T0EXAMPLE", "minute_rate_limited": 1518467820}

    assert (await post(world, json.dumps(body).encode(), "application/json")).status_code == 200


@pytest.mark.parametrize("fields", [{"text": "help"}, {"team_id": "T0OTHER", "text": "weekly"}])
async def test_an_answer_in_words_says_that_it_is_for_one_person(world, fields):
    answer = (await post(world, command(**fields))).json()

    assert answer["response_type"] == "ephemeral"
    assert answer["text"]


async def test_help_is_read_by_one_person(world):
    await world.maya.types(f"{COMMAND} help", SALES)

    assert COMMAND in await world.reads_ephemeral()
