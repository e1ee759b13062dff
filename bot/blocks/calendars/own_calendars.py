"""Render a person's connected calendars with their buttons, for App Home and `/recall-schedule connect`."""

from collections.abc import Sequence

from bot.blocks.calendars.buttons import (
    connect_row,
    connection_name,
    disconnect_button,
    reconnect_button,
    setup_missing,
    state_in_words,
)
from bot.blocks.kit.block_kit import Json, actions, context, modal, section
from bot.blocks.kit.mrkdwn import defuse
from bot.blocks.names import COMMAND, Block, Callback, with_suffix
from bot.core.calendars.connect_offer import ConnectOffer
from bot.core.calendars.connection import ConnectionState, ConnectionView
from bot.core.home.agenda import OwnCalendar, find_unconnected_calendars
from bot.core.identifiers import UserId

MOST_IN_HOME = 5
MOST_IN_MODAL = 20
MOST_OTHERS = 10
_PLATFORMS = {"google_calendar": "Google Calendar", "microsoft_outlook": "Outlook Calendar"}
_STATUSES = {"connected": "connected", "disconnected": "*disconnected*"}


def build_calendars_view(
    connections: Sequence[ConnectionView],
    offer: ConnectOffer,
    reader: UserId,
    *,
    calendars: Sequence[OwnCalendar] = (),
    metadata: str = "",
) -> Json:
    """`calendars`: all that Recall has with the person's address, however they were connected."""
    others = [other_calendar_line(each) for each in find_unconnected_calendars(calendars, connections)[:MOST_OTHERS]]
    rows = [
        *connection_rows(connections, MOST_IN_MODAL),
        *([section("\n".join(others))] if others else []),
    ] or [section("You haven't connected a calendar yet.")]
    offered = connect_row(offer.providers, is_first=not connections and not others)
    return modal(
        Callback.CONNECT_CALENDAR,
        "Your calendars",
        [*rows, *(offered or [section(setup_missing(offer, reader))])],
        private_metadata=metadata,
    )


def connection_rows(connections: Sequence[ConnectionView], most: int) -> list[Json]:
    """In at most 2 × `most` + 1 blocks."""
    rows = [block for place, view in enumerate(connections[:most]) for block in _connection_row(view, place)]
    left_out = len(connections) - most
    return [*rows, context(f"And {left_out} more: `{COMMAND} connect` shows them.")] if left_out > 0 else rows


def connection_line(view: ConnectionView) -> str:
    return f"{connection_name(view.connection)}: {state_in_words(view.state)}"


def other_calendar_line(calendar: OwnCalendar) -> str:
    """Of one that was connected at Recall in another way than from Slack."""
    name = defuse(calendar.email, 100, otherwise="Your calendar")
    state = _STATUSES.get(calendar.status, "connecting…")
    return f"{name} · {_PLATFORMS.get(calendar.platform, 'Calendar')}: {state}"


def _connection_row(view: ConnectionView, place: int) -> list[Json]:
    block_id = with_suffix(Block.CALENDAR, place + 1)
    disconnect = disconnect_button(view.connection)
    if view.state is not ConnectionState.NEEDS_RECONNECT:
        return [section(connection_line(view), disconnect, block_id)]
    return [section(connection_line(view)), actions(block_id, [reconnect_button(view.connection), disconnect])]
