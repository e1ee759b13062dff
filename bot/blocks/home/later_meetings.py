"""Render the meetings for which a list has no room with buttons: a table of when, what and the bot."""

from collections.abc import Sequence
from datetime import datetime

from bot.blocks.card.status import card_status
from bot.blocks.home.agenda import Line, title_of
from bot.blocks.kit.block_kit import context, section
from bot.blocks.kit.meeting_title import meeting_title
from bot.blocks.kit.table import date_cell, table, text_cell
from bot.blocks.kit.times import clock, day
from bot.core.home.agenda import Entry

HEADING = "Later"
WHEN = "{date_short_pretty} at {time}"
COLUMNS = ("When", "Meeting", "Bot")
LONGEST_TITLE = 40
NO_BOT = "No bot"
BY_OTHERS = "Scheduled elsewhere"


def later_lines(entries: Sequence[Entry], left_out: int, now: datetime, time_zone: str) -> list[Line]:
    """`left_out`: how many more there are that the agenda does not hold."""
    if not entries and not left_out:
        return []
    more = f"And {left_out} more. " if left_out else ""
    hint = f"{more}Choose *Schedule a bot* to find them all."
    return [*_table_lines(entries, now, time_zone), Line(hint, [context(hint)])]


def _table_lines(entries: Sequence[Entry], now: datetime, time_zone: str) -> list[Line]:
    if not entries:
        return []
    rows = [
        [
            date_cell(entry.start_time, WHEN, time_zone),
            text_cell(meeting_title(entry.subject), LONGEST_TITLE),
            text_cell(_bot(entry, now)),
        ]
        for entry in entries
    ]
    text = "\n".join(_spoken(entry, now, time_zone) for entry in entries)
    return [Line(HEADING, [section(f"*{HEADING}*")]), Line(text, [table(COLUMNS, rows)])]


def _spoken(entry: Entry, now: datetime, time_zone: str) -> str:
    """The row as a line, for notifications, screen readers and clients that draw no tables."""
    when = f"{day(entry.start_time, now, time_zone)}, {clock(entry.start_time, time_zone)}"
    return f"{when} · {title_of(entry.subject)} · {_bot(entry, now)}"


def _bot(entry: Entry, now: datetime) -> str:
    if entry.booking is not None:
        return card_status(entry.booking, now, format_time=str).label
    return BY_OTHERS if entry.is_booked_by_others else NO_BOT
