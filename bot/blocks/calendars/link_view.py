"""Render the modal with the one link that connects a calendar, and what becomes of it while it is open."""

from typing import assert_never

from bot.blocks.calendars.buttons import connect_row, connection_name, setup_missing
from bot.blocks.kit.alert import notice
from bot.blocks.kit.block_kit import Json, actions, button, context, modal, section
from bot.blocks.kit.button_value import meeting_value
from bot.blocks.names import Action, Block, Callback
from bot.core.calendars.connect_offer import ConnectOffer, StartRefusal
from bot.core.calendars.connection import CalendarConnection
from bot.core.calendars.flow import FLOW_TTL
from bot.core.calendars.providers import CalendarProvider
from bot.core.identifiers import UserId

_MINUTES = int(FLOW_TTL.total_seconds() // 60)


def build_link_view(provider: CalendarProvider, url: str, *, metadata: str = "", is_reconnect: bool = False) -> Json:
    """`metadata` is kept for whatever the view becomes."""
    verb = "reconnect" if is_reconnect else "connect"
    link = button(f"Continue to {provider.company}", Action.OPEN_CONNECT_PAGE, style="primary", url=url)
    return _view(
        provider,
        [
            section(f"Continue in your browser to {verb} your {provider.calendar_name}."),
            actions(Block.CONNECT_LINK, [link]),
            context(
                f"The link is for you alone: don't share it. It works once, for {_MINUTES} minutes. "
                "When you're done, come back here."
            ),
        ],
        metadata,
    )


def build_connecting_view(connection: CalendarConnection, *, metadata: str = "") -> Json:
    return _view(
        connection.provider,
        [
            section(f"*Connecting…*\n{connection_name(connection)}"),
            context("Your meetings appear here in a few seconds."),
        ],
        metadata,
    )


def build_connected_view(connection: CalendarConnection, *, has_form_beneath: bool = False, metadata: str = "") -> Json:
    done = notice(f"*Connected.*\n{connection_name(connection)}", "success")
    if has_form_beneath:
        return _view(connection.provider, [done, context("Close this to go back to the form.")], metadata)
    pick = button("Schedule a bot", Action.PICK_FROM_CALENDAR, meeting_value(), style="primary")
    return _view(connection.provider, [done, actions(Block.NOTICE_BUTTONS, [pick])], metadata)


def build_expired_view(provider: CalendarProvider, *, metadata: str = "") -> Json:
    sentence = "*This link has expired.* Nothing was connected."
    return _view(provider, [notice(sentence), *connect_row([provider])], metadata)


def build_refused_view(
    provider: CalendarProvider, refusal: StartRefusal, offer: ConnectOffer, reader: UserId, *, metadata: str = ""
) -> Json:
    """Why there is no link."""
    return _view(provider, [notice(_refusal_sentence(refusal, offer, reader))], metadata)


def _refusal_sentence(refusal: StartRefusal, offer: ConnectOffer, reader: UserId) -> str:
    match refusal:
        case StartRefusal.NO_PUBLIC_URL | StartRefusal.NO_CLIENT:
            return setup_missing(offer, reader)
        case StartRefusal.TOO_MANY:
            return f"You've tried this several times. Try again in {_MINUTES} minutes."
        case StartRefusal.CONNECTION_GONE:
            return "This calendar is no longer connected. Reconnect it in App Home."
        case _:
            assert_never(refusal)


def _view(provider: CalendarProvider, blocks: list[Json], metadata: str) -> Json:
    title = f"Connect {provider.calendar_name}"
    return modal(Callback.CONNECT_CALENDAR, title, blocks, private_metadata=metadata)
