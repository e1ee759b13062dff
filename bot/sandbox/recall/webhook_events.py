"""Build the data of each webhook. https://docs.recall.ai/docs/bot-status-change-events"""

from datetime import datetime
from typing import Any

from bot.sandbox.recall.wire_times import stamp, webhook_stamp
from bot.sandbox.recall.workspace import Bot, Media, Recording, StatusChange

Data = dict[str, Any]


def bot_status(bot: Bot, change: StatusChange) -> Data:
    return {"data": _status(change), "bot": _reference(bot)}


def legacy_bot_status(bot: Bot, change: StatusChange) -> Data:
    status = {
        "code": change.code,
        "sub_code": change.sub_code,
        "message": None,
        "created_at": stamp(change.at),
    }
    return {"bot_id": bot.id, "status": status}


def recording_status(bot: Bot, recording: Recording) -> Data:
    told = _status(recording.status)
    if recording.status.code == "failed":
        code = recording.status.sub_code or "internal_error"
        told["error"] = {"code": code.upper(), "message": "The recording failed."}
    return {"data": told, "recording": _reference(recording), "bot": _reference(bot)}


def transcript_status(bot: Bot, recording: Recording, transcript: Media) -> Data:
    return {
        "data": _status(transcript.status),
        "transcript": _reference(transcript),
        "recording": _reference(recording),
        "bot": _reference(bot),
    }


def calendar_update(calendar_id: str) -> Data:
    return {"calendar_id": calendar_id}


def calendar_sync(calendar_id: str, last_updated: datetime) -> Data:
    return {"calendar_id": calendar_id, "last_updated_ts": webhook_stamp(last_updated)}


def _status(change: StatusChange) -> Data:
    return {"code": change.code, "sub_code": change.sub_code, "updated_at": webhook_stamp(change.at)}


def _reference(thing: Bot | Recording | Media) -> Data:
    return {"id": thing.id, "metadata": thing.metadata}
