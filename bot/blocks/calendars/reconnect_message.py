"""Build the direct message of a calendar that was disconnected, with the button that connects it again."""

from bot.blocks.calendars.buttons import reconnect_button
from bot.blocks.kit.block_kit import Json, actions, section
from bot.blocks.names import Block
from bot.core.calendars.connection import CalendarConnection


def build_reconnect_message(words: str, connection: CalendarConnection) -> list[Json]:
    """`words` is what happened, in mrkdwn."""
    return [section(words), actions(Block.CALENDAR, [reconnect_button(connection)])]
