"""Render what became of a person's recent bookings, for App Home and the list."""

from datetime import datetime

from bot.blocks.card.status import card_status
from bot.blocks.home.agenda import Line, title_of
from bot.blocks.kit.block_kit import button, section
from bot.blocks.kit.button_value import recording_value
from bot.blocks.kit.times import day_and_time
from bot.blocks.names import Action
from bot.core.access.agenda import Agenda, happened_at
from bot.core.booking.bot_status import ShownStatus
from bot.core.booking.model import Booking, shown_status
from bot.core.outcomes.recording import may_be_recorded

NOTHING_RECENT = "No activity in the past week."


def recent_lines(agenda: Agenda, now: datetime, time_zone: str, most: int) -> list[Line]:
    """The newest first, each with its recording where there is one."""
    lines = [_line(booking, agenda, now, time_zone) for booking in agenda.recent_bookings[:most]]
    return lines or [Line(NOTHING_RECENT, [section(NOTHING_RECENT)])]


def _line(booking: Booking, agenda: Agenda, now: datetime, time_zone: str) -> Line:
    def format_time(moment: datetime) -> str:
        return day_and_time(moment, now, time_zone)

    status = card_status(booking, now, format_time=format_time, has_operators=agenda.has_operators)
    what = f"{title_of(booking.meeting)} · {format_time(booking.meeting.start_time)}"
    was = booking.meeting.moved_from
    if was is not None and shown_status(booking, now) is ShownStatus.MOVED:
        what += f", moved from {format_time(was)}"
    happened = format_time(happened_at(booking, now) or booking.wish.at)
    when = "" if happened in status.sentences else f", {happened}"
    text = f"{what}\n*{status.label}*{when}. {status.sentences}"
    recording = button("Recording", Action.SHOW_RECORDING, recording_value(booking))
    return Line(text, [section(text, recording if _has_recording(booking, now) else None)])


def _has_recording(booking: Booking, now: datetime) -> bool:
    is_finished = shown_status(booking, now) in {ShownStatus.DONE, ShownStatus.FAILED} and booking.bot.is_over
    return is_finished and may_be_recorded(booking)
