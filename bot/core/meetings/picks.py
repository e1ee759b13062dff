"""Select the meetings that the picker shows: those with the form's link first, then the likeliest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.core.meetings.meeting import Meeting, can_be_booked, occurrence


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
    matching: Sequence[Meeting],
    linked: Sequence[Meeting],
    unlinked: Sequence[Meeting],
    now: datetime,
    *,
    most: int,
    longest_id: int,
) -> Picks:
    """`unlinked`: meetings that no bot can join, for which there may be no room. Nothing is there twice."""

    def is_offered(meeting: Meeting) -> bool:
        return 0 < len(meeting.event_id) <= longest_id and meeting.end_time > now

    first = [each for each in linked if is_offered(each) and can_be_booked(each, now)][:most]
    taken = {occurrence(each) for each in first}
    others = [
        each for each in matching if is_offered(each) and can_be_booked(each, now) and occurrence(each) not in taken
    ]
    taken |= {occurrence(each) for each in others}
    others += [each for each in unlinked if is_offered(each) and occurrence(each) not in taken]
    return Picks(tuple(first), tuple(others[: most - len(first)]))
