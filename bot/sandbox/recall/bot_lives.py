"""Move bots from `ready` to `done` through the statuses that can follow each other.

https://docs.recall.ai/docs/bot-status-change-events
"""

import asyncio
from datetime import datetime, timedelta
from typing import Any

from bot.clock import Clock
from bot.sandbox.recall.recordings import Recordings
from bot.sandbox.recall.webhook_events import bot_status, legacy_bot_status
from bot.sandbox.recall.webhooks import LEGACY_EVENT, Webhooks
from bot.sandbox.recall.workspace import Bot, Media, Recording, StatusChange, Workspace

USUAL_LIFE = (
    "ready",
    "joining_call",
    "in_call_not_recording",
    "in_call_recording",
    "call_ended",
    "done",
)
OVER = frozenset({"call_ended", "recording_done", "done", "fatal", "media_expired"})
IN_CALL = frozenset(
    {
        "in_call_not_recording",
        "recording_permission_allowed",
        "recording_permission_denied",
        "in_call_recording",
    }
)
_NEXT: dict[str, set[str]] = {
    "ready": {"joining_call"},
    "joining_call": {"in_waiting_room", "in_call_not_recording", "call_ended"},
    "in_waiting_room": {"in_call_not_recording", "call_ended"},
    "in_call_not_recording": {
        "recording_permission_allowed",
        "recording_permission_denied",
        "in_call_recording",
        "call_ended",
    },
    "recording_permission_allowed": {"in_call_recording", "call_ended"},
    "recording_permission_denied": {"recording_permission_allowed", "in_call_recording", "call_ended"},
    "in_call_recording": {"in_call_not_recording", "call_ended"},
    "call_ended": {"recording_done", "done"},
    "recording_done": {"done"},
    "done": {"media_expired"},
    "media_expired": set(),
    "fatal": set(),
}
_USUAL_SUB_CODES = {
    "call_ended": "call_ended_by_host",
    "recording_permission_denied": "zoom_host_not_present",
    "fatal": "bot_errored",
}
_WITHOUT_WEBHOOK = frozenset({"ready", "recording_done", "media_expired"})


class BotLives:
    def __init__(self, workspace: Workspace, recordings: Recordings, webhooks: Webhooks, clock: Clock) -> None:
        self._workspace = workspace
        self._recordings = recordings
        self._webhooks = webhooks
        self._clock = clock
        self._transcribes_within: timedelta | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def aclose(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def transcribes_later_within(self, time: timedelta | None) -> None:
        """How long a transcript takes that is asked for after the call. None: until `finish_transcripts`."""
        self._transcribes_within = time

    def walk_bot(self, bot_id: str, code: str, sub_code: str | None = None, *, in_order: bool = True) -> Bot:
        """One step. A step that cannot happen raises ValueError, unless `in_order=False`: codes come without notice."""
        bot = self._workspace.bots[bot_id]
        if code == bot.status:
            return bot
        if in_order and not _can_follow(bot.status, code):
            raise ValueError(f"{code} does not follow {bot.status}")
        was_recording = bot.status == "in_call_recording"
        if code in {"done", "fatal"}:
            self._recordings.finish(bot)
        # Moments grow even while the clock stands still: the order of a bot's statuses is told by them.
        at = max(self._clock.now(), bot.status_changes[-1].at + timedelta(microseconds=1))
        self._turn(bot, StatusChange(code, at, sub_code or _USUAL_SUB_CODES.get(code)))
        self._record(bot, was_recording)
        return bot

    def live_normally(self, bot_id: str, until: str = "done") -> Bot:
        """The rest of a usual life, up to and including `until`."""
        bot = self._workspace.bots[bot_id]
        came_to = USUAL_LIFE.index(bot.status) if bot.status in USUAL_LIFE else 1
        for code in USUAL_LIFE[came_to + 1 : USUAL_LIFE.index(until) + 1]:
            self.walk_bot(bot_id, code)
        return bot

    def fail_recording(self, bot_id: str, sub_code: str = "internal_error") -> None:
        self._recordings.fail(self._workspace.bots[bot_id], sub_code)

    def fail_transcript(self, bot_id: str, sub_code: str = "provider_connection_failed") -> None:
        self._recordings.fail_transcripts(self._workspace.bots[bot_id], sub_code)

    def finish_transcripts(self, bot_id: str) -> None:
        """Those that were asked for after the call; the others are ready when the bot is done."""
        self._recordings.finish_transcripts(self._workspace.bots[bot_id])

    def transcribe_later(self, recording: Recording, metadata: dict[str, Any]) -> Media:
        transcript = self._recordings.transcribe_later(self._workspace.bots[recording.bot_id], recording, metadata)
        if self._transcribes_within is not None:
            due = self._clock.now() + self._transcribes_within
            task = asyncio.create_task(self._finish_transcripts_at(recording.bot_id, due))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return transcript

    async def _finish_transcripts_at(self, bot_id: str, moment: datetime) -> None:
        await self._clock.sleep_until(moment)
        self.finish_transcripts(bot_id)

    def join_due_bots(self) -> None:
        """Send bots whose join_at has come."""
        now = self._clock.now()
        for bot in list(self._workspace.bots.values()):
            if bot.status == "ready" and (bot.join_at is None or bot.join_at <= now):
                self.walk_bot(bot.id, "joining_call")

    def leave_call(self, bot: Bot) -> None:
        self.walk_bot(bot.id, "call_ended", "bot_received_leave_call")
        self.walk_bot(bot.id, "done")

    def delete_media(self, bot_id: str) -> None:
        """Delete media, as a person does in the dashboard, and retention does when it expires."""
        self._recordings.delete(self._workspace.bots[bot_id])

    def _turn(self, bot: Bot, change: StatusChange) -> None:
        bot.status_changes.append(change)
        if change.code not in _WITHOUT_WEBHOOK:
            self._webhooks.tell(f"bot.{change.code}", bot_status(bot, change))
            self._webhooks.tell(LEGACY_EVENT, legacy_bot_status(bot, change))

    def _record(self, bot: Bot, was_recording: bool) -> None:
        match bot.status:
            case "in_call_recording":
                self._recordings.begin_or_resume(bot)
            case "in_call_not_recording" if was_recording:
                self._recordings.pause(bot)
            case "done":
                self._recordings.finish_transcripts(bot)
            case "media_expired":
                self._recordings.delete(bot)


def _can_follow(status: str, code: str) -> bool:
    if code == "fatal":
        return status not in {"done", "fatal", "media_expired"}
    return status not in _NEXT or code in _NEXT[status]
