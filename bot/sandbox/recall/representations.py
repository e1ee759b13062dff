"""Represent the workspace's objects as Recall's API shows them. https://docs.recall.ai/reference"""

from typing import Any

from bot.sandbox.recall.downloads import Downloads
from bot.sandbox.recall.meeting_links import read_meeting_url
from bot.sandbox.recall.provider_events import raw_event
from bot.sandbox.recall.wire_times import instant, stamp
from bot.sandbox.recall.workspace import Bot, Calendar, CalendarEvent, Media, Recording, StatusChange, Workspace

MEDIA_SHORTCUTS = ("video_mixed", "audio_mixed", "transcript", "participant_events", "meeting_metadata")
_FORMATS = {"video_mixed": "mp4", "audio_mixed": "mp3"}
_OPTIONAL = (
    "automatic_leave",
    "automatic_video_output",
    "automatic_audio_output",
    "output_media",
    "chat",
    "variant",
    "zoom",
    "google_meet",
    "breakout_room",
)


def show_calendar(calendar: Calendar) -> dict[str, Any]:
    """Show the OAuth secrets, as the real one does: readers have to keep them out of their logs."""
    shown: dict[str, Any] = {
        "id": calendar.id,
        "platform": calendar.platform,
        "platform_email": None if calendar.status == "connecting" else calendar.email,
        "status": calendar.status,
        "status_changes": [{"status": status, "created_at": stamp(at)} for status, at in calendar.status_changes],
        "oauth_client_id": calendar.oauth_client_id,
        "oauth_client_secret": calendar.oauth_client_secret,
        "oauth_refresh_token": calendar.oauth_refresh_token,
        "webhook_url": None,
        "metadata": {},
        "created_at": stamp(calendar.created_at),
        "updated_at": stamp(calendar.updated_at),
    }
    return shown | ({"oauth_email": calendar.oauth_email} if calendar.oauth_email else {})


def show_event(event: CalendarEvent, workspace: Workspace) -> dict[str, Any]:
    owner = workspace.calendars[event.calendar_id].email
    return {
        "id": event.id,
        "calendar_id": event.calendar_id,
        "start_time": instant(event.start),
        "end_time": instant(event.end),
        "platform": event.platform,
        "platform_id": event.platform_id,
        "ical_uid": event.ical_uid,
        "meeting_platform": event.meeting_platform,
        "meeting_url": event.meeting_url,
        "raw": raw_event(event, owner),
        "is_deleted": event.is_deleted,
        "bots": [_show_event_bot(bot) for bot in workspace.bots_of(event)],
        "created_at": stamp(event.created_at),
        "updated_at": stamp(event.updated_at),
    }


def _show_event_bot(bot: Bot) -> dict[str, Any]:
    return {
        "bot_id": bot.id,
        "start_time": instant(bot.join_at or bot.created_at),
        "deduplication_key": bot.deduplication_key,
        "meeting_url": bot.meeting_url,
    }


def show_bot(bot: Bot, downloads: Downloads) -> dict[str, Any]:
    """`calendar_meetings` belongs to the first calendar integration, and is empty for bots of the second."""
    return {
        "id": bot.id,
        "meeting_url": read_meeting_url(bot.meeting_url),
        "bot_name": bot.config.get("bot_name", "Meeting Notetaker"),
        "join_at": instant(bot.joins_at) if bot.joins_at else None,
        "recording_config": bot.config.get("recording_config") or {},
        "status_changes": [_show_status_change(change) for change in bot.status_changes],
        "recordings": [show_recording(recording, downloads) for recording in bot.recordings],
        "calendar_meetings": [],
        "slack_team": None,
        "metadata": bot.metadata,
    } | {key: _drop_media(bot.config.get(key)) for key in _OPTIONAL}


def _drop_media(value: Any) -> Any:
    """`b64_data` can be written but not read."""
    if not isinstance(value, dict):
        return value
    return {key: _drop_media(part) for key, part in value.items() if key != "b64_data"}


def _show_status_change(change: StatusChange) -> dict[str, Any]:
    return {
        "code": change.code,
        "message": None,
        "created_at": stamp(change.at),
        "sub_code": change.sub_code,
    }


def _show_status(status: StatusChange) -> dict[str, Any]:
    return {"code": status.code, "sub_code": status.sub_code, "updated_at": stamp(status.at)}


def show_recording(recording: Recording, downloads: Downloads) -> dict[str, Any]:
    completed, expires = recording.completed_at, recording.expires_at
    return {
        "id": recording.id,
        "created_at": stamp(recording.created_at),
        "started_at": stamp(recording.started_at),
        "completed_at": stamp(completed) if completed else None,
        "expires_at": stamp(expires) if expires else None,
        "status": _show_status(recording.status),
        "media_shortcuts": {kind: _show_shortcut(recording, kind, downloads) for kind in MEDIA_SHORTCUTS},
        "metadata": recording.metadata,
    }


def _show_shortcut(recording: Recording, kind: str, downloads: Downloads) -> dict[str, Any] | None:
    media = recording.media.get(kind)
    return show_media(media, downloads) if media else None


def show_media(media: Media, downloads: Downloads) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "id": media.id,
        "created_at": stamp(media.created_at),
        "status": _show_status(media.status),
        "metadata": media.metadata,
        "data": downloads.data(media),
    }
    if media.kind in _FORMATS:
        shown["format"] = _FORMATS[media.kind]
    if media.kind == "transcript":
        shown |= {"diarization": None, "provider": {}}
    return shown
