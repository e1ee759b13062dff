"""Convert what a person types in Slack's message field to mrkdwn and rich text.

https://docs.slack.dev/messaging/formatting-message-text
"""

import re

from bot.sandbox.slack.directory import Directory
from bot.sandbox.slack.wire import Json

_SPECIAL = re.compile(
    r"(?P<link>https?://[^\s<>]*[^\s<>.,;:!?)])|@(?P<app>Recall Schedule)\b|@(?P<user>[\w.-]+)|#(?P<channel>[\w-]+)"
)


def escape_text(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def compose_mrkdwn(words: str, directory: Directory, *, with_names: bool = False) -> str:
    """As messages hold it, and a command's text under `should_escape`, which also has the names of people."""
    pieces = []
    for element in _elements(words, directory):
        match element["type"]:
            case "link":
                pieces.append(f"<{escape_text(element['url'])}>")
            case "user":
                name = f"|{directory.users[element['user_id']].name}" if with_names else ""
                pieces.append(f"<@{element['user_id']}{name}>")
            case "channel":
                channel = directory.channels[element["channel_id"]]
                pieces.append(f"<#{channel.id}|{channel.name if channel.kind == 'public' else ''}>")
            case _:
                pieces.append(escape_text(element["text"]))
    return "".join(pieces)


def compose_rich_text(words: str, directory: Directory) -> Json:
    section = {"type": "rich_text_section", "elements": _elements(words, directory)}
    return {"type": "rich_text", "elements": [section]}


def _elements(words: str, directory: Directory) -> list[Json]:
    elements: list[Json] = []
    end = 0
    for match in _SPECIAL.finditer(words):
        special = _special(match, directory)
        if special:
            elements += [{"type": "text", "text": words[end : match.start()]}, special]
            end = match.end()
    elements.append({"type": "text", "text": words[end:]})
    return [element for element in elements if element.get("text") != ""]


def _special(match: re.Match[str], directory: Directory) -> Json | None:
    if match["link"]:
        return {"type": "link", "url": match["link"]}
    if match["app"]:
        return {"type": "user", "user_id": directory.bot_user_id}
    if match["user"]:
        for user in directory.users.values():
            if user.name == match["user"]:
                return {"type": "user", "user_id": user.id}
    for channel in directory.channels.values():
        if match["channel"] and channel.name == match["channel"]:
            return {"type": "channel", "channel_id": channel.id}
    return None
