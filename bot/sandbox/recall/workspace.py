"""Hold the pretend Recall's state: calendars, their events, and bots with their recordings."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import uuid4

from bot.sandbox.recall.meeting_links import platform_of

CalendarPlatform = Literal["google_calendar", "microsoft_outlook"]
CalendarStatus = Literal["connecting", "connected", "disconnected"]
BotState = Literal["scheduled", "dispatched"]

# https://docs.recall.ai/docs/scheduling-guide
SYNCED_AHEAD = timedelta(days=28)
KEPT_BACK = timedelta(days=60)
MADE_UP_TOKEN = "made-up-refresh-token"
# Nearer than this a bot comes from the shared pool. https://docs.recall.ai/docs/creating-and-scheduling-bots
SHORT_NOTICE = timedelta(minutes=10)


def new_id() -> str:
    return str(uuid4())


@dataclass(slots=True, kw_only=True)
class Calendar:
    id: str = field(default_factory=new_id)
    number: int
    platform: CalendarPlatform
    email: str
    oauth_email: str | None
    status: CalendarStatus
    status_changes: list[tuple[CalendarStatus, datetime]]
    created_at: datetime
    updated_at: datetime
    oauth_client_id: str = "made-up-client-id"
    oauth_client_secret: str = field(default_factory=lambda: f"made-up-client-secret-{uuid4().hex}", repr=False)
    oauth_refresh_token: str = field(default_factory=lambda: f"{MADE_UP_TOKEN}-{uuid4().hex}", repr=False)


@dataclass(frozen=True, slots=True)
class Guest:
    email: str
    name: str = ""
    response: Literal["needsAction", "declined", "tentative", "accepted"] = "needsAction"


@dataclass(slots=True, kw_only=True)
class CalendarEvent:
    """One calendar's row for one occurrence. `link` is what people wrote; Recall knows it only if a bot can join it."""

    id: str = field(default_factory=new_id)
    number: int
    calendar_id: str
    platform: CalendarPlatform
    platform_id: str
    ical_uid: str
    title: str
    start: datetime
    end: datetime
    link: str | None
    attendees: tuple[Guest, ...]
    organizer: Guest
    is_private: bool
    is_all_day: bool
    time_zone: str
    series: str | None
    original_start: datetime
    raw: dict[str, Any]
    created_at: datetime
    updated_at: datetime
    is_synced: bool = False
    is_cancelled: bool = False
    is_deleted: bool = False
    bot_ids: list[str] = field(default_factory=list)

    @property
    def meeting_platform(self) -> str | None:
        return platform_of(self.link)

    @property
    def meeting_url(self) -> str | None:
        return self.link if self.meeting_platform else None


@dataclass(slots=True)
class StatusChange:
    code: str
    at: datetime
    sub_code: str | None = None


@dataclass(slots=True, kw_only=True)
class Media:
    """A file, perhaps not ready yet. `kind` is its name among a recording's `media_shortcuts`."""

    id: str = field(default_factory=new_id)
    number: int
    kind: str
    recording_id: str
    metadata: dict[str, Any]
    created_at: datetime
    status: StatusChange


@dataclass(slots=True, kw_only=True)
class Recording:
    id: str = field(default_factory=new_id)
    number: int
    bot_id: str
    metadata: dict[str, Any]
    created_at: datetime
    started_at: datetime
    completed_at: datetime | None = None
    expires_at: datetime | None = None
    status: StatusChange
    media: dict[str, Media] = field(default_factory=dict)
    later_transcripts: list[Media] = field(default_factory=list)

    def transcripts(self) -> list[Media]:
        return [*filter(None, [self.media.get("transcript")]), *self.later_transcripts]

    def files(self) -> list[Media]:
        return [*self.media.values(), *self.later_transcripts]


@dataclass(slots=True, kw_only=True)
class Bot:
    id: str = field(default_factory=new_id)
    number: int
    config: dict[str, Any]
    meeting_url: str
    join_at: datetime | None
    created_at: datetime
    is_ad_hoc: bool
    deduplication_key: str | None = None
    status_changes: list[StatusChange]
    recordings: list[Recording] = field(default_factory=list)

    @property
    def status(self) -> str:
        return self.status_changes[-1].code

    @property
    def state(self) -> BotState:
        return "scheduled" if self.status == "ready" else "dispatched"

    @property
    def joins_at(self) -> datetime | None:
        """What the API calls `join_at`: it can be read until the bot joins."""
        return self.join_at if self.state == "scheduled" else None

    @property
    def is_of_a_calendar(self) -> bool:
        return self.deduplication_key is not None

    @property
    def metadata(self) -> dict[str, Any]:
        return dict(self.config.get("metadata") or {})


class Workspace:
    """One workspace, in one region. Everything is in the order of its making."""

    def __init__(self) -> None:
        self.calendars: dict[str, Calendar] = {}
        self.events: dict[str, CalendarEvent] = {}
        self.bots: dict[str, Bot] = {}
        self.ad_hoc_pool: int | None = None
        self.refuses_to_unschedule_deleted_events = False
        self._made = 0

    def next_number(self) -> int:
        self._made += 1
        return self._made

    def listed_events(self, now: datetime) -> Iterator[CalendarEvent]:
        """Those that Recall has synced and not yet forgotten, deleted ones included."""
        for event in self.events.values():
            if event.is_synced and event.end >= now - KEPT_BACK:
                yield event

    def events_with(self, bot: Bot) -> Iterator[CalendarEvent]:
        return (event for event in self.events.values() if bot.id in event.bot_ids)

    def bots_of(self, event: CalendarEvent) -> list[Bot]:
        return [self.bots[bot_id] for bot_id in event.bot_ids]

    def recordings(self) -> Iterator[Recording]:
        for bot in self.bots.values():
            yield from bot.recordings
