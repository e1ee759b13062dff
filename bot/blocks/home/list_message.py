"""Render `/recall-schedule list`: what App Home shows, as a message to one person alone."""

from datetime import datetime

from bot.blocks.home.agenda import (
    NO_MEETINGS,
    Line,
    calendar_lines,
    calendar_warnings,
    schedule_button,
    upcoming_lines,
)
from bot.blocks.home.recent import recent_lines
from bot.blocks.kit.block_kit import MESSAGE_BLOCKS, MessageContent, context, section
from bot.blocks.names import COMMAND
from bot.core.access.agenda import Agenda

MOST_RECENT = 5
# All that is neither an upcoming meeting nor a recent booking: at most two warnings, headings, calendars and help.
ROOM = MESSAGE_BLOCKS - 7
HELP = f"`{COMMAND} help` says what else there is. App Home shows this list as well, and keeps it up to date."


def build_booking_list(agenda: Agenda, now: datetime, time_zone: str) -> MessageContent:
    """`time_zone` is the reader's own."""
    warnings = [_line(trouble) for trouble in calendar_warnings(agenda, now, time_zone)]
    recent_bookings = _recent_lines(agenda, now, time_zone)
    room = ROOM - sum(len(line.blocks) for line in recent_bookings)
    meetings = upcoming_lines(agenda, now, time_zone, room)
    heading = "Your coming meetings:"
    lines = [
        Line(heading, [section(f"*{heading}*", schedule_button())]),
        *warnings,
        *(meetings or ([] if warnings else [_line(NO_MEETINGS)])),
        _headed_line("Your calendars:", "\n".join(calendar_lines(agenda, now, time_zone))),
        *recent_bookings,
        Line(HELP, [context(HELP)]),
    ]
    return MessageContent("\n".join(line.text for line in lines), [block for line in lines for block in line.blocks])


def _recent_lines(agenda: Agenda, now: datetime, time_zone: str) -> list[Line]:
    heading = "What happened lately:"
    return [Line(heading, [section(f"*{heading}*")]), *recent_lines(agenda, now, time_zone, MOST_RECENT)]


def _headed_line(heading: str, text: str) -> Line:
    return Line(f"{heading}\n{text}", [section(f"*{heading}*\n{text}")])


def _line(text: str) -> Line:
    return Line(text, [section(text)])
