"""Who is let in at /mcp, and in whose name: by Slack's signature or a token, and no one else."""

import json
from datetime import timedelta

import httpx
import pytest

from bot.sandbox.agent import McpClient, McpRefusal, text_of
from bot.sandbox.slack.slackbot import NotAllowedError, Slackbot
from bot.store.audit import read_audit
from tests.journeys.agents import ENVIRONMENT_TOKEN, Agent

AGENTS = {
    "mcp_enabled": True,
    "mcp_tokens": (("U0MAYA", ENVIRONMENT_TOKEN), ("U0LEFT", "x" * 40), ("U0GUEST", "y" * 40)),
}
LIST = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
CALL = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "tools/call",
    "params": {"name": "list_my_meetings", "arguments": {}, "_meta": {"slack": {"user_id": "U0MAYA"}}},
}
HEADERS = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
BEARER = {"Authorization": f"Bearer {ENVIRONMENT_TOKEN}"}


@pytest.fixture
async def world(a_sqlite_world):
    world = await a_sqlite_world(settings={**AGENTS, "public_url": "https://bot.example.com"})
    world.slack.person("U0LEFT", email="maya@example.com", deleted=True)
    world.slack.person("U0GUEST", email="maya@example.com", is_restricted=True)
    return world


@pytest.fixture
def slackbot(world):
    return Slackbot(f"{world.url}/mcp", world.settings.slack_signing_secret.get_secret_value(), world.clock)


async def posts(world, message=LIST, *, body=None, method="POST", **headers):
    body = json.dumps(message).encode() if body is None else body
    async with httpx.AsyncClient(trust_env=False) as client:
        given = {**HEADERS, **{name.replace("_", "-"): value for name, value in headers.items()}}
        return await client.request(method, f"{world.url}/mcp", content=body, headers=given)


async def trail(world, what="agent call"):
    lines = [line async for line in read_audit(world.settings.database_url.get_secret_value())]
    return [line for line in lines if line["what"] == what]


async def test_slackbot_acts_for_the_person_whom_slack_names_and_asks_them_before_it_writes(world, slackbot):
    listed = await slackbot.calls(world.maya, "list_my_meetings", {})
    meeting_id = listed["structuredContent"]["meetings"][0]["meeting_id"]
    assert slackbot.asked == []

    with pytest.raises(NotAllowedError):
        await slackbot.calls(world.maya, "schedule_recording_bot", {"meeting_id": meeting_id}, allows=lambda _: False)
    await world.nothing_is_left_to_do()
    assert world.recall.bots == []
    await slackbot.calls(world.maya, "schedule_recording_bot", {"meeting_id": meeting_id})
    await world.nothing_is_left_to_do()

    world.only_bot()
    assert slackbot.asked == ["schedule_recording_bot"] * 2
    assert "no upcoming meetings" in text_of(await slackbot.calls(world.jonas, "list_my_meetings", {}))


@pytest.mark.parametrize(
    "identity",
    [
        {},
        {"slack": {}},
        {"slack": {"user_id": "U0MAYA"}},
        {"slack": {"user_id": "U0MAYA", "team_id": None}},
        {"slack": {"user_id": "U0MAYA", "team_id": "T0OTHER"}},
        {"slack": {"user_id": None, "team_id": "T0EXAMPLE"}},
        {"slack": ["U0MAYA"]},
        {"slack": "U0MAYA"},
    ],
)
async def test_a_signed_call_without_a_person_of_this_workspace_does_nothing(world, identity):
    client = McpClient(f"{world.url}/mcp", world.slack.signed_headers)

    result = await client.call("list_my_meetings", {}, identity)

    assert result["isError"]
    assert "Nothing was done." in text_of(result)
    assert [line["who"] for line in await trail(world)] == [None]


async def test_a_token_acts_for_its_own_person_no_matter_who_the_call_names(world):
    named = {"slack": {"user_id": "U0JONAS", "team_id": world.slack.installation.team_id}}

    result = await Agent(world.url).calls("list_my_meetings", meta=named)

    assert result.structured_content["meetings"][0]["untrusted_title"] == "Weekly sync"
    assert [line["who"] for line in await trail(world)] == ["U0MAYA"]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer wrong"},
        {"Authorization": f"Bearer rsp_{'a' * 43}"},
        {"Authorization": f"Bearer {ENVIRONMENT_TOKEN}x"},
        {"Authorization": f"Bearer {'a' * 5000}"},
        {"Authorization": f"Basic {ENVIRONMENT_TOKEN}"},
        {"Authorization": ENVIRONMENT_TOKEN},
        {"X-Slack-Signature": "v0=00", "X-Slack-Request-Timestamp": "1"},
        {**BEARER, "X-Slack-Signature": "v0=00"},  # who claims to be Slack is held to it
    ],
)
async def test_without_a_token_or_with_a_wrong_one_no_one_is_let_in(world, headers):
    answer = await posts(world, CALL, **headers)

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer ")
    assert answer.content == b""
    assert await trail(world) == []


async def test_a_signature_that_is_old_or_of_another_body_is_refused(world):
    body = json.dumps(CALL).encode()
    signed = world.slack.signed_headers(body)

    assert (await posts(world, body=body, **signed)).status_code == 200
    assert (await posts(world, body=body.replace(b"U0MAYA", b"U0OLGA"), **signed)).status_code == 401
    world.clock.advance(timedelta(minutes=6))
    assert (await posts(world, body=body, **signed)).status_code == 401


async def test_in_socket_mode_a_signature_opens_nothing_and_a_token_does(a_sqlite_world):
    world = await a_sqlite_world(settings=AGENTS, way="socket")
    body = json.dumps(CALL).encode()

    assert (await posts(world, body=body, **world.slack.signed_headers(body))).status_code == 401
    assert "Weekly sync" in await Agent(world.url).reads("list_my_meetings")


async def test_a_page_in_a_browser_and_a_name_that_is_not_ours_are_refused(world):
    assert (await posts(world, Origin="https://evil.example.com", **BEARER)).status_code == 403
    assert (await posts(world, Origin="https://bot.example.com", **BEARER)).status_code == 200
    assert (await posts(world, Host="evil.example.com", **BEARER)).status_code == 421
    assert (await posts(world, Host="bot.example.com", **BEARER)).status_code == 200
    assert (await posts(world, Host="bot.example.com:8443", **BEARER)).status_code == 200


async def test_what_is_too_large_or_no_request_is_refused(world):
    assert (await posts(world, body=b" " * 100_001, **BEARER)).status_code == 413
    assert (await posts(world, body=b"{", **BEARER)).status_code == 400
    assert (await posts(world, body=b"[" * 50_000, **BEARER)).status_code == 400
    assert (await posts(world, [CALL, CALL], **BEARER)).status_code == 400
    for method in ("GET", "DELETE", "PUT"):
        assert (await posts(world, method=method, **BEARER)).status_code == 405
    assert await trail(world) == []


@pytest.mark.parametrize(("token", "words"), [("x" * 40, "deactivated"), ("y" * 40, "Guests can't")])
async def test_an_account_that_does_not_count_in_slack_does_not_count_here(world, token, words):
    assert words in await Agent(world.url, token).is_refused("list_my_meetings")


async def test_every_call_is_in_the_audit_trail_with_what_came_of_it_and_none_of_its_words(world):
    agent = Agent(world.url)
    await agent.reads("list_my_meetings", words="weekly")
    await agent.is_refused("get_bot_status", booking_id="none")
    await agent.is_refused("schedule_recording_bot", meeting_link="https://acme.zoom.us/j/1?pwd=secret", preset="X")
    await agent.is_refused("delete_everything")

    lines = await trail(world)

    assert [(line["who"], line["tool"], line["outcome"]) for line in lines] == [
        ("U0MAYA", "list_my_meetings", "answered"),
        ("U0MAYA", "get_bot_status", "refused"),
        ("U0MAYA", "schedule_recording_bot", "invalid"),
        ("U0MAYA", "unknown", "invalid"),
    ]
    assert {line["caller"] for line in lines} == {"environment_token"}
    assert "secret" not in str(lines)
    assert "weekly" not in str(lines)


async def test_where_it_is_off_there_is_nothing(a_sqlite_world):
    world = await a_sqlite_world()

    assert (await posts(world, **BEARER)).status_code == 404


async def test_an_error_of_our_own_is_an_apology_with_its_reference_in_the_log(world, log):
    await world.loses_table("event_people")

    said = await Agent(world.url).is_refused("list_my_meetings")

    reference = said.rpartition(" ")[2]
    assert reference in log.text
    assert [line["outcome"] for line in await trail(world)] == ["failed"]


async def test_a_client_that_is_refused_reads_the_status(world):
    client = McpClient(f"{world.url}/mcp", lambda _: {"Authorization": "Bearer wrong"})

    with pytest.raises(McpRefusal, match="401"):
        await client.list_tools()
