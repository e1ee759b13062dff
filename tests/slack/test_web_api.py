"""Map Slack's failures to the one error that says whether a retry may succeed."""

from datetime import timedelta

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.core.errors import SlackRefusal
from bot.sandbox.serving import hang_up, serving
from bot.slack.web_api import call_slack
from tests.ports import free_port

DEAD_TRIGGER = JSONResponse(
    {
        "ok": False,
        "error": "invalid_arguments",
        "response_metadata": {"messages": ["[ERROR] invalid `trigger_id` [json-pointer:/trigger_id]"]},
    }
)


async def refusal(answer: Response | None) -> SlackRefusal:
    async def endpoint(request):
        return answer if answer is not None else await hang_up(request)

    app = Starlette(routes=[Route("/api/{method}", endpoint, methods=["POST", "GET"])])
    async with serving(app) as url, aiohttp.ClientSession() as session:
        client = AsyncWebClient("xoxb-1", base_url=f"{url}/api/", session=session)
        with pytest.raises(SlackRefusal) as refused:
            await call_slack(client.chat_postMessage(channel="C1", text="x"))
    return refused.value


@pytest.mark.parametrize(
    ("answer", "code", "permanent"),
    [
        (JSONResponse({"ok": False, "error": "is_archived"}), "is_archived", True),
        (JSONResponse({"ok": False, "error": "fatal_error"}), "fatal_error", False),
        (JSONResponse({"ok": False, "error": "internal_error"}, 500), "internal_error", False),
        (DEAD_TRIGGER, "invalid_trigger_id", True),
        (JSONResponse({"ok": False, "error": "invalid_arguments"}), "invalid_arguments", True),
        (PlainTextResponse("upstream trouble", 503), "http_503", False),
        (Response("{half", 502, media_type="application/json"), "http_502", False),
        (PlainTextResponse("<html>", 200), "unreadable", False),
        (None, "no_answer", False),
    ],
)
async def test_what_slack_says_and_whether_it_can_pass(answer, code, permanent):
    refused = await refusal(answer)

    assert (refused.code, refused.permanent) == (code, permanent)


async def test_what_never_reached_slack_is_told_from_what_it_did_not_answer():
    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient("xoxb-1", base_url=f"http://127.0.0.1:{free_port()}/api/", session=session)
        with pytest.raises(SlackRefusal, match="unreachable") as refused:
            await call_slack(client.chat_postMessage(channel="C1", text="x"))

    assert not refused.value.permanent


async def test_slack_says_when_to_come_back():
    busy = JSONResponse({"ok": False, "error": "ratelimited"}, 429, {"Retry-After": "7"})

    assert (await refusal(busy)).retry_after == timedelta(seconds=7)


@pytest.mark.parametrize(
    ("said", "wait"),
    [("9" * 5_000, None), ("99999999", timedelta(hours=1)), ("²", None), ("soon", None), ("-1", None)],
)
async def test_what_slack_says_about_waiting_is_bounded(said, wait):
    busy = Response('{"ok": false, "error": "ratelimited"}', 429, media_type="application/json")
    busy.raw_headers.append((b"retry-after", said.encode("latin-1")))

    assert (await refusal(busy)).retry_after == wait
