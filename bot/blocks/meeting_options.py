"""A person's meetings as the options of the form's picker, by day in their own zone."""

from datetime import datetime
from itertools import groupby

from bot.blocks.block_kit import OPTION_TEXT, OPTION_VALUE, OPTIONS, Json, option, option_group
from bot.blocks.mrkdwn import clean, length, shorten
from bot.blocks.times import clock, day
from bot.core.booking import BookedMeeting
from bot.core.matching import match_words
from bot.core.meeting import Meeting, can_be_booked, platform_name
from bot.core.meeting_link import FoundLink, without_passcode

NO_TITLE = "(no title)"
NO_MEETING = "no_meeting"  # the value of an option that only says something


def build_meeting_options(meetings: list[Meeting], query: str, now: datetime, time_zone: str) -> list[Json]:
    """Slack's `option_groups` for the meetings that a bot could attend and `query` may mean, by day.

    Never empty, as Slack would say nothing at all: when nothing is found, an option that is none says so.
    """
    likeliest = [each for each in match_words(meetings, query, now) if _is_offered(each, now)][:OPTIONS]
    soonest = sorted(likeliest, key=lambda each: each.start_time)
    days = groupby(soonest, key=lambda each: day(each.start_time, now, time_zone))
    groups = [option_group(name, [meeting_option(each, time_zone) for each in group]) for name, group in days]
    return groups or [_nothing_found(is_search=bool(query.strip()))]


def meetings_unavailable() -> list[Json]:
    """For when they could not be looked up in time: Slack asks only once."""
    return [
        option_group("Your meetings could not be looked up", [option("Close this list and open it again", NO_MEETING)])
    ]


def meeting_option(meeting: Meeting | BookedMeeting, time_zone: str) -> Json:
    return option(meeting_label(meeting, time_zone), meeting.event_id or NO_MEETING)


def meeting_label(meeting: Meeting | BookedMeeting, time_zone: str) -> str:
    """`14:30 Weekly sync · Zoom`, with the title shortened so that the platform can still be read."""
    before, after = f"{clock(meeting.start_time, time_zone)} ", f" · {platform_name(meeting.platform)}"
    room = OPTION_TEXT - length(before) - length(after)
    return before + shorten(clean(meeting.title, NO_TITLE), room) + after


def link_label(link: FoundLink) -> str:
    """`Zoom · zoom.us/j/123`: without the passcode."""
    address = without_passcode(link.url).removeprefix("https://")
    return f"{platform_name(link.platform)} · {clean(address, 'a link')}"


def _is_offered(meeting: Meeting, now: datetime) -> bool:
    return can_be_booked(meeting, now) and 0 < len(meeting.event_id) <= OPTION_VALUE


def _nothing_found(*, is_search: bool) -> Json:
    if is_search:
        return option_group("No meeting found", [option("Try another word of the title", NO_MEETING)])
    return option_group("No coming meetings", [option("Add one to your calendar, or use its link", NO_MEETING)])
