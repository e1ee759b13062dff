"""Build example rules, and meetings for them to decide about."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.core.booking.bot_state import BotState
from bot.core.booking.model import Booking, Intent
from bot.core.bot_config.policy import Configuration
from bot.core.identifiers import BookingId, BotId, CalendarId, UserId
from bot.core.meetings.meeting import Attendee, Invitation, Meeting, Reply
from bot.core.rules.candidate import Candidate
from bot.core.rules.decide import decide
from bot.core.rules.decision import Decision
from bot.core.rules.model import Match, Owner, PersonalRule, SeriesChoice
from bot.core.rules.reconcile import reconcile
from bot.core.rules.rulebook import Rulebook
from tests.examples import JONAS, MAYA, NOW, TEAM, a_meeting

ADDRESSES = {MAYA: "maya@example.com", JONAS: "jonas@example.com", UserId("U0NOOR"): "noor@example.com"}
CALENDARS = {user: CalendarId(f"calendar-{address.partition('@')[0]}") for user, address in ADDRESSES.items()}
GUEST = Attendee("dana@customer.test", "Dana")


def a_rule(user: UserId = MAYA, *matches: Match, **facts: Any) -> PersonalRule:
    """On, and about all meetings."""
    defaults: dict[str, Any] = {"team_id": TEAM, "user_id": user, "is_on": True}
    return PersonalRule(**{**defaults, "matches": frozenset(matches or {Match.ALL}), **facts})


def a_series(user: UserId = MAYA, key: str = "series-1", **facts: Any) -> SeriesChoice:
    defaults: dict[str, Any] = {"id": f"s-{user}-{key}", "team_id": TEAM, "user_id": user}
    return SeriesChoice(**{**defaults, "calendar_id": CALENDARS[user], "series_key": key, **facts})


def an_owner(user: UserId, **facts: Any) -> Owner:
    place = list(ADDRESSES).index(user)
    defaults: dict[str, Any] = {
        "user_id": user,
        "emails": frozenset({ADDRESSES[user]}),
        "calendar_ids": frozenset({CALENDARS[user]}),
        "time_zone": "America/New_York",
        "connected_at": NOW - timedelta(days=9 - place),
    }
    return Owner(**{**defaults, **facts})


def a_rulebook(*rules: PersonalRule, **facts: Any) -> Rulebook:
    """Three people of example.com, each with a calendar."""
    owners = {user: an_owner(user) for user in ADDRESSES}
    defaults: dict[str, Any] = {
        "team_id": TEAM,
        "owners": owners,
        "rules": {rule.user_id: rule for rule in rules},
        "connected": frozenset(CALENDARS.values()),
        "calendar_addresses": frozenset(ADDRESSES.values()),
    }
    return Rulebook(**{**defaults, **facts})


def a_row(user: UserId = MAYA, **facts: Any) -> Meeting:
    """The meeting as it stands in this person's calendar: Maya hosts, and a guest comes from outside."""
    people = tuple(
        Attendee(address, is_organizer=owner == MAYA) for owner, address in ADDRESSES.items() if owner in {MAYA, user}
    )
    defaults: dict[str, Any] = {
        "event_id": f"event-{user}",
        "calendar_id": CALENDARS[user],
        "attendees": (*people, GUEST),
        "invitation": Invitation(reply=Reply.ACCEPTED, is_host=user == MAYA),
    }
    return a_meeting(**{**defaults, **facts})


def a_candidate(*rows: Meeting, book: Rulebook | None = None, bookings: tuple[Booking, ...] = ()) -> Candidate:
    return Candidate(rows or (a_row(),), bookings, book or a_rulebook(a_rule()))


def decided(*rows: Meeting, book: Rulebook | None = None, bookings: tuple[Booking, ...] = ()) -> Decision:
    return decide(a_candidate(*rows, book=book, bookings=bookings), NOW)


def configured(**rules: Any) -> Configuration:
    return Configuration.model_validate({"rules": rules})


class Shelf:
    """Bookings as the store would hold them, reconciled and carried out."""

    def __init__(self) -> None:
        self.bookings: dict[BookingId, Booking] = {}
        self._count = 0

    def new_id(self) -> BookingId:
        self._count += 1
        return BookingId(f"b{self._count}")

    def run(self, book: Rulebook, *meetings: tuple[Meeting, ...], now: datetime = NOW, is_complete: bool = True) -> int:
        """Reconcile these meetings; how many bookings were written."""
        written = 0
        for rows in meetings:
            candidate = Candidate(rows, (), book)
            keys = candidate.rival_keys
            candidate = candidate.with_bookings([each for each in self.bookings.values() if keys.has_key_of(each)])
            changes = reconcile(candidate, decide(candidate, now), now, self.new_id, is_complete=is_complete)
            for booking in (*changes.added, *changes.changed):
                self.bookings[booking.id] = booking
                written += 1
        return written

    def settle(self) -> None:
        """Recall has done what is wished."""
        for booking in self.bookings.values():
            attends = booking.wish.intent is Intent.ATTEND
            bot_id = BotId(f"bot-{booking.id}-{booking.wish.revision}")
            bot = booking.bot if booking.is_applied else replace(booking.bot, applied_revision=booking.wish.revision)
            if attends and bot.bot_id is None:
                bot = replace(bot, bot_id=bot_id, starts_at=booking.meeting.start_time)
            self.bookings[booking.id] = replace(booking, bot=bot if attends else gone(bot))

    def live(self, now: datetime = NOW) -> list[Booking]:
        return [booking for booking in self.bookings.values() if booking.is_live(now)]

    def put(self, booking: Booking) -> None:
        self.bookings[booking.id] = booking


def gone(bot: BotState) -> BotState:
    return BotState(applied_revision=bot.applied_revision)
