"""Gather what decides about one meeting: its rows in all calendars, and what is booked for it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from bot.core.access.target import RivalKeys, Target, meeting_target
from bot.core.booking.model import Booking, Intent
from bot.core.booking.same_meeting import booked_meeting, is_same_event
from bot.core.meetings.meeting import Invitation, Meeting, may_see
from bot.core.rules.model import LeftOut, Owner, SeriesChoice
from bot.core.rules.personal import OwnRow
from bot.core.rules.rulebook import Rulebook


@dataclass(frozen=True)
class Candidate:
    """`copies` are the rows of one meeting in whatever calendars, `bookings` those that may stand for it."""

    copies: tuple[Meeting, ...]
    bookings: tuple[Booking, ...]
    rulebook: Rulebook

    def with_bookings(self, bookings: Sequence[Booking]) -> "Candidate":
        """The same meeting, by what is booked at another moment; what rests on its rows alone is not computed again."""
        other = Candidate(self.copies, tuple(bookings), self.rulebook)
        kept = {name: value for name, value in vars(self).items() if name in _RESTS_ON_ROWS}
        vars(other).update(kept)
        return other

    @cached_property
    def usable(self) -> tuple[Meeting, ...]:
        """The rows in connected calendars by which a bot could be booked, in an order of their own."""
        found = [each for each in self._present if each.link and not each.is_all_day]
        return tuple(sorted(found, key=lambda each: each.event_id))

    @cached_property
    def _present(self) -> tuple[Meeting, ...]:
        connected = self.rulebook.connected
        return tuple(each for each in self.copies if not each.is_gone and each.calendar_id in connected)

    @cached_property
    def target(self) -> Target:
        """What a booking would be for, with all events and links that stand for the same meeting."""
        main = meeting_target(self.usable[0] if self.usable else self.copies[0])
        keys = dict.fromkeys(key for copy in self.copies for key in copy.link_keys)
        return Target(main.meeting, self.copies, tuple(keys) or main.link_keys)

    @cached_property
    def rival_keys(self) -> RivalKeys:
        """By which the bookings are found that may stand for it."""
        return self.target.rival_keys()

    @property
    def left_out(self) -> LeftOut | None:
        known = self.rulebook.left_out
        return next((known[key] for key in sorted(self.rival_keys.veto_keys) if key in known), None) if known else None

    def own_rows(self, owner: Owner) -> Iterator[OwnRow]:
        """The rows in this person's calendars that say enough to apply a rule."""
        for copy in self.usable:
            if copy.calendar_id in owner.calendar_ids and copy.invitation is not None:
                yield OwnRow(copy, copy.invitation, owner)

    def row_for(self, owner: Owner | None, calendar_id: str) -> OwnRow | None:
        """The row that a series was chosen in, as its person sees it; None once they see it no more."""
        if owner is None:
            return None
        rows = [*self.own_rows(owner)]
        everyones = self.rulebook.configuration.policy.everyone_sees_everything
        emails = tuple(owner.emails)
        for each in self.usable:
            if each.calendar_id == calendar_id and may_see(each, emails, owner.calendar_ids, everyones):
                rows.append(OwnRow(each, each.invitation or Invitation(), owner))
        return next(iter(rows), None)

    def is_out_of_sight(self, owner: Owner) -> bool:
        """Whether only calendars of this person's that are disconnected hold it."""
        own = {copy.calendar_id for copy in self.copies if copy.calendar_id in owner.calendar_ids and not copy.is_gone}
        return bool(own) and not own & self.rulebook.connected

    @cached_property
    def owners(self) -> tuple[Owner, ...]:
        """Whose calendars it is in, of those who have rules."""
        found = {owner.user_id: owner for copy in self.usable for owner in self._owners_of(copy)}
        return tuple(found[user_id] for user_id in sorted(found))

    def _owners_of(self, copy: Meeting) -> Sequence[Owner]:
        return self.rulebook.owners_of.get(copy.calendar_id, ())

    @cached_property
    def series(self) -> tuple[SeriesChoice, ...]:
        """The choices about its series: of the calendar where that was chosen, or of another one of that person's."""
        return tuple(choice for key in self._series_keys for choice in self._choices_with(key))

    @property
    def _series_keys(self) -> Iterator[str]:
        return iter(dict.fromkeys(copy.series_key for copy in self.usable if copy.series_key))

    def _choices_with(self, key: str) -> Iterator[SeriesChoice]:
        calendars = {copy.calendar_id for copy in self.usable if copy.series_key == key}
        for choice in self.rulebook.series_by_key.get(key, ()):
            owner = self.rulebook.owners.get(choice.user_id)
            if choice.calendar_id in calendars or (owner and owner.calendar_ids & calendars):
                yield choice

    def live_booking(self, now: datetime) -> Booking | None:
        return self.target.live_rival(self.bookings, now) if self.bookings else None

    def is_for_this(self, booking: Booking) -> bool:
        """Whether it is one of this very meeting, rather than of the same link at that time."""
        return any(each.id == booking.id for each in self.own_bookings)

    @cached_property
    def own_bookings(self) -> tuple[Booking, ...]:
        """The bookings for this very meeting, through whichever copy, the latest wish first."""
        if not self.bookings:
            return ()
        ids = {copy.event_id for copy in self.copies}
        targets = [booked_meeting(copy) for copy in self.copies]
        found = [
            each
            for each in self.bookings
            if each.meeting.event_id in ids or any(is_same_event(each, target) for target in targets)
        ]
        return tuple(sorted(found, key=lambda each: (each.wish.at, each.id), reverse=True))

    @property
    def refused(self) -> Booking | None:
        """The booking that a person cancelled, if that is the last word about this meeting."""
        standing = [each for each in self.own_bookings if each.replaced_by is None]
        latest = next(iter(standing), None)
        is_off = latest is not None and latest.wish.intent is Intent.STAY_AWAY and latest.wish.reason == "person"
        return latest if is_off else None


_RESTS_ON_ROWS = frozenset({"usable", "_present", "target", "rival_keys", "series", "owners"})
