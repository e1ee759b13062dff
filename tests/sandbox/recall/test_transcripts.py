"""The pretend Recall's transcripts: worth reading, and in the form in which the real one delivers them."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from bot.core.transcripts.turns import merge_turns
from bot.recall.wire_recordings import parse_transcript
from bot.sandbox.clock import MovableClock
from bot.sandbox.day import seed_day
from bot.sandbox.recall.pretend_recall import PretendRecall
from bot.sandbox.recall.transcripts import ANY_CALL, conversations
from bot.sandbox.recall.workspace import Bot
from tests.sandbox.recall.calls import HOUR, create, http

RECALLAI = {"recallai_streaming": {}}
CAPTIONS = {"meeting_captions": {}}


async def recorded(
    api: httpx.AsyncClient,
    recall: PretendRecall,
    provider: dict[str, Any],
    clock: MovableClock,
    lasting: timedelta = timedelta(),
) -> Bot:
    config = {"transcript": {"provider": provider}}
    answer = await create(api, join_at="2026-03-02T10:00:00Z", recording_config=config)
    bot_id = answer.json()["id"]
    recall.live_normally(bot_id, until="in_call_recording")
    clock.advance(lasting)
    return recall.live_normally(bot_id)


async def transcript_of(api: httpx.AsyncClient, bot: Bot) -> httpx.Response:
    [recording] = (await api.get(f"/api/v1/bot/{bot.id}/")).json()["recordings"]
    async with http() as anybody:
        return await anybody.get(recording["media_shortcuts"]["transcript"]["data"]["download_url"])


def test_each_meeting_of_the_demo_with_a_link_has_a_conversation_of_its_own(
    recall: PretendRecall, clock: MovableClock
) -> None:
    day = seed_day(recall, clock.now())
    titles = {title for title, events in day.events.items() if events[0].meeting_url}

    assert titles | {ANY_CALL} == set(conversations())


@pytest.mark.parametrize("title", conversations())
def test_a_conversation_has_several_speakers_and_something_to_find(title: str) -> None:
    lines = conversations()[title]

    assert len({line.speaker for line in lines}) >= 2
    assert all(line.speaker and line.text for line in lines)
    assert any("?" in line.text for line in lines)
    assert any("I'll" in line.text for line in lines)


async def test_a_transcript_has_the_documented_form(
    api: httpx.AsyncClient, recall: PretendRecall, clock: MovableClock
) -> None:
    bot = await recorded(api, recall, RECALLAI, clock)

    first, second = (await transcript_of(api, bot)).json()[:2]

    assert first["participant"].keys() == {"id", "name", "is_host", "platform", "extra_data", "email"}
    assert (first["participant"]["is_host"], second["participant"]["is_host"]) == (True, False)
    word = first["words"][0]
    assert word["text"] == "Hi."
    assert (word["start_timestamp"]["relative"], word["end_timestamp"]["relative"]) == (0.0, 0.4)
    assert word["start_timestamp"]["absolute"] < word["end_timestamp"]["absolute"]


async def test_captions_give_whole_sentences(
    api: httpx.AsyncClient, recall: PretendRecall, clock: MovableClock
) -> None:
    bot = await recorded(api, recall, CAPTIONS, clock)

    assert [word["text"] for word in (await transcript_of(api, bot)).json()[0]["words"]] == [
        "Hi.",
        "Can you hear me?",
        "You were on mute.",
    ]


@pytest.mark.parametrize("provider", [RECALLAI, CAPTIONS])
async def test_the_app_reads_every_word_of_it(
    api: httpx.AsyncClient, recall: PretendRecall, clock: MovableClock, provider: dict[str, Any]
) -> None:
    bot = await recorded(api, recall, provider, clock)

    turns = merge_turns(parse_transcript((await transcript_of(api, bot)).content))

    assert [(turn.speaker, turn.text) for turn in turns] == [
        (line.speaker, line.text) for line in conversations()[ANY_CALL]
    ]


async def test_a_recording_lasts_as_long_as_the_call_and_never_less_than_what_is_said(
    api: httpx.AsyncClient, recall: PretendRecall, clock: MovableClock
) -> None:
    short, long = await recorded(api, recall, RECALLAI, clock), await recorded(api, recall, RECALLAI, clock, HOUR)

    for bot, at_least, at_most in ((short, 60, 180), (long, 3600, 3600)):
        recording, words = bot.recordings[0], (await transcript_of(api, bot)).json()[-1]["words"]
        length = (recording.completed_at - recording.started_at).total_seconds()
        assert at_least <= length <= at_most
        assert length * 0.8 < words[-1]["end_timestamp"]["relative"] <= length
