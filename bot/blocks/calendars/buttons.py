"""Build the buttons that connect, reconnect and disconnect a calendar, and word how it is doing."""

from collections.abc import Sequence

from bot.blocks.kit.block_kit import Json, actions, button, with_subject
from bot.blocks.kit.button_value import calendar_value
from bot.blocks.kit.mrkdwn import defuse, person
from bot.blocks.names import Action, Block
from bot.core.calendars.connect_offer import ConnectOffer
from bot.core.calendars.connection import CalendarConnection, ConnectionState
from bot.core.calendars.providers import CalendarProvider
from bot.core.identifiers import UserId

MOST_NAMED = 3
CONNECT_ACTIONS = {
    CalendarProvider.GOOGLE: Action.CONNECT_GOOGLE,
    CalendarProvider.MICROSOFT: Action.CONNECT_OUTLOOK,
}
_STATES = {
    ConnectionState.CONNECTING: "connecting…",
    ConnectionState.CONNECTED: "connected",
    ConnectionState.NEEDS_RECONNECT: "*disconnected*",
}


def connect_row(providers: Sequence[CalendarProvider], *, verb: str = "Connect", is_first: bool = True) -> list[Json]:
    """One button for each provider; no row without any. `is_first`: nothing on the page matters more."""
    buttons = [
        button(f"{verb} {each.calendar_name}", CONNECT_ACTIONS[each], style="primary" if is_first else None)
        for each in providers
    ]
    return [actions(Block.CONNECT_BUTTONS, buttons)] if buttons else []


def reconnect_button(connection: CalendarConnection) -> Json:
    reconnect = button("Reconnect", Action.RECONNECT_CALENDAR, calendar_value(connection), style="primary")
    return with_subject(reconnect, connection.email)


def disconnect_button(connection: CalendarConnection) -> Json:
    disconnect = button("Disconnect", Action.DISCONNECT_CALENDAR, calendar_value(connection))
    return with_subject(disconnect, connection.email)


def connection_name(connection: CalendarConnection) -> str:
    """`maya@example.com · Google Calendar`, in mrkdwn."""
    return f"{defuse(connection.email, 100, otherwise='Your calendar')} · {connection.provider.calendar_name}"


def state_in_words(state: ConnectionState) -> str:
    return _STATES[state]


def setup_missing(offer: ConnectOffer, reader: UserId) -> str:
    """Why there is no button to connect a calendar, and who can change that. In mrkdwn."""
    if reader in offer.admins:
        return (
            "Calendars can't be connected from Slack yet. Set `PUBLIC_URL` and a Google or Microsoft client: "
            "`docs/calendars.md` shows how, and `recall-schedule doctor` checks it."
        )
    return f"Calendars can't be connected from Slack here yet. Ask {whom_to_ask(offer)} to set it up."


def whom_to_ask(offer: ConnectOffer) -> str:
    return " or ".join(person(each) for each in offer.admins[:MOST_NAMED]) or "an app admin"
