"""Webhooks as they come: twice, in any order, late, lost, forged, huge, by the thousand, and about strangers."""

import asyncio
import json
from datetime import timedelta

import httpx
import pytest
from pydantic import SecretStr

from bot.sandbox.recall.webhooks import signed_headers
from tests.journeys.furniture import WEBHOOK_SECRET
from tests.journeys.threads import replies, reply
from tests.journeys.world import SCHEDULE

OTHER_SECRET = "whsec_YW5vdGhlci1tYWRlLXVwLXNlY3JldA=="
PATH = "/recall/webhooks"


@pytest.fixture
async def http(world):
    async with httpx.AsyncClient(base_url=world.url, trust_env=False) as client:
        yield client


@pytest.fixture
async def booked(world):
    world.hears_recall()
    await world.books()
    return world


def bot_news(code, bot_id="unknown-bot", **metadata):
    status = {"code": code, "sub_code": None, "updated_at": "2026-03-02T12:00:01+00:00"}
    bot = {"id": bot_id, "metadata": metadata}
    return json.dumps({"event": f"bot.{code}", "data": {"data": status, "bot": bot}}).encode()


def signed(world, body, delivery_id="msg_1", secrets=(WEBHOOK_SECRET,), family="webhook", at=None):
    return signed_headers(list(secrets), delivery_id, at or world.clock.now(), body, family)


async def shown(world):
    """The card once nothing is left to do."""
    await world.recall.deliveries()
    await world.nothing_is_left_to_do()
    return await world.card(saying="Weekly sync")


async def test_deliveries_that_come_twice_have_their_effect_once(booked):
    booked.recall.repeat_next_delivery(times=6)

    booked.recall.live_normally(booked.only_bot().id)

    assert "Recording ready" in (await shown(booked)).text
    assert sum("dashboard" in message.text for message in replies(booked)) == 1


@pytest.mark.parametrize("stride", [-1, 5])
async def test_the_order_of_deliveries_does_not_matter(booked, stride):
    earlier = len(booked.recall.sent)
    booked.recall.hold_deliveries()
    booked.recall.live_normally(booked.only_bot().id)
    places = range(len(booked.recall.sent) - earlier)

    booked.recall.release_deliveries(sorted(places, key=lambda place: place * stride % 7))

    assert "Recording ready" in (await shown(booked)).text
    done = await reply(booked, "dashboard")
    assert "Recording" in str(done.blocks)


async def test_what_is_lost_on_the_way_is_found_by_looking(booked):
    booked.recall.drop_next_delivery(times=9)
    booked.recall.live_normally(booked.only_bot().id)
    assert "Scheduled:" in (await shown(booked)).text

    booked.clock.advance(timedelta(hours=3, minutes=1))

    await booked.card(saying="Recording ready")


async def test_after_days_of_silence_the_sweep_tells_the_truth(booked):
    await booked.stops()
    booked.recall.drop_next_delivery(times=9)
    booked.clock.advance(timedelta(hours=3, minutes=10))
    booked.recall.live_normally(booked.only_bot().id)
    booked.clock.advance(timedelta(days=4))

    await booked.starts()

    await booked.card(saying="Recording ready")


@pytest.mark.parametrize("code", ["levitating", "done", "fatal"])
async def test_news_of_a_bot_that_is_not_ours_changes_nothing(booked, http, log, code):
    before = await shown(booked)
    body = bot_news(code)

    for _ in range(2):
        assert (await http.post(PATH, content=body, headers=signed(booked, body))).status_code == 200

    assert (await shown(booked)).text == before.text
    assert log.text.count("not ours") == 1


async def test_an_unknown_code_about_our_own_bot_changes_nothing(booked, http):
    before = await shown(booked)
    body = bot_news("levitating", booked.only_bot().id)

    assert (await http.post(PATH, content=body, headers=signed(booked, body))).status_code == 200

    assert (await shown(booked)).text == before.text


async def test_a_calendar_that_we_do_not_know_is_read_and_no_more(booked, http):
    body = json.dumps({"event": "calendar.update", "data": {"calendar_id": "unknown"}}).encode()
    before = len(booked.recall.requests_to("GET", "/api/v2/calendars/"))

    assert (await http.post(PATH, content=body, headers=signed(booked, body))).status_code == 200

    await booked.until_recall(lambda: len(booked.recall.requests_to("GET", "/api/v2/calendars/")) > before)


async def test_news_of_a_bot_whose_booking_is_not_recorded_yet_reaches_its_card(world):
    world.hears_recall()
    world.recall.delay_next(5, path=SCHEDULE)
    await world.opens_form()
    await world.picks("Weekly sync")
    await world.maya.submits()
    await world.until_recall(lambda: world.recall.bots)
    world.recall.walk_bot(world.only_bot().id, "joining_call")
    await world.recall.deliveries()

    world.clock.advance(timedelta(seconds=6))  # now comes the answer that tells of the bot

    await world.card(saying="Joining:")


async def test_news_of_a_superseded_bot_changes_nothing(booked, http):
    booked.recall.events[0].bot_ids.clear()  # someone else has taken it off
    booked.clock.advance(timedelta(hours=2, minutes=46))
    await booked.until(lambda: len(booked.scheduled()) == 2)
    old, new = booked.scheduled()[0], booked.recall.bots_of(booked.recall.events[0].id)[0]
    assert old.json["bot_config"]["metadata"] != new.metadata
    before = await shown(booked)
    body = bot_news("fatal", "superseded-bot", **old.json["bot_config"]["metadata"])

    assert (await http.post(PATH, content=body, headers=signed(booked, body))).status_code == 200

    assert (await shown(booked)).text == before.text


@pytest.mark.parametrize(
    "how",
    [
        {"secrets": [OTHER_SECRET]},
        {"family": "svix", "secrets": [OTHER_SECRET]},
        {"at": -timedelta(minutes=6)},
        {"at": timedelta(minutes=6)},
    ],
)
async def test_what_is_not_provably_recalls_changes_nothing(booked, http, how):
    body = bot_news("fatal", booked.only_bot().id)
    if "at" in how:
        how = {**how, "at": booked.clock.now() + how["at"]}
    before = await booked.program.store.deliveries.last()

    answer = await http.post(PATH, content=body, headers=signed(booked, body, **how))

    assert answer.status_code == 401
    assert await booked.program.store.deliveries.last() == before
    assert "Scheduled:" in (await shown(booked)).text


async def test_a_signature_of_another_body_does_not_count(booked, http):
    body = bot_news("fatal", booked.only_bot().id)

    answer = await http.post(PATH, content=body + b" ", headers=signed(booked, body))

    assert answer.status_code == 401


@pytest.mark.parametrize("family", ["webhook", "svix"])
@pytest.mark.parametrize("secrets", [[WEBHOOK_SECRET], [OTHER_SECRET], [OTHER_SECRET, WEBHOOK_SECRET]])
async def test_both_kinds_of_headers_and_each_of_two_secrets_are_taken(a_sqlite_world, family, secrets):
    world = await a_sqlite_world()
    await world.stops()
    both = (SecretStr(WEBHOOK_SECRET), SecretStr(OTHER_SECRET))
    world.settings = world.settings.model_copy(update={"recall_webhook_secret": both})
    await world.starts()
    await world.books()
    world.recall.webhooks_to(f"{world.url}{PATH}", *secrets, headers=family)

    world.recall.live_normally(world.only_bot().id, until="in_call_recording")

    await world.card(saying="Recording:")


@pytest.mark.parametrize(("path", "most"), [(PATH, 1_000_000), ("/slack/events", 2_000_000)])
@pytest.mark.parametrize("length", [b"Content-Length: 10000000", b"Transfer-Encoding: chunked"])
async def test_a_huge_body_is_refused_and_not_read_to_its_end(world, path, most, length):
    host, port = world.url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(f"POST {path} HTTP/1.1\r\nHost: x\r\n".encode() + length + b"\r\n\r\n")
    if b"chunked" in length:
        for _ in range(most // 0x10000 + 2):
            writer.write(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")

    async with asyncio.timeout(5):
        answer = await reader.readline()
    writer.close()

    assert b" 413 " in answer


async def send_one_after_the_other(world, deliveries):
    """By hand: a client that does more takes longer than the program."""
    host, port = world.url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    statuses = []
    for delivery_id, body in deliveries:
        headers = {"Host": host, "Content-Length": str(len(body)), **signed(world, body, delivery_id)}
        lines = [f"POST {PATH} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
        writer.write("\r\n".join(lines).encode() + body)
        head = await reader.readuntil(b"\r\n\r\n")
        statuses.append(int(head.split()[1]))
    writer.close()
    return statuses


async def test_a_thousand_deliveries_at_once_are_all_taken_and_each_once(booked):
    bot_id = booked.only_bot().id
    bodies = [bot_news("joining_call", bot_id if number % 2 else f"bot-{number}") for number in range(1000)]
    deliveries = [(f"msg_{number}", body) for number, body in enumerate(bodies)]

    answers = await asyncio.gather(*(send_one_after_the_other(booked, deliveries[part::50]) for part in range(50)))

    assert {status for statuses in answers for status in statuses} == {200}
    assert "Joining:" in (await shown(booked)).text


async def test_what_was_sent_while_the_program_was_down_comes_with_the_retry(booked):
    await booked.stops()
    booked.recall.live_normally(booked.only_bot().id, until="in_call_recording")
    await booked.recall.deliveries()
    await booked.starts()

    booked.clock.advance(timedelta(seconds=6))

    await booked.card(saying="Recording:")
