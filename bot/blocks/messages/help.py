"""Word `/recall-schedule help`."""

from bot.blocks.names import COMMAND

SHORTCUT_TITLE = "Schedule a recording bot"


def build_help() -> str:
    return "\n".join(
        [
            "*This app books a Recall.ai bot that records a meeting for you.*",
            f"• `{COMMAND}` – pick one of your coming meetings",
            f"• `{COMMAND} weekly sync` – the same, with a meeting of that title picked already",
            f"• `{COMMAND} https://…` – a bot for a meeting link, on your calendar or not",
            f"• `{COMMAND} list` – your coming meetings and the bots for them",
            f"• `{COMMAND} connect` – connect your calendar, reconnect or disconnect it",
            f"• `{COMMAND} help` – this text",
            f"• On a message with a meeting link: More actions → *{SHORTCUT_TITLE}*",
            "A card in the conversation of your choice shows whether the bot is booked, in the call or done, "
            "and has buttons to change or cancel it. Where this app is not a member, you get the card yourself.",
            "Whoever is invited to a meeting can press *Don't record this* on its card: no bot comes until they or the "
            "organiser allow it again.",
            "You see the meetings of your own calendar and those that you are invited to.",
        ]
    )
