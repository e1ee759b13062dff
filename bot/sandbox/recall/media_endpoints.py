"""Serve /api/v1/recording/, /api/v1/transcript/ and downloads. https://docs.recall.ai/reference/recording_list"""

from typing import Any

from bot.sandbox.recall import filters, refusals
from bot.sandbox.recall.bot_lives import BotLives
from bot.sandbox.recall.downloads import Downloads, download
from bot.sandbox.recall.exchange import Answer, Call, json_answer
from bot.sandbox.recall.gate import Route
from bot.sandbox.recall.paging import cursor_page
from bot.sandbox.recall.representations import show_media, show_recording
from bot.sandbox.recall.workspace import Media, Recording, Workspace

# Transcription of a finished recording, by the vendors' names for it.
LATER_PROVIDERS = frozenset(
    {
        "recallai_async",
        "assembly_ai_async",
        "deepgram_async",
        "gladia_v2_async",
        "rev_async",
        "speechmatics_async",
    }
)
TRANSCRIPTS_PER_RECORDING = 10


class MediaEndpoints:
    def __init__(self, workspace: Workspace, lives: BotLives) -> None:
        self._workspace = workspace
        self._lives = lives
        self.routes = [
            Route("GET", "/api/v1/recording/", self._list_recordings, 60),
            Route("GET", "/api/v1/recording/{id}/", self._recording, 300),
            Route("POST", "/api/v1/recording/{id}/create_transcript/", self._create_transcript, 5, per_thing=True),
            Route("GET", "/api/v1/transcript/", self._list_transcripts, 60),
            Route("GET", "/api/v1/transcript/{id}/", self._transcript, 300),
            Route("GET", "/media/{id}/{field}", lambda call: download(call, workspace), needs_key=False),
        ]

    def _list_recordings(self, call: Call) -> Answer:
        bot_id = filters.identifier(call, "bot_id")
        found = [each for each in self._workspace.recordings() if not bot_id or each.bot_id == bot_id]
        return cursor_page(call, found, lambda recording: self._show_recording(recording, call))

    def _recording(self, call: Call) -> Answer:
        return json_answer(200, self._show_recording(self._known_recording(call), call))

    def _known_recording(self, call: Call) -> Recording:
        for recording in self._workspace.recordings():
            if recording.id == call.params["id"]:
                return recording
        raise refusals.not_found()

    def _show_recording(self, recording: Recording, call: Call) -> dict[str, Any]:
        bot = self._workspace.bots[recording.bot_id]
        shown = show_recording(recording, Downloads(call)) | {"realtime_endpoints": [], "desktop_sdk_upload": None}
        return shown | {"bot": {"id": bot.id, "metadata": bot.metadata}}

    def _create_transcript(self, call: Call) -> Answer:
        recording, payload = self._known_recording(call), call.payload()
        provider = payload.get("provider")
        if not isinstance(provider, dict) or len(provider) != 1 or not provider.keys() <= LATER_PROVIDERS:
            raise refusals.field_error("provider", "Give exactly one provider of later transcription.")
        if recording.status.code != "done":
            raise refusals.invalid_request("The recording is not done.")
        if len(recording.later_transcripts) >= TRANSCRIPTS_PER_RECORDING:
            raise refusals.invalid_request("The recording has too many transcripts.")
        transcript = self._lives.transcribe_later(recording, payload.get("metadata") or {})
        return json_answer(200, self._show_transcript(recording, transcript, call))

    def _list_transcripts(self, call: Call) -> Answer:
        recording_id = filters.identifier(call, "recording_id")
        found = [
            transcript
            for recording in self._workspace.recordings()
            for transcript in recording.transcripts()
            if not recording_id or recording.id == recording_id
        ]
        return cursor_page(call, found, lambda each: self._show_transcript(self._recording_of(each), each, call))

    def _transcript(self, call: Call) -> Answer:
        for recording in self._workspace.recordings():
            for transcript in recording.transcripts():
                if transcript.id == call.params["id"]:
                    return json_answer(200, self._show_transcript(recording, transcript, call))
        raise refusals.not_found()

    def _recording_of(self, transcript: Media) -> Recording:
        return next(each for each in self._workspace.recordings() if each.id == transcript.recording_id)

    def _show_transcript(self, recording: Recording, transcript: Media, call: Call) -> dict[str, Any]:
        shown = show_media(transcript, Downloads(call))
        return shown | {"recording": {"id": recording.id, "metadata": recording.metadata}}
