"""Write and read a button's value: which booking, and at which revision the person saw it."""

from datetime import UTC, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.core.agents.personal_token import PersonalToken
from bot.core.booking.model import Booking
from bot.core.calendars.connection import CalendarConnection
from bot.core.calendars.providers import CalendarProvider
from bot.core.identifiers import BookingId, BotId, CalendarEventId, ConnectionId, TokenId


class BookingButton(BaseModel):
    """The `value` of a button on a card or in its thread."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    v: Literal[1]
    booking_id: BookingId
    revision: int
    bot_id: BotId | None = None  # whose recording it is about; the booking may have another bot by then


class MeetingButton(BaseModel):
    """The `value` of a button beside a meeting; without `event_id` the person picks one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    v: Literal[1]
    event_id: CalendarEventId | None = None


class AskedButton(BaseModel):
    """The `value` of a button under the answer to a mention: a meeting, or a link that we keep, or neither."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    v: Literal[1]
    event_id: CalendarEventId | None = None
    draft_id: str | None = None
    starts_at: int | None = None  # when the bot is to join the link; None: now
    thread_ts: str | None = None

    @property
    def join_at(self) -> datetime | None:
        return None if self.starts_at is None else datetime.fromtimestamp(self.starts_at, UTC)


class CalendarButton(BaseModel):
    """The `value` of a button beside a connected calendar."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    v: Literal[1]
    connection_id: ConnectionId
    provider: CalendarProvider


class SeriesButton(BaseModel):
    """The `value` of a button about a series, or about one occurrence of it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    v: Literal[1]
    series_id: str
    event_id: CalendarEventId | None = None


class TokenButton(BaseModel):
    """The `value` of a button beside an access token, which it names by its id: it is no secret."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    v: Literal[1]
    token_id: TokenId


class PageButton(BaseModel):
    """The `value` of a button that turns a transcript's page: whose transcript, and to which page."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    v: Literal[1]
    booking_id: BookingId
    bot_id: BotId | None = None
    page: int


def page_value(booking: Booking, page: int) -> str:
    return PageButton(v=1, booking_id=booking.id, bot_id=booking.bot.bot_id, page=page).model_dump_json()


def booking_value(booking: Booking) -> str:
    button = BookingButton(v=1, booking_id=booking.id, revision=booking.wish.revision)
    return button.model_dump_json(exclude_none=True)


def recording_value(booking: Booking) -> str:
    button = BookingButton(v=1, booking_id=booking.id, revision=booking.wish.revision, bot_id=booking.bot.bot_id)
    return button.model_dump_json(exclude_none=True)


def meeting_value(event_id: CalendarEventId | None = None) -> str:
    return MeetingButton(v=1, event_id=event_id).model_dump_json()


def series_value(series_id: str, event_id: CalendarEventId | None = None) -> str:
    return SeriesButton(v=1, series_id=series_id, event_id=event_id).model_dump_json(exclude_none=True)


def asked_value(
    *,
    event_id: CalendarEventId | None = None,
    draft_id: str | None = None,
    join_at: datetime | None = None,
    thread_ts: str | None = None,
) -> str:
    starts_at = None if join_at is None else int(join_at.timestamp())
    asked = AskedButton(v=1, event_id=event_id, draft_id=draft_id, starts_at=starts_at, thread_ts=thread_ts)
    return asked.model_dump_json(exclude_none=True)


def calendar_value(connection: CalendarConnection) -> str:
    return CalendarButton(v=1, connection_id=connection.id, provider=connection.provider).model_dump_json()


def token_value(token: PersonalToken) -> str:
    return TokenButton(v=1, token_id=token.id).model_dump_json()


def read_booking_button(value: str | None) -> BookingButton | None:
    """None for a value that is not one of ours, or one of an older version."""
    try:
        return BookingButton.model_validate_json(value or "")
    except ValidationError:
        return None


def read_meeting_button(value: str | None) -> MeetingButton | None:
    try:
        return MeetingButton.model_validate_json(value or "")
    except ValidationError:
        return None


def read_asked_button(value: str | None) -> AskedButton | None:
    try:
        return AskedButton.model_validate_json(value or "")
    except ValidationError:
        return None


def read_calendar_button(value: str | None) -> CalendarButton | None:
    try:
        return CalendarButton.model_validate_json(value or "")
    except ValidationError:
        return None


def read_series_button(value: str | None) -> SeriesButton | None:
    try:
        return SeriesButton.model_validate_json(value or "")
    except ValidationError:
        return None


def read_token_button(value: str | None) -> TokenButton | None:
    try:
        return TokenButton.model_validate_json(value or "")
    except ValidationError:
        return None


def read_page_button(value: str | None) -> PageButton | None:
    try:
        return PageButton.model_validate_json(value or "")
    except ValidationError:
        return None
