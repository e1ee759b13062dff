"""Word `/recall-schedule help`."""

from bot.blocks.names import COMMAND

SHORTCUT_TITLE = "Schedule a recording bot"


def build_help() -> str:
    return "\n".join(
        [
            "*Schedule a Recall.ai bot to record your meetings.*",
            f"• `{COMMAND}` – pick one of your upcoming meetings",
            f"• `{COMMAND} weekly sync` – open the form with that meeting already picked",
            f"• `{COMMAND} https://…` – schedule a bot with a link, whether it's on your calendar or not",
            f"• `{COMMAND} list` – see your upcoming meetings and their bots",
            f"• `{COMMAND} rules` – choose which meetings are recorded automatically, and see your series",
            f"• `{COMMAND} connect` – connect your calendar, reconnect or disconnect it",
            f"• `{COMMAND} help` – see this text",
            f"• In a thread, or on any message with a meeting link: More actions → *{SHORTCUT_TITLE}*. "
            "Slash commands don't work in threads.",
            "We post one message where you choose and keep it updated. Use its buttons to change or "
            "cancel the bot. If the app isn't in that channel, we send it to you directly.",
            "Anyone invited to a meeting can choose *Don't record this*: it then won't be recorded unless "
            "they or the organizer allow it.",
            "You see the meetings on your own calendar and those you're invited to.",
        ]
    )
