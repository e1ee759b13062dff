"""Render a person's meetings as the options of the form's picker, by day in their own zone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from bot.blocks.kit.block_kit import OPTION_TEXT, OPTION_VALUE, Json, option, option_group
from bot.blocks.kit.meeting_title import NO_TITLE
from bot.blocks.kit.mrkdwn import clean, isolate, length, shorten
from bot.blocks.kit.times import clock, date_and_year, day, zone
from bot.blocks.names import COMMAND
from bot.core.booking.model import BookedMeeting
from bot.core.identifiers import CalendarEventId
from bot.core.meetings.meeting import Meeting, can_be_booked, platform_name
from bot.core.meetings.picks import Mark, Picks

WITH_THIS_LINK = "Meetings with this link"
NO_LINK = "no link"
RUNNING = "now"
MARKS = {Mark.SCHEDULED: "scheduled", Mark.KEPT_AWAY: "recording off"}
NO_MEETING = "no_meeting"  # the value of an option that only says something


Marks = Mapping[CalendarEventId, Mark]


def build_meeting_options(
    picks: Picks,
    marks: Marks,
    query: str,
    now: datetime,
    time_zone: str,
    *,
    is_link: bool = False,
    searched_until: datetime | None = None,
) -> list[Json]:
    """Slack's `option_groups` for the meetings that a person may pick, by day.

    `searched_until`: where later ones were too many to search. Never empty, since Slack would show nothing at all: when
    nothing is found, a placeholder option says so.
    """
    labels = _Labels(marks, now, time_zone)
    groups = [*_linked_group(picks.linked, labels), *_group_by_day(picks.others, labels)]
    if groups:
        return groups
    if searched_until is not None and query.strip():
        return [_too_many_to_search(searched_until.astimezone(zone(time_zone)).date())]
    return [_nothing_found(is_search=bool(query.strip()), is_link=is_link)]


@dataclass(frozen=True, slots=True)
class _Labels:
    marks: Marks
    now: datetime
    time_zone: str

    def option(self, meeting: Meeting, *, has_day: bool) -> Json:
        when = clock(meeting.start_time, self.time_zone)
        if has_day:
            when = f"{self.day(meeting)}, {when}"
        return option(_label(meeting, when, self._words(meeting)), meeting.event_id)

    def day(self, meeting: Meeting) -> str:
        return day(meeting.start_time, self.now, self.time_zone)

    def _words(self, meeting: Meeting) -> list[str]:
        words = [platform_name(meeting.platform) if meeting.link else NO_LINK]
        if meeting.start_time <= self.now:
            words.append(RUNNING)
        mark = self.marks.get(meeting.event_id)
        return [*words, MARKS[mark]] if mark else words


def _linked_group(linked: Sequence[Meeting], labels: _Labels) -> list[Json]:
    """Each label has its day, since one link's meetings are on several."""
    options = [labels.option(each, has_day=True) for each in linked]
    return [option_group(WITH_THIS_LINK, options)] if options else []


def _group_by_day(meetings: Sequence[Meeting], labels: _Labels) -> list[Json]:
    soonest = sorted(meetings, key=lambda each: each.start_time)
    days = groupby(soonest, key=labels.day)
    return [option_group(name, [labels.option(each, has_day=False) for each in group]) for name, group in days]


def meetings_unavailable() -> list[Json]:
    """The placeholder for meetings that could not be loaded in time: Slack asks only once."""
    return [option_group("We couldn't load your meetings", [option("Close this list and open it again", NO_MEETING)])]


def meeting_option(meeting: Meeting | BookedMeeting, time_zone: str) -> Json:
    return option(meeting_label(meeting, time_zone), meeting.event_id or NO_MEETING)


def meeting_label(meeting: Meeting | BookedMeeting, time_zone: str) -> str:
    """`14:30 Weekly sync · Zoom`, with the title shortened so that the platform can still be read."""
    return _label(meeting, clock(meeting.start_time, time_zone), [platform_name(meeting.platform)])


def _label(meeting: Meeting | BookedMeeting, when: str, words: Sequence[str]) -> str:
    before, after = f"{when} ", "".join(f" · {each}" for each in words)
    room = OPTION_TEXT - length(before) - length(after)
    title = clean(meeting.title, NO_TITLE)
    marks = length(isolate(title)) - length(title)
    return before + isolate(shorten(title, room - marks)) + after


def _is_offered(meeting: Meeting, now: datetime) -> bool:
    return can_be_booked(meeting, now) and 0 < len(meeting.event_id) <= OPTION_VALUE


def _too_many_to_search(until: date) -> Json:
    heading = f"No meetings found through {date_and_year(until)}"
    return option_group(heading, [option("There are too many to search later ones. Paste a link", NO_MEETING)])


def _nothing_found(*, is_search: bool, is_link: bool) -> Json:
    if is_link:
        return option_group("No meeting with this link", [option(f"Use {COMMAND} with the link instead", NO_MEETING)])
    if is_search:
        return option_group("No meetings found", [option("Try a different search", NO_MEETING)])
    return option_group("No upcoming meetings", [option("Add one to your calendar, or use a meeting link", NO_MEETING)])
