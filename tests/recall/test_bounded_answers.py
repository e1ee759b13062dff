"""What Recall answers is bounded in bytes and seconds, and read without holding up the loop."""

import asyncio
import gc
import gzip
import json
import time
import tracemalloc
import zlib
from contextlib import asynccontextmanager

import pytest
from starlette.responses import Response

from bot.core.errors import NoAnswer
from bot.core.identifiers import BotId
from bot.core.storable_text import make_storable
from bot.recall.response_body import MAX_BODY_BYTES
from bot.recall.responses import MOST_CONTAINERS, READ_AT_ONCE, read_json
from bot.sandbox.floods import flood

B1 = BotId("b1")
MOST_MEMORY = 60 * 1024 * 1024


def answering(body: bytes, **headers: str):
    async def answer(request):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return Response(body, media_type="application/json", headers=named)

    return answer


@asynccontextmanager
async def longest_pause():
    """Yields a list whose one entry is how long the loop was held up for, in seconds of the processor.

    So that it is not the other programs on this machine that are measured.
    """
    gc.collect()
    gc.freeze()  # as `serve` does: what else the tests have in memory is not gone through
    longest, is_over = [0.0], False

    async def watch():
        while not is_over:
            before = time.process_time()
            await asyncio.sleep(0.001)
            longest[0] = max(longest[0], time.process_time() - before)

    watching = asyncio.create_task(watch())
    await asyncio.sleep(0)
    try:
        yield longest
    finally:
        is_over = True
        await watching


@pytest.mark.parametrize("kind", ["endless", "gzip", "deflate"])
async def test_an_answer_without_measure_is_no_answer_and_costs_little(recall, client, kind):
    async def answer(request):
        return flood(kind)

    recall.answers.append(answer)
    tracemalloc.start()
    try:
        with pytest.raises(NoAnswer, match="UnusableBody"):
            await client.create_bot({}, "k1.1.1")
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert most < MOST_MEMORY


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, br"])
async def test_what_is_packed_as_no_one_asked_for_is_no_answer(recall, client, encoding):
    recall.answers.append(answering(b"...", content_encoding=encoding))

    with pytest.raises(NoAnswer, match="UnusableBody"):
        await client.create_bot({}, "k1.1.1")


async def test_only_what_can_be_unpacked_within_bounds_is_asked_for(recall, client):
    recall.will_answer(200, {"id": "b1"})

    await client.get_bot(B1)

    assert recall.request.headers["accept-encoding"] == "gzip"


@pytest.mark.parametrize(("pack", "encoding"), [(gzip.compress, "gzip"), (zlib.compress, "deflate")])
async def test_a_packed_answer_is_read(recall, client, pack, encoding):
    recall.answers.append(answering(pack(b'{"id": "b1"}'), content_encoding=encoding))

    assert (await client.get_bot(B1)).id == "b1"


async def test_what_only_claims_to_be_packed_is_no_answer(recall, client):
    recall.answers.append(answering(b'{"id": "b1"}', content_encoding="gzip"))

    with pytest.raises(NoAnswer):
        await client.create_bot({}, "k1.1.1")


async def test_as_much_as_is_allowed_is_read(recall, client):
    empty = len(json.dumps({"id": "b1", "more": ""}))
    recall.answers.append(answering(json.dumps({"id": "b1", "more": "x" * (MAX_BODY_BYTES - empty)}).encode()))

    assert (await client.get_bot(B1)).id == "b1"


EVENT = {
    "id": "e1",
    "calendar_id": "c1",
    "start_time": "2026-03-02T15:00:00Z",
    "end_time": "2026-03-02T16:00:00Z",
    "updated_at": "2026-03-02T12:00:00Z",
    "raw": {"description": "d" * 2_000, "attendees": [{"email": f"a{n}@example.com"} for n in range(20)]},
}


@pytest.mark.parametrize(
    "page",
    [
        pytest.param({"next": None, "results": [EVENT] * 3_000}, id="many events"),
        pytest.param({"next": None, "results": [], "more": "x" * 9_000_000}, id="one long text"),
        pytest.param({"next": None, "results": [], "more": [[]] * (MOST_CONTAINERS - 10)}, id="many lists"),
        pytest.param({"next": None, "results": [], "more": [1] * 1_000_000}, id="many numbers"),
    ],
)
async def test_a_long_answer_is_read_while_the_loop_goes_on(recall, client, page):
    body = json.dumps(page).encode()
    recall.answers.append(answering(gzip.compress(body, 1), content_encoding="gzip"))

    async with longest_pause() as pause:
        pages = [each async for each in client.iter_event_pages()]

    assert len(pages[0]) == len(page["results"])
    assert pause[0] < _seconds_in_one_piece(body) / 1.5, f"{pause[0] * 1000:.0f} ms"


def _seconds_in_one_piece(body: bytes) -> float:
    """What reading `body` at once costs here and now: the loop would be held up for all of it."""
    started = time.process_time()
    make_storable(json.loads(body))
    return time.process_time() - started


def test_more_lists_than_anyone_has_to_say_are_unreadable():
    with pytest.raises(ValueError, match="too long"):
        read_json(b"[" + b",".join([b"[]"] * MOST_CONTAINERS) + b"]")


@pytest.mark.parametrize("length", [10, READ_AT_ONCE + 10])
def test_long_and_short_are_read_alike(length):
    value = {"text": "x" * length, "odd": "a\x00b", "half": "\ud83d", "list": [1, -2.5, None, True, {}]}

    read = read_json(json.dumps(value).encode())

    assert read == {**value, "odd": "a\ufffdb", "half": "\ufffd"}


@pytest.mark.parametrize("broken", [b"[1,", b"[" * 100_000, b'{"a" 1}', b"\xff" * 70_000, b"[1] " * 20_000])
def test_what_is_long_and_broken_is_unreadable(broken):
    with pytest.raises(ValueError):  # noqa: PT011 -- whatever it says
        read_json(broken + b" " * READ_AT_ONCE)
