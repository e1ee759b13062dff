from typing import Any

import httpx
import pytest

from bot.sandbox.recall.pretend_recall import PretendRecall
from bot.sandbox.recall.workspace import Bot
from tests.sandbox.recall.calls import create


async def _bot(api: httpx.AsyncClient, recall: PretendRecall, **recording_config: Any) -> Bot:
    answer = await create(api, join_at="2026-03-02T10:00:00Z", recording_config=recording_config)
    return recall.bot(answer.json()["id"])


async def _shown(api: httpx.AsyncClient, bot: Bot) -> Any:
    return (await api.get(f"/api/v1/bot/{bot.id}/")).json()


def _walk(recall: PretendRecall, bot: Bot, *codes: str) -> None:
    for code in codes:
        recall.walk_bot(bot.id, code)


async def test_a_usual_life_ends_with_a_recording(api: httpx.AsyncClient, recall: PretendRecall):
    bot = await _bot(api, recall)

    recall.live_normally(bot.id)

    assert [change.code for change in bot.status_changes] == [
        "ready",
        "joining_call",
        "in_call_not_recording",
        "in_call_recording",
        "call_ended",
        "done",
    ]
    assert [recording.status.code for recording in bot.recordings] == ["done"]


async def test_a_life_can_be_lived_in_parts(api: httpx.AsyncClient, recall: PretendRecall):
    bot = await _bot(api, recall)

    recall.live_normally(bot.id, until="joining_call")
    recall.walk_bot(bot.id, "in_waiting_room")
    recall.live_normally(bot.id, until="in_call_recording")

    assert [change.code for change in bot.status_changes][2:] == [
        "in_waiting_room",
        "in_call_not_recording",
        "in_call_recording",
    ]


async def test_moments_grow_although_the_clock_stands_still(api: httpx.AsyncClient, recall: PretendRecall):
    bot = await _bot(api, recall)

    recall.live_normally(bot.id)

    moments = [change["created_at"] for change in (await _shown(api, bot))["status_changes"]]
    assert len(set(moments)) == len(moments)
    assert moments == sorted(moments)


@pytest.mark.parametrize(
    ("lived", "code"),
    [
        ([], "in_call_recording"),
        ([], "done"),
        (["joining_call"], "in_call_recording"),
        (["joining_call", "in_waiting_room"], "joining_call"),
        (["joining_call", "in_call_not_recording", "call_ended"], "in_call_recording"),
        (["fatal"], "done"),
        (["fatal"], "joining_call"),
        (["joining_call", "call_ended", "done"], "fatal"),
    ],
)
async def test_a_step_that_cannot_happen_is_refused(
    api: httpx.AsyncClient, recall: PretendRecall, lived: list[str], code: str
):
    bot = await _bot(api, recall)
    _walk(recall, bot, *lived)

    with pytest.raises(ValueError, match="does not follow"):
        recall.walk_bot(bot.id, code)


async def test_a_code_that_no_one_has_heard_of_can_be_forced(api: httpx.AsyncClient, recall: PretendRecall):
    bot = await _bot(api, recall)

    recall.walk_bot(bot.id, "in_breakout_room", "new_reason", in_order=False)

    last = (await _shown(api, bot))["status_changes"][-1]
    assert (last["code"], last["sub_code"]) == ("in_breakout_room", "new_reason")


async def test_the_same_step_twice_is_one(api: httpx.AsyncClient, recall: PretendRecall):
    bot = await _bot(api, recall)

    _walk(recall, bot, "joining_call", "joining_call")

    assert len(bot.status_changes) == 2


async def test_a_failure_tells_why(api: httpx.AsyncClient, recall: PretendRecall):
    bot = await _bot(api, recall)

    recall.walk_bot(bot.id, "fatal", "meeting_not_found")

    assert (await _shown(api, bot))["status_changes"][-1]["sub_code"] == "meeting_not_found"


async def test_a_bot_that_no_one_let_in_has_no_recording(api: httpx.AsyncClient, recall: PretendRecall):
    bot = await _bot(api, recall)

    _walk(recall, bot, "joining_call", "in_waiting_room")
    recall.walk_bot(bot.id, "call_ended", "timeout_exceeded_waiting_room")
    recall.walk_bot(bot.id, "done")

    assert (await _shown(api, bot))["recordings"] == []


async def test_a_failure_after_recording_leaves_the_recording(api: httpx.AsyncClient, recall: PretendRecall):
    bot = await _bot(api, recall)
    recall.live_normally(bot.id, until="in_call_recording")

    recall.walk_bot(bot.id, "fatal", "bot_errored")

    assert (await _shown(api, bot))["recordings"][0]["status"]["code"] == "done"


async def test_a_pause_goes_on_in_the_same_recording(api: httpx.AsyncClient, recall: PretendRecall):
    bot = await _bot(api, recall)
    recall.live_normally(bot.id, until="in_call_recording")

    recall.walk_bot(bot.id, "in_call_not_recording")
    paused = bot.recordings[0].status.code
    recall.walk_bot(bot.id, "in_call_recording")

    assert (paused, [recording.status.code for recording in bot.recordings]) == ("paused", ["processing"])
