"""Tell what one person's rule says of a meeting, by the row in that person's own calendar."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.core.meetings.meeting import Attendee, Invitation, Meeting, Reply
from bot.core.rules.domains import Ours
from bot.core.rules.local_time import is_within_hours
from bot.core.rules.model import Match, Owner, PersonalRule
from bot.core.rules.never import NeverList
from bot.core.rules.reasons import Reason


@dataclass(frozen=True, slots=True)
class OwnRow:
    """A meeting as it stands in a person's calendar."""

    meeting: Meeting
    invitation: Invitation
    owner: Owner

    @property
    def is_host(self) -> bool:
        organizer = self.meeting.organizer
        return self.invitation.is_host or (organizer is not None and organizer.email in self.owner.emails)

    @property
    def has_declined(self) -> bool:
        return self.invitation.reply is Reply.DECLINED or any(each.has_declined for each in self._own_entries)

    @property
    def has_accepted(self) -> bool:
        if self.is_host or self.invitation.reply is not None:
            return self.is_host or self.invitation.reply is Reply.ACCEPTED
        return any(each.has_accepted for each in self._own_entries)

    @property
    def others(self) -> Iterator[Attendee]:
        """The other people who are invited and have not declined."""
        for each in self.meeting.attendees:
            if each.email not in self.owner.emails and not each.is_room and not each.has_declined:
                yield each

    @property
    def _own_entries(self) -> Iterator[Attendee]:
        return (each for each in self.meeting.attendees if each.email in self.owner.emails)


_MATCHED = {
    Match.HOSTING: Reason.HOSTING,
    Match.EXTERNAL: Reason.EXTERNAL,
    Match.ACCEPTED: Reason.ACCEPTED,
    Match.ALL: Reason.ALL,
}


def apply_rule(rule: PersonalRule, never: NeverList, row: OwnRow, ours: Ours) -> Reason:
    """Why the rule records this meeting, or the first reason why it does not."""
    return _find_objection(rule, never, row) or _find_match(rule, row, ours)


def _find_match(rule: PersonalRule, row: OwnRow, ours: Ours) -> Reason:
    for match, holds in _HOLDS.items():
        if match in rule.matches and holds(row, ours):
            return _MATCHED[match]
    return Reason.NO_MATCH


_HOLDS: dict[Match, Callable[[OwnRow, Ours], bool]] = {
    Match.HOSTING: lambda row, ours: row.is_host,
    Match.EXTERNAL: lambda row, ours: any(ours.is_outside(each.email) for each in row.others),
    Match.ACCEPTED: lambda row, ours: row.has_accepted,
    Match.ALL: lambda row, ours: True,
}


def _find_objection(rule: PersonalRule, never: NeverList, row: OwnRow) -> Reason | None:
    for reason, applies in _OBJECTIONS.items():
        if applies(rule, never, row):
            return reason
    return None


def _is_alone(row: OwnRow) -> bool:
    return not _hides_guests(row) and next(row.others, None) is None


def _hides_guests(row: OwnRow) -> bool:
    """Their own guests are never hidden from a host."""
    return row.invitation.hides_guests and not row.is_host


def _is_too_long(rule: PersonalRule, meeting: Meeting) -> bool:
    return rule.longest is not None and meeting.end_time - meeting.start_time > rule.longest


def _is_outside_hours(rule: PersonalRule, row: OwnRow) -> bool:
    hours = rule.working_hours
    return hours is not None and not is_within_hours(row.meeting.start_time, hours, row.owner.time_zone)


# In the order of the table of reasons.
_OBJECTIONS: dict[Reason, Callable[[PersonalRule, NeverList, OwnRow], bool]] = {
    Reason.DECLINED: lambda rule, never, row: row.has_declined,
    Reason.PRIVATE: lambda rule, never, row: row.meeting.is_private,
    Reason.NOT_A_MEETING: lambda rule, never, row: row.invitation.is_block,
    Reason.SHOWN_FREE: lambda rule, never, row: row.invitation.is_shown_free,
    Reason.NO_ONE_ELSE: lambda rule, never, row: _is_alone(row),
    Reason.GUESTS_HIDDEN: lambda rule, never, row: _hides_guests(row),
    Reason.NOT_ACCEPTED: lambda rule, never, row: rule.only_accepted and not row.has_accepted,
    Reason.TOO_LONG: lambda rule, never, row: _is_too_long(rule, row.meeting),
    Reason.OUTSIDE_HOURS: lambda rule, never, row: _is_outside_hours(rule, row),
    Reason.NEVER_WORD: lambda rule, never, row: never.has_word_of(row.meeting),
    Reason.NEVER_PERSON: lambda rule, never, row: never.has_person_of(row.meeting),
    Reason.NEVER_DOMAIN: lambda rule, never, row: never.has_domain_of(row.meeting),
}
