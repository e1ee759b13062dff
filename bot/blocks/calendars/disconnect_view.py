"""Render the question whether to disconnect a calendar, with the bots that will not come, and the answer."""

from collections.abc import Sequence

from bot.blocks.calendars.buttons import connection_name
from bot.blocks.kit.alert import notice
from bot.blocks.kit.block_kit import Json, context, modal, section
from bot.blocks.kit.button_value import calendar_value
from bot.blocks.kit.dates import short_date_and_time
from bot.blocks.kit.mrkdwn import defuse
from bot.blocks.names import Callback
from bot.core.booking.model import Booking
from bot.core.calendars.connection import CalendarConnection

MOST_LISTED = 10
TITLE = "Disconnect calendar"
CALENDAR_GONE = "This calendar is no longer connected."
DISCONNECTING = "*Disconnecting…*"
DISCONNECTED = "*Disconnected.* Its meetings disappear from Slack."
RECALL_SILENT = "Recall.ai isn't responding right now, so the calendar is still connected. Try again in a few minutes."
RECALL_REFUSED = "Recall.ai didn't let us disconnect the calendar. Ask an app admin."


def build_disconnect_view(connection: CalendarConnection, bookings: Sequence[Booking], time_zone: str) -> Json:
    """`bookings`: whose bots will not come, the soonest first."""
    return modal(
        Callback.DISCONNECT_CALENDAR,
        TITLE,
        [
            section(
                f"*Disconnect {connection_name(connection)}?*\nRecall.ai stops reading it, and its meetings disappear "
                "from Slack. Recordings are kept."
            ),
            section(_what_is_lost(bookings, time_zone)),
            context(
                f"{connection.provider.company} keeps listing the app until you remove it at "
                f"{connection.provider.permissions_page}"
            ),
        ],
        submit="Disconnect",
        private_metadata=calendar_value(connection),
    )


def build_disconnect_answer(sentence: str) -> Json:
    """`sentence` is one of ours, in mrkdwn."""
    return modal(Callback.CONNECT_CALENDAR, TITLE, [notice(sentence, "info")])


def _what_is_lost(bookings: Sequence[Booking], time_zone: str) -> str:
    if not bookings:
        return "No bots are scheduled from it."
    first = "*This bot won't join:*" if len(bookings) == 1 else f"*These {len(bookings)} bots won't join:*"
    lines = [
        f"• {defuse(each.meeting.title, 100, otherwise='(no title)')}, "
        f"{short_date_and_time(each.meeting.start_time, time_zone)}"
        for each in bookings[:MOST_LISTED]
    ]
    more = [f"• and {len(bookings) - MOST_LISTED} more"] if len(bookings) > MOST_LISTED else []
    return "\n".join([first, *lines, *more])
