from datetime import timedelta
from typing import Any

import httpx
import pytest

from bot.sandbox.clock import MovableClock
from bot.sandbox.recall.pretend_recall import PretendRecall
from bot.sandbox.recall.workspace import Bot
from tests.sandbox.recall.calls import HOUR, create, http

CAPTIONS = {"transcript": {"provider": {"meeting_captions": {}}}}


async def _bot(api: httpx.AsyncClient, recall: PretendRecall, **recording_config: Any) -> Bot:
    answer = await create(api, join_at="2026-03-02T10:00:00Z", recording_config=recording_config)
    return recall.bot(answer.json()["id"])


async def _shown(api: httpx.AsyncClient, bot: Bot) -> Any:
    return (await api.get(f"/api/v1/bot/{bot.id}/")).json()


@pytest.mark.parametrize(
    ("config", "kinds"),
    [
        ({}, {"video_mixed", "participant_events", "meeting_metadata"}),
        (CAPTIONS, {"video_mixed", "transcript", "participant_events", "meeting_metadata"}),
        (
            {"video_mixed_mp4": None, "audio_mixed_mp3": {}},
            {"audio_mixed", "participant_events", "meeting_metadata"},
        ),
        ({"participant_events": None, "meeting_metadata": None}, {"video_mixed"}),
        ({"retention": None, **CAPTIONS}, set()),
    ],
)
async def test_only_what_was_asked_for_exists(
    api: httpx.AsyncClient, recall: PretendRecall, config: dict[str, Any], kinds: set[str]
):
    bot = await _bot(api, recall, **config)
    recall.live_normally(bot.id)

    [recording] = (await _shown(api, bot))["recordings"]

    assert {kind for kind, media in recording["media_shortcuts"].items() if media} == kinds


@pytest.mark.parametrize(
    ("retention", "expires"),
    [
        ({"type": "timed", "hours": 2}, "2026-03-02T11:00:00.000000Z"),
        ({"type": "timed"}, "2026-03-09T09:00:00.000000Z"),
        ({"type": "forever"}, None),
    ],
)
async def test_a_recording_is_kept_as_long_as_was_asked(
    api: httpx.AsyncClient, recall: PretendRecall, retention: dict[str, Any], expires: str | None
):
    bot = await _bot(api, recall, retention=retention)
    recall.live_normally(bot.id)

    assert (await _shown(api, bot))["recordings"][0]["expires_at"] == expires


async def _download_url(api: httpx.AsyncClient, bot: Bot, kind: str = "video_mixed") -> str:
    url: str = (await _shown(api, bot))["recordings"][0]["media_shortcuts"][kind]["data"]["download_url"]
    return url


async def test_media_are_downloaded_without_the_key(api: httpx.AsyncClient, recall: PretendRecall):
    bot = await _bot(api, recall, **CAPTIONS)
    recall.live_normally(bot.id)
    video, transcript = await _download_url(api, bot), await _download_url(api, bot, "transcript")

    async with http() as anybody:
        file, words = await anybody.get(video), await anybody.get(transcript)

    assert (file.status_code, file.headers["content-type"]) == (200, "video/mp4")
    assert words.json()[0]["words"][0]["text"]
    assert (await api.get(video)).status_code == 400


async def test_a_download_link_goes_stale_after_six_hours(
    api: httpx.AsyncClient, recall: PretendRecall, clock: MovableClock
):
    bot = await _bot(api, recall)
    recall.live_normally(bot.id)
    url = await _download_url(api, bot)
    async with http() as anybody:
        clock.advance(6 * HOUR)
        in_time = await anybody.get(url)
        clock.advance(timedelta(seconds=1))
        too_late = await anybody.get(url)
        fresh = await anybody.get(await _download_url(api, bot))

    assert (in_time.status_code, too_late.status_code, fresh.status_code) == (200, 403, 200)


async def test_a_download_link_cannot_be_prolonged(api: httpx.AsyncClient, recall: PretendRecall):
    bot = await _bot(api, recall)
    recall.live_normally(bot.id)
    url = httpx.URL(await _download_url(api, bot))

    async with http() as anybody:
        answer = await anybody.get(url.copy_merge_params({"expires": "9999999999"}))

    assert answer.status_code == 403


async def test_expired_media_are_gone(api: httpx.AsyncClient, recall: PretendRecall):
    bot = await _bot(api, recall)
    recall.live_normally(bot.id)
    url = await _download_url(api, bot)

    recall.walk_bot(bot.id, "media_expired")

    async with http() as anybody:
        assert (await anybody.get(url)).status_code == 404
    assert await _download_url(api, bot) is None


async def test_a_recording_can_fail_and_stays_failed(api: httpx.AsyncClient, recall: PretendRecall):
    bot = await _bot(api, recall)
    recall.live_normally(bot.id, until="in_call_recording")

    recall.fail_recording(bot.id, "internal_error")
    recall.live_normally(bot.id)

    [recording] = (await _shown(api, bot))["recordings"]
    assert (recording["status"]["code"], recording["status"]["sub_code"]) == ("failed", "internal_error")


async def test_recordings_and_transcripts_are_listed(api: httpx.AsyncClient, recall: PretendRecall):
    bot = await _bot(api, recall, **CAPTIONS)
    await _bot(api, recall)
    recall.live_normally(bot.id)
    [recording] = bot.recordings

    listed = (await api.get("/api/v1/recording/", params={"bot_id": bot.id})).json()["results"]
    transcripts = (await api.get("/api/v1/transcript/", params={"recording_id": recording.id})).json()["results"]

    assert [row["bot"]["id"] for row in listed] == [bot.id]
    assert [row["recording"]["id"] for row in transcripts] == [recording.id]
    assert (await api.get(f"/api/v1/recording/{recording.id}/")).json() == listed[0]
    assert (await api.get(f"/api/v1/transcript/{transcripts[0]['id']}/")).json() == transcripts[0]


async def test_a_transcript_can_be_asked_for_after_the_call(api: httpx.AsyncClient, recall: PretendRecall):
    bot = await _bot(api, recall)
    recall.live_normally(bot.id)
    path = f"/api/v1/recording/{bot.recordings[0].id}/create_transcript/"

    asked = await api.post(path, json={"provider": {"recallai_async": {"language_code": "auto"}}})
    recall.finish_transcripts(bot.id)

    ready = (await api.get(f"/api/v1/transcript/{asked.json()['id']}/")).json()
    assert (asked.json()["status"]["code"], ready["status"]["code"]) == ("processing", "done")


@pytest.mark.parametrize("provider", [None, {}, {"recallai_streaming": {}}])
async def test_a_later_transcript_needs_a_later_provider(
    api: httpx.AsyncClient, recall: PretendRecall, provider: dict[str, Any] | None
):
    bot = await _bot(api, recall)
    recall.live_normally(bot.id)

    answer = await api.post(f"/api/v1/recording/{bot.recordings[0].id}/create_transcript/", json={"provider": provider})

    assert (answer.status_code, list(answer.json())) == (400, ["provider"])


async def test_a_recording_is_transcribed_five_times_a_minute_and_ten_times_in_all(
    api: httpx.AsyncClient, recall: PretendRecall, clock: MovableClock
):
    bot = await _bot(api, recall)
    recall.live_normally(bot.id)
    path = f"/api/v1/recording/{bot.recordings[0].id}/create_transcript/"

    statuses = []
    for _ in range(3):
        for _ in range(6):
            statuses.append((await api.post(path, json={"provider": {"recallai_async": {}}})).status_code)
        clock.advance(HOUR)

    assert statuses == [*[200] * 5, 429, *[200] * 5, 429, *[400] * 5, 429]


async def test_the_limit_of_transcriptions_is_each_recordings_own(api: httpx.AsyncClient, recall: PretendRecall):
    statuses = []
    for _ in range(2):
        bot = await _bot(api, recall)
        recall.live_normally(bot.id)
        for _ in range(5):
            path = f"/api/v1/recording/{bot.recordings[0].id}/create_transcript/"
            statuses.append((await api.post(path, json={"provider": {"recallai_async": {}}})).status_code)

    assert statuses == [200] * 10
