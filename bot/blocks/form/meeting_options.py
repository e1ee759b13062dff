"""Render a person's meetings as the options of the form's picker, by day in their own zone."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from bot.blocks.kit.block_kit import OPTION_TEXT, OPTION_VALUE, OPTIONS, Json, option, option_group
from bot.blocks.kit.meeting_title import NO_TITLE
from bot.blocks.kit.mrkdwn import clean, isolate, length, shorten
from bot.blocks.kit.times import clock, day
from bot.core.booking.model import BookedMeeting
from bot.core.meetings.meeting import Meeting, can_be_booked, occurrence, platform_name
from bot.core.meetings.search import match_words

WITH_THIS_LINK = "Meetings with this link"
NO_MEETING = "no_meeting"  # the value of an option that only says something


def build_meeting_options(
    meetings: Sequence[Meeting], query: str, now: datetime, time_zone: str, linked: Sequence[Meeting] = ()
) -> list[Json]:
    """Slack's `option_groups` for the meetings that a bot could attend and `query` may mean, by day.

    `linked` are the meetings with the link that the form was opened for, in their order: they come first. Never empty,
    since Slack would show nothing at all: when nothing is found, a placeholder option says so.
    """
    first = _matching_meetings(linked, query, now)[:OPTIONS]
    taken = {occurrence(each) for each in first}
    rest = [each for each in match_words(meetings, query, now) if occurrence(each) not in taken]
    likeliest = [each for each in rest if _is_offered(each, now)][: OPTIONS - len(first)]
    groups = [*_linked_group(first, now, time_zone), *_group_by_day(likeliest, now, time_zone)]
    return groups or [_nothing_found(is_search=bool(query.strip()))]


def _matching_meetings(linked: Sequence[Meeting], query: str, now: datetime) -> list[Meeting]:
    found = {each.event_id for each in match_words(linked, query, now)}
    return [each for each in linked if each.event_id in found and _is_offered(each, now)]


def _linked_group(linked: Sequence[Meeting], now: datetime, time_zone: str) -> list[Json]:
    """Each label has its day, since one link's meetings are on several."""
    options = [option(_label_with_day(each, now, time_zone), each.event_id) for each in linked]
    return [option_group(WITH_THIS_LINK, options)] if options else []


def _group_by_day(meetings: Sequence[Meeting], now: datetime, time_zone: str) -> list[Json]:
    soonest = sorted(meetings, key=lambda each: each.start_time)
    days = groupby(soonest, key=lambda each: day(each.start_time, now, time_zone))
    return [option_group(name, [meeting_option(each, time_zone) for each in group]) for name, group in days]


def meetings_unavailable() -> list[Json]:
    """The placeholder for meetings that could not be loaded in time: Slack asks only once."""
    return [
        option_group("Your meetings could not be looked up", [option("Close this list and open it again", NO_MEETING)])
    ]


def meeting_option(meeting: Meeting | BookedMeeting, time_zone: str) -> Json:
    return option(meeting_label(meeting, time_zone), meeting.event_id or NO_MEETING)


def meeting_label(meeting: Meeting | BookedMeeting, time_zone: str) -> str:
    """`14:30 Weekly sync · Zoom`, with the title shortened so that the platform can still be read."""
    return _label(meeting, clock(meeting.start_time, time_zone))


def _label_with_day(meeting: Meeting, now: datetime, time_zone: str) -> str:
    """`Tomorrow, Tue 3 March, 14:30 Weekly sync · Zoom`"""
    return _label(meeting, f"{day(meeting.start_time, now, time_zone)}, {clock(meeting.start_time, time_zone)}")


def _label(meeting: Meeting | BookedMeeting, when: str) -> str:
    before, after = f"{when} ", f" · {platform_name(meeting.platform)}"
    room = OPTION_TEXT - length(before) - length(after)
    title = clean(meeting.title, NO_TITLE)
    marks = length(isolate(title)) - length(title)
    return before + isolate(shorten(title, room - marks)) + after


def _is_offered(meeting: Meeting, now: datetime) -> bool:
    return can_be_booked(meeting, now) and 0 < len(meeting.event_id) <= OPTION_VALUE


def _nothing_found(*, is_search: bool) -> Json:
    if is_search:
        return option_group("No meeting found", [option("Try another word of the title", NO_MEETING)])
    return option_group("No coming meetings", [option("Add one to your calendar, or use its link", NO_MEETING)])
