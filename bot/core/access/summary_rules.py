"""Decide which recordings are summarized without being asked to."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.access.title_visibility import is_read_by_others
from bot.core.booking.bot_state import Media
from bot.core.booking.model import Booking
from bot.core.booking.recording_files import FileState
from bot.core.outcomes.recording import is_ready

# Older ones are summarized when someone asks; else the first start would pay for all that ever was.
SUMMARIZED_WITHIN = timedelta(days=1)


def can_be_summarized(booking: Booking) -> bool:
    """Whether there may be a transcript, of a recording that no one wants deleted.

    Of a bot that another has replaced nothing is known any more: Recall is asked.
    """
    is_wanted = booking.bot.media in {Media.KEPT, Media.NOT_DELETED}
    return is_ready(booking) and is_wanted and booking.bot.transcript in {FileState.READY, None}


def is_summarized_unasked(booking: Booking) -> bool:
    """A private event's summary goes where others read only if a person asks for it."""
    is_private_among_others = booking.meeting.is_private and is_read_by_others(booking)
    is_there = booking.bot.media is Media.KEPT and booking.bot.transcript is FileState.READY
    return can_be_summarized(booking) and is_there and not is_private_among_others


def will_be_summarized(booking: Booking, now: datetime) -> bool:
    """Whether a summary comes without being asked for, once the transcript is there."""
    transcribed = replace(booking, bot=replace(booking.bot, transcript=FileState.READY))
    return is_summarized_unasked(transcribed) and booking.ends_at > now - SUMMARIZED_WITHIN
