"""Decide whether a card shows its meeting's title where it stands, and its thread what was said there."""

from enum import StrEnum

from bot.core.booking.model import Booking


class Audience(StrEnum):
    """Who reads a conversation, as far as Slack tells this app."""

    INSIDE = "inside"
    OUTSIDERS = "outsiders"  # people of other companies too, or soon
    UNKNOWN = "unknown"  # the app may not read this conversation's details


class TitleHidden(StrEnum):
    BY_CHOICE = "by_choice"  # the booker's, or the calendar's for a private event
    OUTSIDERS = "outsiders"
    UNKNOWN = "unknown"


def why_title_is_hidden(booking: Booking, audience: Audience) -> TitleHidden | None:
    """None where it is shown. A direct message is read only by the booker, who knows the meeting."""
    destination = booking.destination
    if not is_read_by_others(booking):
        return None
    if not is_title_wished(booking):
        return TitleHidden.BY_CHOICE
    if audience is Audience.INSIDE or destination.shows_title_outside:
        return None
    return TitleHidden.OUTSIDERS if audience is Audience.OUTSIDERS else TitleHidden.UNKNOWN


def is_summary_shown(booking: Booking, audience: Audience) -> bool:
    """Whether the thread says what was said. In a channel it does only where the title may be read by all its readers.

    A private event's summary reaches a channel only if a person shares it there.
    """
    if not is_read_by_others(booking):
        return True
    is_open = booking.destination.shows_title and not booking.meeting.is_private
    return is_open and audience is Audience.INSIDE


def is_title_wished(booking: Booking) -> bool:
    """Whether it is shown where only people of this company read it."""
    destination = booking.destination
    return destination.shows_title and (destination.shows_private_title or not booking.meeting.is_private)


def is_read_by_others(booking: Booking) -> bool:
    return not booking.said.in_dm and not is_direct_message(booking.destination.channel_id)


def is_direct_message(channel_id: str) -> bool:
    """The app can post only in direct messages with itself. They are also reached by the person's own id."""
    return channel_id.startswith(("D", "U", "W"))
