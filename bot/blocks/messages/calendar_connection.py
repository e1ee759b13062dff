"""Say by direct message what became of a connected calendar."""

from collections.abc import Sequence
from datetime import datetime

from bot.blocks.kit.dates import short_date_and_time
from bot.blocks.kit.mrkdwn import defuse, person
from bot.core.booking.model import Booking
from bot.core.calendars.connection import CalendarConnection
from bot.core.calendars.providers import CalendarProvider
from bot.core.identifiers import UserId

MOST_LISTED = 10


def calendar_needs_reconnect(connection: CalendarConnection, bookings: Sequence[Booking], now: datetime) -> str:
    """`bookings`: those whose bots do not come because of that."""
    name = f"{connection.provider.calendar_name} ({defuse(connection.email, 100)})"
    first = f"*Your {name} was disconnected.* {connection.provider.company} ended the access."
    coming = sorted((each for each in bookings if each.ends_at > now), key=lambda each: each.meeting.start_time)
    if not coming:
        return f"{first} Reconnect it in App Home to see your meetings again."
    return "\n".join(
        [
            f"{first} These meetings won't be recorded until you reconnect it in App Home and schedule them again:",
            *(f"• {_meeting(each)}" for each in coming[:MOST_LISTED]),
            *([f"• and {len(coming) - MOST_LISTED} more"] if len(coming) > MOST_LISTED else []),
        ]
    )


def calendar_was_connected_by(user_id: UserId, provider: CalendarProvider, email: str) -> str:
    """For the owner of the address, where another person may connect it."""
    return (
        f"{person(user_id)} connected the {provider.calendar_name} {defuse(email, 100)} to this app. If you didn't "
        f"agree to that, remove the app at {provider.permissions_page} and tell your admins."
    )


def _meeting(booking: Booking) -> str:
    title = defuse(booking.meeting.title, 100, otherwise="A meeting")
    return f"{title}, {short_date_and_time(booking.meeting.start_time, booking.time_zone)}"
