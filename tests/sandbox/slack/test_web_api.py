"""Check tokens, scopes, ways to send arguments, faults and rate limits."""

import json
from datetime import timedelta

import aiohttp
import httpx
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.clock import MovableClock
from bot.sandbox.slack.pretend_slack import PretendSlack
from tests.sandbox.slack.block_kit_examples import section
from tests.sandbox.slack.conftest import BOT_TOKEN, Api


def client_of(slack: PretendSlack, token: str = BOT_TOKEN, **options: object) -> AsyncWebClient:
    return AsyncWebClient(token, base_url=f"{slack.workspace.base_url}/api/", **options)


async def test_slacks_own_client_posts_and_reads(slack: PretendSlack) -> None:
    client = client_of(slack)

    posted = await client.chat_postMessage(channel="C0GENERAL", text="Hello", blocks=[section()], unfurl_links=False)
    user = await client.users_info(user="U0JONAS")
    myself = await client.auth_test()

    assert posted["message"]["blocks"][0]["text"]["text"] == "Words"
    assert user["user"]["tz"] == "America/New_York"
    assert user["user"]["tz_offset"] == -5 * 3600
    assert myself["user_id"] == "U0BOT"
    assert "chat:write" in myself.headers["x-oauth-scopes"].split(",")


async def test_a_form_says_the_same_as_json(slack: PretendSlack) -> None:
    client = client_of(slack)

    form = {"channel": "C0GENERAL", "text": "Hi", "blocks": json.dumps([section()])}
    await client.api_call("chat.postMessage", data=form)

    (message,) = slack.messages("C0GENERAL")
    assert (message.text, message.blocks[0]["type"]) == ("Hi", "section")


async def test_a_call_is_recorded_without_its_token(slack: PretendSlack) -> None:
    async with httpx.AsyncClient() as client:
        await client.post(f"{slack.workspace.base_url}/api/auth.test", data={"token": BOT_TOKEN, "extra": "1"})

    (call,) = slack.calls_to("auth.test")
    assert (call.args, call.is_ok, call.at) == ({"extra": "1"}, True, slack.workspace.clock.now())


@pytest.mark.parametrize(
    ("token", "method", "error"),
    [
        ("xoxb-other", "auth.test", "invalid_auth"),
        ("xapp-example", "auth.test", "not_allowed_token_type"),
        (BOT_TOKEN, "apps.connections.open", "not_allowed_token_type"),
        ("", "auth.test", "not_authed"),
        (BOT_TOKEN, "chat.postMassage", "unknown_method"),
    ],
)
async def test_tokens_open_only_what_they_should(slack: PretendSlack, token: str, method: str, error: str) -> None:
    with pytest.raises(SlackApiError) as refused:
        await client_of(slack, token).api_call(method)

    assert refused.value.response["error"] == error


async def test_a_missing_scope_is_named(slack: PretendSlack, api: Api) -> None:
    slack.installation.scopes = frozenset({"commands"})

    answer = await api("chat.postMessage", channel="C0GENERAL", text="Hello")

    assert answer == {"ok": False, "error": "missing_scope", "needed": "chat:write", "provided": "commands"}


async def test_a_persons_address_needs_a_scope_of_its_own(slack: PretendSlack, api: Api) -> None:
    with_scope = await api("users.info", user="U0MAYA")
    slack.installation.scopes = frozenset({"users:read"})
    without_scope = await api("users.info", user="U0MAYA")

    assert with_scope["user"]["profile"]["email"] == "maya@example.com"
    assert "email" not in without_scope["user"]["profile"]
    assert (await api("users.lookupByEmail", email="maya@example.com"))["error"] == "missing_scope"


async def test_people_are_found_by_address(slack: PretendSlack, api: Api) -> None:
    found = await api("users.lookupByEmail", email="Maya@Example.com")
    slack.workspace.directory.user("U0MAYA").deleted = True

    assert found["user"]["id"] == "U0MAYA"
    assert (await api("users.lookupByEmail", email="maya@example.com"))["error"] == "users_not_found"
    assert (await api("users.info", user="U0NOBODY"))["error"] == "user_not_found"


async def test_what_is_wrong_with_json_is_said(slack: PretendSlack) -> None:
    headers = {"Authorization": f"Bearer {BOT_TOKEN}", "Content-Type": "application/json"}
    async with httpx.AsyncClient() as client:
        answer = await client.post(f"{slack.workspace.base_url}/api/auth.test", content=b"{", headers=headers)

    assert answer.json()["error"] == "invalid_json"


async def test_a_fault_comes_as_often_as_asked(slack: PretendSlack, api: Api) -> None:
    slack.fail_next("chat.postMessage", error="internal_error", times=2)

    errors = [(await api("chat.postMessage", channel="C0GENERAL", text="Hello")).get("error") for _ in range(3)]

    assert errors == ["internal_error", "internal_error", None]
    assert len(slack.messages("C0GENERAL")) == 1


async def test_a_fault_after_the_deed_leaves_it_done(slack: PretendSlack, api: Api) -> None:
    slack.fail_next("chat.postMessage", error="internal_error", after=True)

    await api("chat.postMessage", channel="C0GENERAL", text="Hello")

    assert [message.text for message in slack.messages("C0GENERAL")] == ["Hello"]


async def test_a_server_error_need_not_be_json(slack: PretendSlack) -> None:
    slack.fail_next("auth.test", status=503)

    async with httpx.AsyncClient() as client:
        answer = await client.post(f"{slack.workspace.base_url}/api/auth.test")

    assert (answer.status_code, answer.headers["content-type"]) == (503, "text/plain; charset=utf-8")
    assert slack.calls_to("auth.test")[0].status == 503


async def test_silence_is_a_connection_that_ends(slack: PretendSlack) -> None:
    slack.fail_next("chat.postMessage", after=True, no_answer=True)

    with pytest.raises(aiohttp.ServerDisconnectedError):
        await client_of(slack, retry_handlers=[]).chat_postMessage(channel="C0GENERAL", text="Hello")

    assert [message.text for message in slack.messages("C0GENERAL")] == ["Hello"]
    assert slack.calls_to("chat.postMessage")[0].answer == {}


async def test_slack_can_ask_for_patience(slack: PretendSlack) -> None:
    slack.fail_next("users.info", retry_after=7)

    with pytest.raises(SlackApiError) as refused:
        await client_of(slack).users_info(user="U0MAYA")

    assert refused.value.response.status_code == 429
    assert refused.value.response.headers["retry-after"] == "7"
    assert refused.value.response["error"] == "ratelimited"


async def test_posts_are_limited_for_each_channel(slack: PretendSlack, clock: MovableClock, api: Api) -> None:
    slack.limit_rates()

    async def post(channel: str) -> object:
        return (await api("chat.postMessage", channel=channel, text="Hello")).get("error")

    burst = [await post("C0GENERAL") for _ in range(4)]
    elsewhere = await post("C0RANDOM")
    clock.advance(timedelta(seconds=1))

    assert burst == [None, None, None, "ratelimited"]
    assert elsewhere is None
    assert [await post("C0GENERAL"), await post("C0GENERAL")] == [None, "ratelimited"]


async def test_no_limit_holds_unless_a_test_asks(slack: PretendSlack, api: Api) -> None:
    answers = [await api("chat.postMessage", channel="C0GENERAL", text="Hello") for _ in range(10)]

    assert all(answer["ok"] for answer in answers)
