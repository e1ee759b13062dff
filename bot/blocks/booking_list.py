"""`/recall-schedule list`: the coming bots of one person."""

from collections.abc import Sequence
from datetime import datetime

from bot.blocks.block_kit import MessageContent, section
from bot.blocks.meeting_options import NO_TITLE
from bot.blocks.mrkdwn import date, inert
from bot.blocks.names import COMMAND
from bot.blocks.times import in_words
from bot.core.booking import Booking, shown_status
from bot.core.bot_outcomes import shown_words
from bot.core.meeting import platform_name

MOST_SHOWN = 20


def build_booking_list(bookings: Sequence[Booking], now: datetime, time_zone: str) -> MessageContent:
    """Soonest first. Only this person reads it, so titles are shown."""
    if not bookings:
        text = f"No bots are booked for you. Run {COMMAND} to book one."
        return MessageContent(text, [section(text)])
    soonest = sorted(bookings, key=lambda each: each.meeting.start_time)[:MOST_SHOWN]
    heading = "Your coming bots:"
    rest = len(bookings) - len(soonest)
    ending = [f"and {rest} more. App Home of this app shows your meetings too."] if rest else []
    lines = [_line(each, in_words(each.meeting.start_time, time_zone), now) for each in soonest]
    marked = [
        _line(each, date(each.meeting.start_time, "{date_short_pretty} at {time}", time_zone), now) for each in soonest
    ]
    blocks = [section(paragraph) for paragraph in (f"*{heading}*", *marked, *ending)]
    return MessageContent("\n".join([heading, *lines, *ending]), blocks)


def _line(booking: Booking, when: str, now: datetime) -> str:
    title = inert(booking.meeting.title, 120, otherwise=NO_TITLE)
    status = shown_words(shown_status(booking, now))
    return f"• {when}: {title} · {platform_name(booking.meeting.platform)} – {status.label}"
