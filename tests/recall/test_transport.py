"""Check failing connections, idempotency keys, and what is observed of a request."""

import asyncio
import logging
from contextlib import aclosing

import pytest
from starlette.responses import Response, StreamingResponse

from bot.clock import SystemClock
from bot.core.errors import AnsweredError, NoAnswer, SetupError
from bot.core.identifiers import BotId, CalendarEventId
from bot.recall.client import RecallClient
from bot.recall.rate_limit import RateLimits
from bot.recall.transport import Transport
from bot.sandbox.serving import hang_up

B1 = BotId("b1")


async def says_nothing(request):
    await asyncio.Event().wait()
    return Response()


async def hangs_up(request):
    await hang_up(request)
    return Response()


async def stops_half_way(request):
    async def half():
        yield b'{"id": "b'
        await hang_up(request)

    return StreamingResponse(half(), headers={"content-length": "100"})


@pytest.fixture
def impatient(recall, client_of, impatient_http):
    return client_of(recall.url, http=impatient_http)


FAILURES = [says_nothing, hangs_up, stops_half_way]


@pytest.mark.parametrize("failure", FAILURES)
async def test_a_write_that_gets_no_answer_is_not_sent_again(recall, impatient, failure):
    recall.answers.append(failure)

    with pytest.raises(NoAnswer):
        await impatient.create_bot({}, "k1.1.1")

    assert len(recall.requests) == 1


@pytest.mark.parametrize("failure", FAILURES)
async def test_a_read_that_gets_no_answer_is_tried_again(recall, impatient, failure):
    recall.answers.append(failure)
    recall.will_answer(200, {"id": "b1"})

    assert (await impatient.get_bot(B1)).id == "b1"


async def test_a_host_that_is_not_there_is_no_answer(client_of):
    with pytest.raises(NoAnswer, match="create_bot: no connection"):
        await client_of("http://127.0.0.1:1").create_bot({}, "k1.1.1")


async def test_a_recall_on_this_machine_is_asked_without_a_proxy(recall, client_of, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    recall.will_answer(200, {"id": "b1"})

    assert (await client_of(recall.url).get_bot(B1)).id == "b1"


async def test_an_answer_that_drips_is_given_up(recall):
    async def drips(request):
        async def drops():
            while True:
                yield b" "
                await asyncio.sleep(0.01)

        return StreamingResponse(drops())

    recall.answers.append(drips)

    async with aclosing(Transport(recall.url, "k", SystemClock(), RateLimits(), request_seconds=0.1)) as transport:
        with pytest.raises(NoAnswer, match="TimeoutError"):
            await transport.send("create_bot", "POST", "/api/v1/bot/")


async def test_a_redirect_is_not_followed(recall, client):
    recall.will_answer(302, location=f"{recall.url}/elsewhere/")

    with pytest.raises(AnsweredError, match="302"):
        await client.get_bot(B1)

    assert len(recall.requests) == 1


@pytest.mark.parametrize("key", ["made-up-key", "Token made-up-key", " token  made-up-key\n"])
async def test_the_word_token_is_said_once(recall, client_of, key):
    recall.will_answer(200, {"id": "b1"})

    await client_of(recall.url, key).get_bot(B1)

    assert recall.request.headers["authorization"] == "Token made-up-key"


@pytest.mark.parametrize("key", ["", " ", "Token ", "made up", "made-üp", "made\nup"])
def test_a_key_that_no_header_can_carry_is_a_set_up_error_that_does_not_repeat_it(key):
    with pytest.raises(SetupError, match="RECALL_API_KEY") as caught:
        RecallClient("https://us-west-2.recall.ai", key, SystemClock())

    assert "made" not in str(caught.value)


async def test_every_request_is_observed(recall, client_of, impatient_http):
    seen = []
    client = client_of(
        recall.url,
        http=impatient_http,
        on_answer=lambda endpoint, status, seconds: seen.append((endpoint, status, seconds < 5)),
    )
    recall.will_answer(502)
    recall.answers.append(says_nothing)
    recall.will_answer(200, {"id": "b1"})

    await client.get_bot(B1)

    assert seen == [("get_bot", 502, True), ("get_bot", None, True), ("get_bot", 200, True)]


async def test_a_given_http_client_is_closed_by_anyone_who_made_it(impatient, impatient_http, client):
    await impatient.aclose()
    await client.aclose()

    assert not impatient_http.is_closed
    with pytest.raises(RuntimeError, match="closed"):
        await client.delete_bot(B1)


async def test_neither_key_nor_passcode_nor_body_is_logged(recall, client, caplog):
    caplog.set_level(logging.DEBUG)
    recall.will_answer(502)
    recall.will_answer(502)
    recall.will_answer(502)
    recall.will_answer(500)

    with pytest.raises(AnsweredError):
        await client.list_bots(meeting_url="https://zoom.us/j/81234567890?pwd=secret")
    with pytest.raises(AnsweredError):
        await client.schedule_bot(CalendarEventId("e1"), "secret-key", {"bot_name": "secret"}, "k1.1.1")

    logged = [record.getMessage() for record in caplog.records if record.name != "uvicorn.access"]
    assert logged
    assert not [line for line in logged if "secret" in line or "made-up-key" in line]
