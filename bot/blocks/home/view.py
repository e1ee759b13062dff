"""Render App Home: upcoming meetings with their bots, calendars, recent bookings, and help."""

from datetime import datetime

from bot.blocks.home.agenda import (
    NO_MEETINGS,
    meeting_warnings,
    schedule_button,
    synced_line,
    upcoming_lines,
)
from bot.blocks.home.calendars import (
    admin_calendar_blocks,
    connect_first_row,
    own_calendar_blocks,
)
from bot.blocks.home.recent import recent_lines
from bot.blocks.kit.block_kit import VIEW_BLOCKS, Json, actions, context, divider, header, home, section
from bot.blocks.messages.help import build_help
from bot.blocks.names import Block
from bot.core.access.agenda import MOST_RECENT, Agenda


def build_home(agenda: Agenda, now: datetime, time_zone: str) -> Json:
    """`time_zone` is the reader's own. The upcoming meetings have the room that everything else leaves."""
    warnings = [section(trouble) for trouble in meeting_warnings(agenda, now, time_zone)]
    above = [
        header("Recording bots for your meetings"),
        actions(Block.HOME_BUTTONS, [schedule_button()]),
        *warnings,
        *connect_first_row(agenda),
    ]
    below = _blocks_below(agenda, now, time_zone)
    room = VIEW_BLOCKS - len(above) - len(below)
    meetings = [block for line in upcoming_lines(agenda, now, time_zone, room) for block in line.blocks]
    return home([*above, *(meetings or ([] if warnings else [section(NO_MEETINGS)])), *below])


def _blocks_below(agenda: Agenda, now: datetime, time_zone: str) -> list[Json]:
    recent_bookings = [block for line in recent_lines(agenda, now, time_zone, MOST_RECENT) for block in line.blocks]
    return [
        divider(),
        header("Your calendars"),
        *own_calendar_blocks(agenda),
        *(context(line) for line in synced_line(agenda, now, time_zone)),
        header("What happened lately"),
        *recent_bookings,
        *admin_calendar_blocks(agenda),
        divider(),
        header("Help"),
        section(build_help()),
    ]


def build_closed_home(why: str) -> Json:
    """App Home for a person who may not use the app. `why` is a sentence of ours."""
    return home([header("Recording bots for your meetings"), section(why), divider(), section(build_help())])
