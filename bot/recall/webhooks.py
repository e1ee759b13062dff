"""Parse the body of a Recall webhook, once its signature has been verified.

https://docs.recall.ai/docs/bot-status-change-events
https://docs.recall.ai/docs/recording-webhooks
https://docs.recall.ai/docs/calendar-v2-webhooks
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any

from pydantic import AliasChoices, Field

from bot.core.identifiers import BotId, CalendarId
from bot.recall.lenient import Instant, Lenient, Metadata, WireModel
from bot.recall.plain_text import plain_text
from bot.recall.responses import read_json

EVENT_LIMIT = 100
MEDIA = frozenset(
    {
        "recording",
        "transcript",
        "video_mixed",
        "audio_mixed",
        "video_separate",
        "audio_separate",
        "participant_events",
        "meeting_metadata",
    }
)
# Lines of a bot's log: they carry no status.
_BOT_LOGS = frozenset({"bot.log", "bot.output_log"})


@dataclass(frozen=True, slots=True, kw_only=True)
class BotNews:
    """A bot changed its status. Deliveries come late, twice and out of order: `at` orders them."""

    bot_id: BotId
    code: str
    at: datetime
    sub_code: str | None = None
    metadata: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaNews:
    """A recording or something made of it is being processed, done, failed or deleted; `media` says which."""

    media: str
    code: str
    at: datetime
    sub_code: str | None = None
    bot_id: BotId | None = None
    metadata: dict[str, str] = field(default_factory=dict)  # the bot's


@dataclass(frozen=True, slots=True)
class CalendarChanged:
    """A calendar was connected or disconnected, or its owner's address became known."""

    calendar_id: CalendarId


@dataclass(frozen=True, slots=True)
class CalendarSynced:
    """Events of this calendar changed; `since` serves as `updated_at__gte` to list them."""

    calendar_id: CalendarId
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Ignored:
    event: str
    reason: str


WebhookNews = BotNews | MediaNews | CalendarChanged | CalendarSynced | Ignored


def read_webhook(body: bytes) -> WebhookNews:
    """Never raises: what cannot be read or is not followed comes back as `Ignored`."""
    try:
        envelope = _Envelope.model_validate(read_json(body))
    except ValueError:
        return Ignored("", "unreadable")
    try:
        return _read(envelope.event, envelope.data)
    except ValueError:
        return Ignored(plain_text(envelope.event, EVENT_LIMIT), "unreadable")


def _read(event: str, data: dict[str, Any]) -> WebhookNews:
    family = event.partition(".")[0]
    if event == "bot.status_change":
        return _legacy_bot_news(_StatusChangeBody.model_validate(data))
    if family == "bot" and event not in _BOT_LOGS:
        return _bot_news(_BotBody.model_validate(data))
    if family in MEDIA:
        return _media_news(family, _MediaBody.model_validate(data))
    if event == "calendar.update":
        return CalendarChanged(_CalendarBody.model_validate(data).calendar_id)
    if event == "calendar.sync_events":
        calendar = _CalendarBody.model_validate(data)
        return CalendarSynced(calendar.calendar_id, calendar.last_updated_ts)
    return Ignored(plain_text(event, EVENT_LIMIT), "not followed")


class _Envelope(WireModel):
    event: str
    data: dict[str, Any]


class _Status(WireModel):
    code: str = Field(min_length=1)
    sub_code: Lenient[str] = None
    at: Instant = Field(validation_alias=AliasChoices("updated_at", "created_at"))


class _Bot(WireModel):
    id: Annotated[BotId, Field(min_length=1)]
    metadata: Metadata = Field(default_factory=dict)


class _BotBody(WireModel):
    data: _Status
    bot: _Bot


class _MediaBody(WireModel):
    data: _Status
    bot: Lenient[_Bot] = None  # not promised with a recording


class _StatusChangeBody(WireModel):
    """The body of `bot.status_change`, from before each status had an event of its own."""

    bot_id: Annotated[BotId, Field(min_length=1)]
    status: _Status


class _CalendarBody(WireModel):
    calendar_id: Annotated[CalendarId, Field(min_length=1)]
    last_updated_ts: Lenient[Instant] = None


def _bot_news(body: _BotBody) -> BotNews:
    status, bot = body.data, body.bot
    return BotNews(bot_id=bot.id, code=status.code, at=status.at, sub_code=status.sub_code, metadata=bot.metadata)


def _legacy_bot_news(body: _StatusChangeBody) -> BotNews:
    status = body.status
    return BotNews(bot_id=body.bot_id, code=status.code, at=status.at, sub_code=status.sub_code)


def _media_news(media: str, body: _MediaBody) -> MediaNews:
    status, bot = body.data, body.bot
    return MediaNews(
        media=media,
        code=status.code,
        at=status.at,
        sub_code=status.sub_code,
        bot_id=bot.id if bot else None,
        metadata=bot.metadata if bot else {},
    )
