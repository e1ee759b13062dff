"""Render what became of a person's recent bookings, for App Home and the list."""

from datetime import datetime

from bot.blocks.card.card import RECORDING_BUTTONS, recording_button
from bot.blocks.card.status import card_status
from bot.blocks.home.agenda import Line, title_of
from bot.blocks.kit.block_kit import actions, section, with_subject
from bot.blocks.kit.dates import short_date_and_time
from bot.blocks.kit.meeting_title import meeting_title
from bot.blocks.names import Block, with_suffix
from bot.core.booking.bot_status import ShownStatus
from bot.core.booking.model import Booking, shown_status
from bot.core.home.agenda import Agenda, happened_at

NOTHING_RECENT = "No activity in the past week."


def recent_lines(agenda: Agenda, now: datetime, time_zone: str, most: int) -> list[Line]:
    """The newest first, each with its recording where there is one."""
    lines = [_line(each, agenda, now, time_zone, place) for place, each in enumerate(agenda.recent_bookings[:most])]
    return lines or [Line(NOTHING_RECENT, [section(NOTHING_RECENT)])]


def _line(booking: Booking, agenda: Agenda, now: datetime, time_zone: str, place: int) -> Line:
    """`place` tells its row of buttons from the others."""

    def format_time(moment: datetime) -> str:
        return short_date_and_time(moment, time_zone)

    status = card_status(booking, now, format_time=format_time, has_operators=agenda.has_operators)
    what = f"{title_of(booking.meeting)} · {format_time(booking.meeting.start_time)}"
    was = booking.meeting.moved_from
    if was is not None and shown_status(booking, now) is ShownStatus.MOVED:
        what += f", moved from {format_time(was)}"
    happened = format_time(happened_at(booking, now) or booking.wish.at)
    when = "" if happened in status.sentences else f", {happened}"
    text = f"{what}\n*{status.label}*{when}. {status.sentences}".strip()
    about = meeting_title(booking.meeting)
    watch = [
        with_subject(recording_button(each, booking), about) for each in status.buttons if each in RECORDING_BUTTONS
    ]
    row = [actions(with_suffix(Block.RECORDING_BUTTONS, place + 1), watch)] if watch else []
    return Line(text, [section(text), *row])
