"""Render `/recall-schedule list`: what App Home shows, as a message to one person alone."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.blocks.home.agenda import (
    NO_MEETINGS,
    Line,
    meeting_warnings,
    schedule_button,
    synced_line,
    upcoming_lines,
)
from bot.blocks.home.calendars import calendar_lines, connect_first_row
from bot.blocks.home.later_meetings import later_lines
from bot.blocks.home.recent import recent_lines
from bot.blocks.kit.block_kit import MESSAGE_BLOCKS, Json, MessageContent, context, section
from bot.blocks.kit.dates import spell_out_dates
from bot.blocks.names import COMMAND
from bot.core.home.agenda import Agenda

MOST_RECENT = 5
# With their buttons. The rest is a table, in which there can be none.
MOST_WITH_BUTTONS = 12
HELP = f"See `{COMMAND} help` for more. App Home shows this list too, and keeps it up to date."


def build_booking_list(agenda: Agenda, now: datetime, time_zone: str) -> MessageContent:
    """`time_zone` is the reader's own. The upcoming meetings have the room that everything else leaves."""
    warnings = [_line(trouble) for trouble in meeting_warnings(agenda, time_zone)]
    heading = "Upcoming meetings"
    above = [
        Line(heading, [section(f"*{heading}*", schedule_button())]),
        *warnings,
        *(Line("", [row]) for row in connect_first_row(agenda)),
    ]
    below = [
        _headed_line("Your calendars", "\n".join([*calendar_lines(agenda), *synced_line(agenda, time_zone)])),
        *_recent_lines(agenda, now, time_zone),
        Line(HELP, [context(HELP)]),
    ]
    room = MESSAGE_BLOCKS - len(_blocks([*above, *below]))
    meetings = _meeting_lines(agenda, now, time_zone, room)
    lines = [*above, *(meetings or ([] if warnings else [_line(NO_MEETINGS)])), *below]
    text = "\n".join(line.text for line in lines if line.text)
    return MessageContent(spell_out_dates(text), _blocks(lines))


def _meeting_lines(agenda: Agenda, now: datetime, time_zone: str, room: int) -> list[Line]:
    """The soonest with their buttons, as many as there is room for, and the rest in a table: none is left out."""
    entries = agenda.entries
    for most in range(min(len(entries), MOST_WITH_BUTTONS), -1, -1):
        soon = replace(agenda, entries=entries[:most], left_out=0)
        lines = [
            *upcoming_lines(soon, now, time_zone, MESSAGE_BLOCKS),
            *later_lines(entries[most:], agenda.left_out, now, time_zone),
        ]
        if len(_blocks(lines)) <= room:
            return lines
    return []


def _blocks(lines: Sequence[Line]) -> list[Json]:
    return [block for line in lines for block in line.blocks]


def _recent_lines(agenda: Agenda, now: datetime, time_zone: str) -> list[Line]:
    heading = "Recent activity"
    return [Line(heading, [section(f"*{heading}*")]), *recent_lines(agenda, now, time_zone, MOST_RECENT)]


def _headed_line(heading: str, text: str) -> Line:
    return Line(f"{heading}\n{text}", [section(f"*{heading}*\n{text}")])


def _line(text: str) -> Line:
    return Line(text, [section(text)])
