"""Sign and serve media links, good for six hours for anyone. https://docs.recall.ai/docs/download-urls"""

import hashlib
import hmac
import json
from datetime import datetime, timedelta
from typing import Any

from starlette.datastructures import QueryParams

from bot.sandbox.recall import refusals
from bot.sandbox.recall.exchange import Answer, Call
from bot.sandbox.recall.player import is_for_people, recording_page
from bot.sandbox.recall.transcripts import write_transcript
from bot.sandbox.recall.workspace import Media, Recording, Workspace

LINKS_LIVE = timedelta(hours=6)
_SIGNING_KEY = b"made-up-storage-key"
_DATA_FIELDS = {
    "video_mixed": ("download_url",),
    "audio_mixed": ("download_url",),
    "transcript": ("download_url", "provider_data_download_url"),
    "participant_events": (
        "participants_download_url",
        "participant_events_download_url",
        "speaker_timeline_download_url",
    ),
}
_MEDIA_TYPES = {"video_mixed": "video/mp4", "audio_mixed": "audio/mpeg"}


class Downloads:
    """Makes the links of one answer: they lead back to where it was asked."""

    def __init__(self, call: Call) -> None:
        self._origin = call.origin
        self._now = call.now

    def data(self, media: Media) -> dict[str, Any]:
        if media.kind == "meeting_metadata":
            return {"title": "A meeting", "zoom": None}
        is_there = media.status.code == "done"
        return {field: self._link(media, field) if is_there else None for field in _DATA_FIELDS[media.kind]}

    def _link(self, media: Media, field: str) -> str:
        expires = int((self._now + LINKS_LIVE).timestamp())
        path = f"/media/{media.id}/{field}"
        return f"{self._origin}{path}?expires={expires}&signature={_signature(path, expires)}"


def download(call: Call, workspace: Workspace) -> Answer:
    if "authorization" in call.headers:
        return refusals.doubly_authorized_download()
    if not _is_signed(call.path, call.query):
        return refusals.unsigned_download()
    if call.now.timestamp() > int(call.query["expires"]):
        return refusals.expired_download()
    for recording in workspace.recordings():
        for media in recording.files():
            if media.id == call.params["id"] and media.status.code == "done":
                if media.kind in _MEDIA_TYPES and is_for_people(call):
                    return recording_page(recording, workspace)
                return _file(media, recording, workspace)
    return refusals.missing_download()


def _file(media: Media, recording: Recording, workspace: Workspace) -> Answer:
    if media.kind in _MEDIA_TYPES:
        return Answer(200, b"not really " + media.kind.encode(), _MEDIA_TYPES[media.kind])
    is_transcript = media.kind == "transcript"
    content = write_transcript(workspace.bots[recording.bot_id], recording, workspace) if is_transcript else []
    return Answer(200, json.dumps(content).encode())


def _is_signed(path: str, query: QueryParams) -> bool:
    expires = query.get("expires", "")
    return expires.isdigit() and hmac.compare_digest(query.get("signature", ""), _signature(path, int(expires)))


def _signature(path: str, expires: int) -> str:
    return hmac.new(_SIGNING_KEY, f"{path}?{expires}".encode(), hashlib.sha256).hexdigest()


def expiry_of(config: dict[str, Any], made: datetime) -> datetime | None:
    """When the recording expires; `None` if it stays."""
    retention = (config.get("recording_config") or {}).get("retention")
    is_timed = isinstance(retention, dict) and retention.get("type") == "timed"
    return made + timedelta(hours=retention.get("hours", 168)) if is_timed and retention else None
