"""Render Slack's text formats as plain text. https://docs.slack.dev/messaging/formatting-message-text"""

import re
from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.sandbox.slack.wire import Json

Names = Mapping[str, str]  # the id of a person or a channel -> what people call it

_ANGLES = re.compile(r"<([^<>]+)>")
_MARKS = re.compile(r"(?<![\w*_])([*_])(?=\S)(.+?)(?<=\S)\1(?![\w*_])")
_DATE_TOKEN = re.compile(r"\{(\w+)\}")


def render_plain(text: Json, time_zone: str, names: Names) -> str:
    """What a text object says; plain_text is shown as it is."""
    words: str = text["text"]
    return words if text["type"] == "plain_text" else render_mrkdwn(words, time_zone, names)


def render_mrkdwn(words: str, time_zone: str, names: Names) -> str:
    shown = _ANGLES.sub(lambda match: _reference(match[1], time_zone, names), _MARKS.sub(r"\2", words))
    return shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def render_rich_text(block: Json, time_zone: str, names: Names) -> str:
    return "\n".join(_rich_part(part, time_zone, names) for part in block["elements"])


def render_moment(timestamp: int, time_zone: str) -> str:
    """A moment in a field of a form: `Tue 24 Nov 2026, 14:05`."""
    moment = datetime.fromtimestamp(timestamp, ZoneInfo(time_zone))
    return f"{moment:%a} {moment.day} {moment:%b %Y, %H:%M}"


def render_date(target: str, fallback: str, time_zone: str) -> str:
    """`target` is `!date^1392734382^{date} at {time}`, as it stands in a text."""
    _, timestamp, form, *_ = target.split("^")
    if not timestamp.isdigit():
        return fallback
    tokens = _date_tokens(datetime.fromtimestamp(int(timestamp), ZoneInfo(time_zone)))
    return _DATE_TOKEN.sub(lambda match: tokens.get(match[1].removesuffix("_pretty"), match[0]), form)


def _reference(inside: str, time_zone: str, names: Names) -> str:
    target, _, label = inside.partition("|")
    match target[:1]:
        case "@":
            return f"@{label or names.get(target[1:], target[1:])}"
        case "#":
            return f"#{label or names.get(target[1:], target[1:])}"
        case "!" if target.startswith("!date^"):
            return render_date(target, label, time_zone)
        case "!":
            return f"@{target[1:]}"
    return f"{label} ({target})" if label and label != target else target


def _date_tokens(moment: datetime) -> dict[str, str]:
    return {
        "date_num": f"{moment:%Y-%m-%d}",
        "date": f"{moment:%B} {moment.day}, {moment.year}",
        "date_short": f"{moment:%b} {moment.day}, {moment.year}",
        "date_long": f"{moment:%A, %B} {moment.day}, {moment.year}",
        "time": f"{moment:%H:%M}",
        "time_secs": f"{moment:%H:%M:%S}",
        "ago": f"{moment:%b} {moment.day}, {moment:%H:%M}",
    }


def _rich_part(part: Json, time_zone: str, names: Names) -> str:
    if part["type"] == "rich_text_list":
        return "\n".join(
            f"{'  ' * part.get('indent', 0)}{f'{number}.' if part['style'] == 'ordered' else '•'} "
            f"{_rich_part(item, time_zone, names)}"
            for number, item in enumerate(part["elements"], 1)
        )
    words = "".join(_rich_inline(element, time_zone, names) for element in part["elements"])
    return "\n".join(f"│ {line}" for line in words.split("\n")) if part["type"] == "rich_text_quote" else words


def _rich_inline(element: Json, time_zone: str, names: Names) -> str:
    match element["type"]:
        case "link":
            label = element.get("text")
            return f"{label} ({element['url']})" if label else str(element["url"])
        case "user":
            return f"@{names.get(element['user_id'], element['user_id'])}"
        case "channel":
            return f"#{names.get(element['channel_id'], element['channel_id'])}"
        case "emoji":
            return f":{element['name']}:"
        case "broadcast":
            return f"@{element['range']}"
        case "date":
            return render_date(f"!date^{element['timestamp']}^{element['format']}", "", time_zone)
    return str(element.get("text", ""))
