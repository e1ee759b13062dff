"""Parse calendars, calendar events and bots from Recall's JSON. https://docs.recall.ai/reference"""

from datetime import datetime, timedelta
from typing import Annotated, Any, Generic, TypeVar

from pydantic import AliasPath, BeforeValidator, Field

from bot.core.booking.recording_files import RecordedMedia, combine_remains, combine_states
from bot.core.identifiers import BotId, CalendarEventId, CalendarId
from bot.core.links.calendar_event import read_event_links
from bot.core.links.meeting_link import platform_of
from bot.core.meetings.meeting import EventBot, Meeting
from bot.recall.lenient import Instant, Lenient, ListOf, Metadata, WireModel
from bot.recall.platform_data import read_platform_data
from bot.recall.wire_recordings import WireRecording

T = TypeVar("T")


class Page(WireModel, Generic[T]):
    """A page of a list, by cursor or by number: either way `next` is the whole URL of the following page."""

    next: str | None = None
    results: ListOf[T] = ()


class WireCalendar(WireModel):
    """A connected calendar, without the OAuth secrets that Recall repeats in every answer."""

    id: CalendarId
    platform: str = ""
    status: str = ""
    platform_email: Lenient[str] = None  # null until the first sync
    oauth_email: Lenient[str] = None
    oauth_client_id: Lenient[str] = None
    created_at: Lenient[Instant] = None

    @property
    def emails(self) -> tuple[str, ...]:
        """The owner's addresses, lower case, the calendar's own first."""
        given = (self.platform_email, self.oauth_email)
        return tuple(dict.fromkeys(email.strip().lower() for email in given if email and email.strip()))


class WireEventBot(WireModel):
    bot_id: BotId
    start_time: Lenient[Instant] = None
    deduplication_key: Lenient[str] = Field(None, repr=False)
    meeting_url: Lenient[str] = Field(None, repr=False)


class WireEvent(WireModel):
    id: CalendarEventId
    calendar_id: CalendarId
    start_time: Instant
    start_text: str = Field(validation_alias=AliasPath("start_time"))
    end_time: Instant
    updated_at: Instant
    platform: str = ""
    platform_id: Lenient[str] = None
    ical_uid: Lenient[str] = None
    meeting_platform: Lenient[str] = None
    meeting_url: Lenient[str] = Field(None, repr=False)
    is_deleted: bool = False
    bots: ListOf[WireEventBot] = Field((), repr=False)
    raw: Any = Field(None, repr=False)

    def read_meeting(self, owner_email: str | None = None) -> Meeting:
        """`owner_email` is the calendar's own address: it tells which attendee's reply is the owner's."""
        told = read_platform_data(self.platform, self.raw, owner_email)
        links = read_event_links(self.meeting_url, self.raw)
        return Meeting(
            event_id=self.id,
            calendar_id=self.calendar_id,
            start_time=self.start_time,
            end_time=self.end_time,
            start_text=self.start_text,
            updated_at=self.updated_at,
            title=told.title,
            meeting_url=self.meeting_url or None,
            join_url=links.join_url,
            platform=self.meeting_platform or (platform_of(links.join_url) if links.join_url else None),
            ical_uid=self.ical_uid or None,
            series_key=told.series_key,
            original_start=told.original_start or self._stand_in_for_original_start(told.series_key),
            attendees=told.attendees,
            is_private=told.is_private,
            is_all_day=told.is_all_day,
            is_gone=self.is_deleted or told.is_cancelled,
            link_keys=links.keys,
            bots=tuple(self._event_bot(bot) for bot in self.bots),
            invitation=told.invitation,
            platform_id=self.platform_id or None,
        )

    def _stand_in_for_original_start(self, series_key: str | None) -> datetime | None:
        """The occurrences of a series may share an `ical_uid`: without a start they would pass for copies."""
        return self.start_time if series_key else None

    def _event_bot(self, bot: WireEventBot) -> EventBot:
        return EventBot(
            bot_id=bot.bot_id,
            start_time=bot.start_time or self.start_time,
            deduplication_key=bot.deduplication_key or "",
            meeting_url=bot.meeting_url or "",
        )


class StatusChange(WireModel):
    """https://docs.recall.ai/docs/bot-status-change-events; codes come without notice."""

    code: str
    created_at: Instant
    sub_code: Lenient[str] = None
    message: Lenient[str] = None


def _given_link(meeting_url: object) -> object:
    return meeting_url if isinstance(meeting_url, str | dict) else None


class WireBot(WireModel):
    id: BotId
    bot_name: Lenient[str] = None
    # A text in requests, an object by platform in answers, and cleared some days after the call.
    # https://docs.recall.ai/docs/meeting-urls
    meeting_url: Annotated[str | dict[str, Any] | None, BeforeValidator(_given_link)] = Field(None, repr=False)
    join_at: Lenient[Instant] = None  # cleared once the bot has joined
    status_changes: ListOf[StatusChange] = ()
    recordings: ListOf[WireRecording] = ()
    metadata: Metadata = Field(default_factory=dict)

    @property
    def recorded(self) -> RecordedMedia:
        """What there is of all that it recorded."""
        transcripts = [recording.transcript for recording in self.recordings]
        lengths = [recording.length for recording in self.recordings if recording.length is not None]
        return RecordedMedia(
            remains=combine_remains(recording.remaining for recording in self.recordings),
            seconds=round(sum(lengths, timedelta()).total_seconds()) if lengths else None,
            transcript=combine_states(file.state for file in transcripts),
            transcript_sub_code=next((file.sub_code for file in transcripts if file.sub_code), None),
        )

    @property
    def latest_status(self) -> StatusChange | None:
        """By time, since the order of the list is not promised; of two at one time the later in the list."""
        return max(reversed(self.status_changes), key=lambda change: change.created_at, default=None)
