"""Move recordings through their statuses (begun, ready, failed, deleted) and send the webhooks.

https://docs.recall.ai/docs/recording-webhooks
"""

from typing import Any

from bot.clock import Clock
from bot.sandbox.recall.downloads import expiry_of
from bot.sandbox.recall.transcripts import conversation_of, shortest_length
from bot.sandbox.recall.webhook_events import recording_status, transcript_status
from bot.sandbox.recall.webhooks import Webhooks
from bot.sandbox.recall.workspace import Bot, Media, Recording, StatusChange, Workspace


class Recordings:
    def __init__(self, workspace: Workspace, webhooks: Webhooks, clock: Clock) -> None:
        self._workspace = workspace
        self._webhooks = webhooks
        self._clock = clock

    def begin_or_resume(self, bot: Bot) -> None:
        if bot.recordings and bot.recordings[-1].status.code == "paused":
            self._turn(bot, bot.recordings[-1], "processing")
            return
        now, config = self._clock.now(), bot.config.get("recording_config") or {}
        recording = Recording(
            number=self._workspace.next_number(),
            bot_id=bot.id,
            metadata=dict(config.get("metadata") or {}),
            created_at=now,
            started_at=now,
            status=StatusChange("processing", now),
        )
        recording.media = {kind: self._media(recording, kind, config) for kind in _kinds(config)}
        bot.recordings.append(recording)
        self._turn(bot, recording, "processing")

    def pause(self, bot: Bot) -> None:
        self._turn(bot, bot.recordings[-1], "paused")

    def finish(self, bot: Bot) -> None:
        """Everything but the transcript, which is ready later."""
        now = self._clock.now()
        length = shortest_length(conversation_of(bot, self._workspace))
        for recording in _find_unfinished(bot):
            recording.completed_at, recording.expires_at = now, expiry_of(bot.config, now)
            recording.started_at = min(recording.started_at, now - length)
            for media in recording.media.values():
                if media.kind != "transcript":
                    media.status = StatusChange("done", now)
            self._turn(bot, recording, "done")

    def finish_transcripts(self, bot: Bot) -> None:
        for recording in bot.recordings:
            for transcript in recording.transcripts():
                if recording.status.code == "done" and transcript.status.code == "processing":
                    self._turn_transcript(bot, recording, transcript, "done")

    def fail(self, bot: Bot, sub_code: str) -> None:
        for recording in _find_unfinished(bot):
            for media in recording.media.values():
                media.status = StatusChange("failed", self._clock.now())
            self._turn(bot, recording, "failed", sub_code)

    def fail_transcripts(self, bot: Bot, sub_code: str) -> None:
        for recording in bot.recordings:
            for transcript in recording.transcripts():
                self._turn_transcript(bot, recording, transcript, "failed", sub_code)

    def delete(self, bot: Bot) -> None:
        for recording in bot.recordings:
            if recording.status.code != "deleted":
                for media in recording.files():
                    media.status = StatusChange("deleted", self._clock.now())
                self._turn(bot, recording, "deleted")

    def transcribe_later(self, bot: Bot, recording: Recording, metadata: dict[str, Any]) -> Media:
        transcript = self._media(recording, "transcript", {"transcript": {"metadata": metadata}})
        recording.later_transcripts.append(transcript)
        self._turn_transcript(bot, recording, transcript, "processing")
        return transcript

    def _turn(self, bot: Bot, recording: Recording, code: str, sub_code: str | None = None) -> None:
        recording.status = StatusChange(code, self._clock.now(), sub_code)
        self._webhooks.tell(f"recording.{code}", recording_status(bot, recording))

    def _turn_transcript(
        self, bot: Bot, recording: Recording, transcript: Media, code: str, sub_code: str | None = None
    ) -> None:
        transcript.status = StatusChange(code, self._clock.now(), sub_code)
        self._webhooks.tell(f"transcript.{code}", transcript_status(bot, recording, transcript))

    def _media(self, recording: Recording, kind: str, config: dict[str, Any]) -> Media:
        own = config.get(kind)
        return Media(
            number=self._workspace.next_number(),
            kind=kind,
            recording_id=recording.id,
            metadata=dict(own.get("metadata") or {}) if isinstance(own, dict) else {},
            created_at=recording.created_at,
            status=StatusChange("processing", recording.created_at),
        )


def _find_unfinished(bot: Bot) -> list[Recording]:
    return [recording for recording in bot.recordings if recording.status.code in {"processing", "paused"}]


def _kinds(config: dict[str, Any]) -> list[str]:
    """What exists was asked for when the bot was booked. `retention: null` keeps nothing."""
    if "retention" in config and config["retention"] is None:
        return []
    asked = {
        "video_mixed": config.get("video_mixed_mp4", {}) is not None,
        "audio_mixed": config.get("audio_mixed_mp3") is not None or config.get("audio_mixed_raw") is not None,
        "transcript": config.get("transcript") is not None,
        "participant_events": config.get("participant_events", {}) is not None,
        "meeting_metadata": config.get("meeting_metadata", {}) is not None,
    }
    return [kind for kind, is_asked in asked.items() if is_asked]
