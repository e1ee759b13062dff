"""Transcripts as Recall delivers them, whatever is in them."""

import asyncio
import gzip
import json
from contextlib import suppress
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import AnsweredError, NoAnswer, RecallError
from bot.core.transcripts.turns import Utterance, Word
from bot.recall.download import Undownloadable, download
from bot.recall.responses import UnreadableAnswer
from bot.recall.wire_recordings import parse_transcript

MAYA = {"id": 7, "name": "Maya", "is_host": True, "platform": "desktop", "extra_data": None, "email": None}
FILE = "https://files.example.com/t.json?signature=made-up"


def utterance(*words: Any, participant: Any = MAYA) -> dict[str, Any]:
    return {"participant": participant, "language_code": "en", "words": list(words)}


def parse(value: Any) -> tuple[Utterance, ...]:
    return parse_transcript(json.dumps(value).encode())


def test_words_keep_their_speaker_and_their_times() -> None:
    word = {
        "text": "Hello",
        "start_timestamp": {"relative": 1.5, "absolute": "2026-03-02T15:00:01.5Z"},
        "end_timestamp": {"relative": 2.0, "absolute": "2026-03-02T15:00:02Z"},
    }

    assert parse([utterance(word)]) == (Utterance("7", "Maya", (Word("Hello", 1.5, 2.0),)),)


@pytest.mark.parametrize(
    "word",
    [
        {"text": "Hello"},
        {"text": "Hello", "start_timestamp": None, "end_timestamp": None},
        {"text": "Hello", "start_timestamp": {"relative": -1}, "end_timestamp": {"relative": float("inf")}},
        {"text": "Hello", "start_timestamp": {"relative": float("nan")}, "end_timestamp": "soon"},
        {"text": "Hello", "start_timestamp": {"relative": 1e300}},
    ],
)
def test_a_time_that_cannot_be_is_none(word: dict[str, Any]) -> None:
    assert parse([utterance(word)])[0].words == (Word("Hello"),)


@pytest.mark.parametrize("participant", [None, {}, {"id": None, "name": None}, "Maya", {"id": [], "name": {}}])
def test_no_one_in_particular_may_have_said_it(participant: Any) -> None:
    assert parse([utterance({"text": "Hello"}, participant=participant)])[0].speaker is None


@pytest.mark.parametrize("body", [b"", b"{}", b"null", b"not json", b'[{"words": 7}]', b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_transcript_is_unreadable(body: bytes) -> None:
    with pytest.raises(UnreadableAnswer):
        parse_transcript(body)


NAMES = st.sampled_from(["participant", "words", "text", "id", "name", "start_timestamp", "relative"])
values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(),
    lambda each: st.lists(each, max_size=4) | st.dictionaries(NAMES, each, max_size=8),
    max_leaves=20,
)


@given(values)
def test_any_json_is_read_or_refused(value: Any) -> None:
    with suppress(UnreadableAnswer):
        parse(value)


async def fetch(answer: httpx.Response | Exception, address: str = FILE, max_bytes: int = 1000) -> bytes:
    def handle(request: httpx.Request) -> httpx.Response:
        assert "authorization" not in request.headers
        if isinstance(answer, Exception):
            raise answer
        return answer

    async with httpx.AsyncClient(transport=httpx.MockTransport(handle)) as http:
        return await download(http, address, max_bytes)


async def test_a_file_is_downloaded_without_the_key() -> None:
    assert await fetch(httpx.Response(200, stream=httpx.ByteStream(b"[]"))) == b"[]"


@pytest.mark.parametrize("answer", [httpx.Response(403), httpx.Response(404), httpx.Response(302)])
async def test_a_refused_download_is_an_answer(answer: httpx.Response) -> None:
    with pytest.raises(AnsweredError):
        await fetch(answer)


@pytest.mark.parametrize("error", [httpx.ConnectError("away"), httpx.ReadTimeout("slow")])
async def test_no_answer_is_no_answer(error: Exception) -> None:
    with pytest.raises(NoAnswer):
        await fetch(error)


async def test_what_unpacks_to_more_than_its_limit_is_not_read_to_the_end() -> None:
    packed = gzip.compress(b" " * 2_000_000)

    with pytest.raises(Undownloadable):
        await fetch(httpx.Response(200, stream=httpx.ByteStream(packed), headers={"content-encoding": "gzip"}))


@pytest.mark.parametrize("address", ["http://files.example.com/t.json", "file:///etc/passwd", "", "ftp://x"])
async def test_only_https_is_followed(address: str) -> None:
    with pytest.raises(RecallError):
        await fetch(httpx.Response(200, stream=httpx.ByteStream(b"[]")), address)


async def test_a_file_that_drips_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.recall.download.DOWNLOAD_SECONDS", 0.05)

    async def drip() -> Any:
        while True:
            yield b"["
            await asyncio.sleep(0.01)

    with pytest.raises(NoAnswer):
        await fetch(httpx.Response(200, content=drip()), max_bytes=1_000_000)
