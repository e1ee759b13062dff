"""Model a booking: the wish for a meeting, what the bot is known to do, and what people have been told.

The three parts change separately. What people read is computed by `shown_status`; what has still to be done is decided
by `next_step` in core/lifecycle/next_step.py. The idempotency key of a request to Recall is a property of the booking.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from bot.core.booking.bot_state import NO_BOT, BotState
from bot.core.booking.bot_status import ShownStatus
from bot.core.booking.origin import BY_HAND, Origin
from bot.core.booking.summary_share import SummaryShare
from bot.core.bot_config.settings import BotSettings
from bot.core.costs.usage import Usage
from bot.core.identifiers import (
    BookingId,
    BotId,
    CalendarEventId,
    CalendarId,
    ChannelId,
    LinkKey,
    TeamId,
    UserId,
)

# Recall serves a bot that starts within ten minutes from a shared pool, and stops taking changes to a booked one.
# https://docs.recall.ai/docs/creating-and-scheduling-bots
SHORT_NOTICE = timedelta(minutes=10)
# A bare link says nothing of how long its meeting lasts; an hour decides what "around the same time" means.
ASSUMED_LENGTH = timedelta(hours=1)
# What is closer than this is the same start, said twice.
SAME_TIME = timedelta(minutes=1)

# Failure codes of our own.
INTERNAL_ERROR = "broke_down"  # an error of our own
EARLIER_BOT_STAYS = "earlier_bot_stays"  # a bot for the same link could not be taken off


class Intent(StrEnum):
    ATTEND = "attend"
    STAY_AWAY = "stay_away"


@dataclass(frozen=True, slots=True)
class ChangeInCall:
    """What the calendar did while the bot was in the call, where it stays."""

    reason: str  # `moved`, `new_link`, or why no bot could be booked for it any more
    start_time: datetime | None = None  # where the meeting has moved to


@dataclass(frozen=True, slots=True, kw_only=True)
class BookedMeeting:
    """What a booking remembers of its meeting. A calendar meeting has `event_id`; a bare link has not."""

    meeting_url: str  # the original link, with its passcode; for an event Recall's own string
    link_key: LinkKey
    start_time: datetime
    end_time: datetime
    start_text: str | None = None
    event_id: CalendarEventId | None = None
    calendar_id: CalendarId | None = None
    ical_uid: str | None = None
    original_start: datetime | None = None
    title: str | None = None
    platform: str | None = None
    is_private: bool = False
    joins_now: bool = False  # a bare link: "join now" rather than at a time
    moved_from: datetime | None = None
    is_gone: bool = False  # deleted from the calendar, when no bot was to come
    missing_since: datetime | None = None  # its row cannot carry the bot any more, and a copy might
    change_in_call: ChangeInCall | None = None
    join_url: str | None = field(default=None, repr=False)  # the event's whole link, where `meeting_url` is not that
    given_url: str | None = field(default=None, repr=False)  # a better one of the same room, that someone has given
    joins_by_link: bool = False  # Recall knows no link of the event, and books the bot for `join_url` alone

    @property
    def link(self) -> str:
        """By which the bot joins."""
        return self.given_url or self.join_url or self.meeting_url

    @property
    def is_scheduled_by_event(self) -> bool:
        """Whether Recall books the bot through the calendar's event; else by its link, as if it were on no calendar."""
        return self.event_id is not None and not self.joins_by_link


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """Where the card goes. `response_url` reaches a conversation that the app is not in; it lives for 30 minutes."""

    channel_id: ChannelId
    thread_ts: str | None = None
    shows_title: bool = True
    shows_private_title: bool = False  # ticked although the form said that the calendar calls it private
    shows_title_outside: bool = False  # ticked although the form said that people outside may read it
    response_url: str | None = field(default=None, repr=False)
    response_url_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    intent: Intent
    revision: int
    settings: BotSettings
    by: UserId
    at: datetime
    preset: str | None = None
    reason: str | None = None  # why the bot stays away: `person`, `vetoed`, `event_deleted`, …

    @property
    def is_edit(self) -> bool:
        """Whether a person changed the booking: a veto, a cancellation or a move changes no settings."""
        return self.revision > 1 and self.reason is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why the present revision is not (yet) applied. `permanent`: no retry until a person asks for one."""

    code: str  # Recall's code, or ours: `no_answer`, `gave_up`, `not_confirmed`, `broke_down`, `invalid_settings`
    status: int | None = None
    detail: str = ""
    permanent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """The executor's record of its tries for the present revision: retries, backoff, idempotency key, doubts."""

    number: int = 1  # part of the Idempotency-Key; rises only after an answered failure
    tries: int = 0
    first_sent_at: datetime | None = None  # of this number: Recall remembers an Idempotency-Key for an hour
    must_look: bool = False  # the outcome is unknown: verify before sending again
    has_looked: bool = False  # since the last time that something was sent
    must_leave: bool = False  # taking the bot off was too late: it has to be asked to leave
    look_failed_at: datetime | None = None
    # Recall may still carry out what it did not answer. Until this has been verified once more, no bot is created
    # under another idempotency key than the unanswered one.
    verify_at: datetime | None = None
    unanswered_key: str | None = None
    next_at: datetime | None = None
    failure: Failure | None = None
    sent_config: dict[str, Any] | None = None  # of the last try, which failed
    was_pool_empty: bool = False  # at any try so far: retries go on until the meeting ends

    def reset_for_wish(self) -> "Attempt":
        """For the next wish: what has to be verified outlives the wish that it began with."""
        return Attempt(must_look=self.must_look, verify_at=self.verify_at, unanswered_key=self.unanswered_key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    channel_id: ChannelId
    ts: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    version: int = 1
    shown_version: int = 0
    card: Card | None = None
    in_dm: bool = False  # the conversation refused the card: it lives in the booker's direct messages
    note_due: bool = False  # the conversation is still owed its one static note
    is_mute: bool = False  # the direct message was refused as well: there is no place for the card
    was_reposted: bool = False
    refresh_at: datetime | None = None  # from then on some of the card's buttons could only be refused
    tries: int = 0
    next_at: datetime | None = None
    told: frozenset[str] = frozenset()
    open_replies: dict[str, str] = field(default_factory=dict)  # replies with buttons, by milestone


@dataclass(frozen=True, slots=True, kw_only=True)
class Veto:
    """An invited person does not want to be recorded: no bot is booked until they or the organiser agree.

    It belongs to the occurrence, wherever that moves; the rules are in core/lifecycle/vetoes.py.
    """

    by: UserId
    at: datetime
    until: datetime | None = None  # a call that was going on is taken to go on until then
    occurrence: str | None = None  # of the event that the bot of a bare link was vetoed for
    event_id: CalendarEventId | None = None  # that event's row, which says who the organiser is


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    id: BookingId
    team_id: TeamId
    booked_by: UserId
    booked_at: datetime
    meeting: BookedMeeting
    destination: Destination
    wish: Wish
    time_zone: str = "UTC"  # the booker's, for where a time cannot be shown in each reader's own
    origin: Origin = BY_HAND  # why it is there
    bot: BotState = NO_BOT
    past_bot_ids: tuple[BotId, ...] = ()  # of bots whose place another has taken: Recall still names them
    past_unwanted: tuple[BotState, ...] = ()  # those of them whose recording a person wants deleted
    past_usage: tuple[Usage, ...] = ()  # what Recall bills for them
    attempt: Attempt = Attempt()
    said: Said = Said()
    veto: Veto | None = None
    replaced_by: BookingId | None = None  # another stands for the meeting, with another card
    shares: tuple[SummaryShare, ...] = ()  # of summaries, with other conversations
    left_events: tuple[CalendarEventId, ...] = ()  # rows that the bot was booked through before, and may still be on

    @property
    def ends_at(self) -> datetime:
        """When the meeting is over for booking, including a vetoed call that runs on."""
        end_time = self.meeting.end_time
        return max(end_time, self.veto.until) if self.veto and self.veto.until else end_time

    @property
    def is_off_the_calendar(self) -> bool:
        """The meeting was deleted: it is shown nowhere as if it still took place."""
        return self.meeting.is_gone or (self.wish.intent is Intent.STAY_AWAY and self.wish.reason == "event_deleted")

    @property
    def is_applied(self) -> bool:
        return self.bot.applied_revision >= self.wish.revision

    @property
    def is_at_another_time(self) -> bool:
        """The bot is booked for another time than the meeting has now, and no preflight has accepted that."""
        starts_at, start_time = self.bot.starts_at, self.meeting.start_time
        if starts_at is None or self.bot.checked_for == start_time:
            return False
        return abs(starts_at - start_time) >= SAME_TIME

    @property
    def bot_comes_at(self) -> datetime:
        """The earliest time at which the bot may join: the meeting may have moved without it."""
        return min(self.bot.starts_at or self.meeting.start_time, self.meeting.start_time)

    @property
    def has_given_up(self) -> bool:
        return self.attempt.failure is not None and self.attempt.failure.permanent

    @property
    def idempotency_key(self) -> str:
        return f"{self.id}.{self.wish.revision}.{self.attempt.number}"

    def is_live(self, now: datetime) -> bool:
        """Whether this booking still covers its meeting, so that scheduling it again edits this one.

        One that was given up does as long as its bot may exist, or may yet be made.
        """
        is_in_doubt = self.attempt.must_look or self.attempt.verify_at is not None
        return (
            self.wish.intent is Intent.ATTEND
            and not self.bot.is_over
            and (self.meeting.end_time > now or self.bot.is_live)
            and not (self.has_given_up and self.bot.applied_revision == 0 and not is_in_doubt)
        )


# What has come to nothing is replaced by another booking for the same meeting; what still happens is shown as it is.
_REPLACEABLE = frozenset({ShownStatus.FAILED, ShownStatus.CANCELLED, ShownStatus.ENDED, ShownStatus.DONE})


def shown_status(booking: Booking, now: datetime) -> ShownStatus:
    """Compute the status that people read. It is never stored."""
    own = _own_status(booking)
    return ShownStatus.REPLACED if booking.replaced_by and own in _REPLACEABLE else own


def _own_status(booking: Booking) -> ShownStatus:
    of_bot = booking.bot.row.shown
    if of_bot is not None and (booking.wish.intent is Intent.ATTEND or booking.bot.is_over):
        return ShownStatus.PAUSED if booking.bot.is_paused else of_bot
    if booking.wish.intent is Intent.STAY_AWAY:
        is_away = booking.is_applied and not booking.bot.is_live
        return ShownStatus.CANCELLED if is_away else ShownStatus.CANCELLING
    if booking.bot.applied_revision == 0:
        return ShownStatus.FAILED if booking.has_given_up else ShownStatus.PENDING
    if booking.is_at_another_time:
        return ShownStatus.FAILED if booking.has_given_up else ShownStatus.PENDING
    return ShownStatus.MOVED if booking.meeting.moved_from and booking.is_applied else ShownStatus.BOOKED
