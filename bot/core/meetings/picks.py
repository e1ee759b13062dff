"""Select the meetings that the picker shows: those with the form's link first, then the likeliest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.core.meetings.meeting import Meeting, can_be_booked, lacks_only_a_link, occurrence


class Mark(StrEnum):
    """What a person should know of a meeting before they pick it."""

    SCHEDULED = "scheduled"
    KEPT_AWAY = "kept away"  # an invited person does not want it recorded


@dataclass(frozen=True, slots=True)
class Picks:
    linked: tuple[Meeting, ...] = ()  # with the link that the form was opened for, in their order
    others: tuple[Meeting, ...] = ()

    @property
    def meetings(self) -> tuple[Meeting, ...]:
        return (*self.linked, *self.others)


def select_picks(
    matching: Sequence[Meeting], linked: Sequence[Meeting], now: datetime, *, most: int, longest_id: int
) -> Picks:
    """Of the matching meetings those that no bot can join get what room is left. No meeting is there twice."""

    def is_offered(meeting: Meeting) -> bool:
        is_of_use = can_be_booked(meeting, now) or lacks_only_a_link(meeting)
        return is_of_use and meeting.end_time > now and 0 < len(meeting.event_id) <= longest_id

    first = [each for each in linked if is_offered(each)][:most]
    taken = {occurrence(each) for each in first}
    others = [each for each in matching if is_offered(each) and occurrence(each) not in taken]
    bookable_first = sorted(others, key=lambda each: not can_be_booked(each, now))
    return Picks(tuple(first), tuple(bookable_first[: most - len(first)]))
