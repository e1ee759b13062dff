"""Select what App Home and the list show a person: upcoming meetings with their bots, calendars, recent bookings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.access.permissions import Deed
from bot.core.booking.bot_status import ShownStatus
from bot.core.booking.model import BookedMeeting, Booking, shown_status
from bot.core.booking.past_bots import bots_of
from bot.core.booking.same_meeting import booked_meeting, is_same_event, others_have_booked
from bot.core.calendars.connect_offer import NOTHING_TO_CONNECT, ConnectOffer
from bot.core.calendars.connection import ConnectionView
from bot.core.costs.month import NOTHING_USED, MonthlyCosts
from bot.core.identifiers import CalendarId, UserId
from bot.core.meetings.meeting import Meeting
from bot.core.outcomes.cancel_reasons import RULE_OVER

UPCOMING_SPAN = timedelta(days=7)
RECENT_SPAN = timedelta(days=7)
MOST_UPCOMING = 40
MOST_A_DAY = 100  # more than anyone has
FALLBACK_COUNT = 5
MOST_RECENT = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnCalendar:
    email: str
    platform: str
    status: str  # Recall's own word: connecting, connected or disconnected
    calendar_id: CalendarId | None = None

    @property
    def is_disconnected(self) -> bool:
        return self.status == "disconnected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An upcoming meeting; of a bare link, or a booked meeting that the person can no longer see, only the booking."""

    meeting: Meeting | None = None
    booking: Booking | None = None
    is_booked_by_others: bool = False  # another integration's bot
    deeds: frozenset[Deed] = frozenset(Deed)  # what the reader may do with the booking now

    @property
    def subject(self) -> Meeting | BookedMeeting:
        """The calendar knows better than the booking when there is no bot yet."""
        if self.meeting is not None:
            return self.meeting
        if self.booking is None:
            raise ValueError("an entry of nothing")
        return self.booking.meeting

    @property
    def start_time(self) -> datetime:
        return self.subject.start_time


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    user_id: UserId
    email: str
    entries: tuple[Entry, ...] = ()  # the soonest first
    left_out: int = 0
    calendars: tuple[OwnCalendar, ...] = ()  # those at Recall with the person's address
    connections: tuple[ConnectionView, ...] = ()  # those that the person connected from Slack
    connect: ConnectOffer = NOTHING_TO_CONNECT
    is_admin: bool = False
    is_new: bool = False  # has never booked a bot
    read_at: datetime | None = None  # when the calendars were last read
    is_stale: bool = False
    recent_bookings: tuple[Booking, ...] = ()  # the newest first
    month: MonthlyCosts = NOTHING_USED  # of what the person booked
    has_operators: bool = True  # the policy names some, so they are alerted to what only they can fix


def deduplicate_calendars(calendars: Sequence[OwnCalendar]) -> tuple[OwnCalendar, ...]:
    """Keep one calendar for each account: where an account was reconnected, its old calendar is dropped."""
    accounts: dict[tuple[str, str], OwnCalendar] = {}
    for calendar in sorted(calendars, key=lambda each: each.status != "connected"):
        accounts.setdefault((calendar.email, calendar.platform), calendar)
    return tuple(accounts.values())


def find_unconnected_calendars(calendars: Sequence[OwnCalendar], views: Sequence[ConnectionView]) -> list[OwnCalendar]:
    """The person's calendars that were added at Recall in another way than from Slack."""
    connections = [view.connection for view in views]
    accounts = {(each.email, each.provider.platform) for each in connections}
    ids = {each.calendar_id for each in connections if each.calendar_id}
    return [
        each
        for each in calendars
        if each.calendar_id not in ids and (each.email.lower(), each.platform) not in accounts
    ]


def meetings_soon(meetings: Sequence[Meeting], now: datetime) -> list[Meeting]:
    """The meetings of the next days, from meetings in order of time; where there are none, the next few."""
    within = [meeting for meeting in meetings if meeting.start_time < now + UPCOMING_SPAN]
    return within or list(meetings[:FALLBACK_COUNT])


def upcoming_entries(
    meetings: Sequence[Meeting], own: Sequence[Booking], others: Sequence[Booking], now: datetime
) -> list[Entry]:
    """Each meeting once, with its live booking by any person; then this person's other bookings.

    `others` may hold any bookings: only those for these very meetings count.
    """
    left = [booking for booking in own if booking.is_live(now) or (booking.ends_at > now and _is_still_there(booking))]
    live = [booking for booking in others if booking.is_live(now) or booking.veto is not None]
    ours = bots_of((*own, *others))
    entries = []
    for meeting in meetings:
        booking = _newest_for(meeting, live) or _entry_booking(_newest_for(meeting, left), now)
        is_booked_by_others = booking is None and others_have_booked(meeting, ours)
        entries.append(Entry(meeting=meeting, booking=booking, is_booked_by_others=is_booked_by_others))
        left = [each for each in left if not is_same_event(each, booked_meeting(meeting))]
    entries += [Entry(booking=booking) for booking in left if _entry_booking(booking, now)]
    return sorted(entries, key=lambda entry: entry.start_time)


def recent_bookings(own: Sequence[Booking], now: datetime) -> tuple[Booking, ...]:
    """This person's bookings that finished, failed, moved or were cancelled in the last days."""
    told = [
        (moment, booking) for booking in own if (moment := happened_at(booking, now)) and moment > now - RECENT_SPAN
    ]
    newest = sorted(told, key=lambda each: each[0], reverse=True)
    return tuple(booking for _, booking in newest[:MOST_RECENT])


def _is_still_there(booking: Booking) -> bool:
    """Neither deleted from the calendar nor replaced by another booking."""
    return not booking.is_off_the_calendar and booking.replaced_by is None


def happened_at(booking: Booking, now: datetime) -> datetime | None:
    """When the bot finished, the booking failed or was cancelled, or the meeting moved; None if none of these.

    What a rule booked and gave up before anyone read of it is none: a pause alone takes back some dozen.
    """
    shown = shown_status(booking, now)
    was_never_told = booking.wish.reason == RULE_OVER and booking.said.card is None
    if shown is ShownStatus.REPLACED or was_never_told:
        return None
    if booking.bot.is_over:
        return booking.bot.status_at
    is_news = shown in {ShownStatus.CANCELLED, ShownStatus.FAILED, ShownStatus.MOVED}
    return booking.wish.at if is_news else None


def _entry_booking(booking: Booking | None, now: datetime) -> Booking | None:
    """The booking to show with its meeting: not a cancelled one, unless it is vetoed."""
    if booking is None or booking.veto is not None:
        return booking
    return None if shown_status(booking, now) is ShownStatus.CANCELLED else booking


def _newest_for(meeting: Meeting, bookings: Sequence[Booking]) -> Booking | None:
    found = [booking for booking in bookings if is_same_event(booking, booked_meeting(meeting))]
    return max(found, key=lambda booking: booking.wish.at, default=None)
