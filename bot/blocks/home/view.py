"""Render App Home: upcoming meetings with their bots, calendars, recent bookings, and help."""

from datetime import datetime

from bot.blocks.home.agenda import (
    NO_MEETINGS,
    calendar_lines,
    calendar_warnings,
    schedule_button,
    upcoming_lines,
)
from bot.blocks.home.recent import recent_lines
from bot.blocks.kit.block_kit import VIEW_BLOCKS, Json, actions, divider, header, home, section
from bot.blocks.messages.help import build_help
from bot.blocks.names import Block
from bot.core.access.agenda import MOST_RECENT, Agenda

# All that is neither an upcoming meeting nor a recent booking: at most two warnings, headings, calendars and help.
ROOM = VIEW_BLOCKS - 12


def build_home(agenda: Agenda, now: datetime, time_zone: str) -> Json:
    """`time_zone` is the reader's own."""
    warnings = [section(trouble) for trouble in calendar_warnings(agenda, now, time_zone)]
    recent_bookings = [block for line in recent_lines(agenda, now, time_zone, MOST_RECENT) for block in line.blocks]
    room = ROOM - len(recent_bookings)
    meetings = [block for line in upcoming_lines(agenda, now, time_zone, room) for block in line.blocks]
    return home(
        [
            header("Recording bots for your meetings"),
            actions(Block.HOME_BUTTONS, [schedule_button()]),
            *warnings,
            *(meetings or ([] if warnings else [section(NO_MEETINGS)])),
            divider(),
            header("Your calendars"),
            section("\n".join(calendar_lines(agenda, now, time_zone))),
            header("What happened lately"),
            *recent_bookings,
            divider(),
            header("Help"),
            section(build_help()),
        ]
    )


def build_closed_home(why: str) -> Json:
    """App Home for a person who may not use the app. `why` is a sentence of ours."""
    return home([header("Recording bots for your meetings"), section(why), divider(), section(build_help())])
