"""Render Slack's text formats as HTML. https://docs.slack.dev/messaging/formatting-message-text"""

import re

from markupsafe import Markup, escape

from bot.sandbox.slack.text_mrkdwn import Names, render_date
from bot.sandbox.slack.wire import Json

_ATOMS = re.compile(r"```(?P<block>.+?)```|`(?P<code>[^`\n]+)`|<(?P<angles>[^<>]+)>", re.DOTALL)
_HELD = re.compile("\ue000(\\d+)\ue001")
_STYLES = tuple(
    (re.compile(rf"(?<![\w{mark}]){re.escape(mark)}(?=\S)(.+?)(?<=\S){re.escape(mark)}(?![\w{mark}])"), tag)
    for mark, tag in (("*", "strong"), ("_", "em"), ("~", "s"))
)
_LISTS = {"ordered": Markup("<ol>{}</ol>"), "bullet": Markup("<ul>{}</ul>")}
_RICH_STYLES = {
    "bold": Markup("<strong>{}</strong>"),
    "italic": Markup("<em>{}</em>"),
    "strike": Markup("<s>{}</s>"),
    "code": Markup("<code>{}</code>"),
}
_SAFE_SCHEMES = ("https://", "http://", "mailto:")


def render_mrkdwn(words: str, time_zone: str, names: Names) -> Markup:
    """Code and what stands in angle brackets is set aside while the rest gets its styles."""
    held: list[Markup] = []

    def hold(match: re.Match[str]) -> str:
        held.append(_atom(match, time_zone, names))
        return f"\ue000{len(held) - 1}\ue001"

    text = _ATOMS.sub(hold, words.replace("\ue000", "").replace("\ue001", ""))
    html = str(escape(_unescape(text)))
    for pattern, tag in _STYLES:
        html = pattern.sub(rf"<{tag}>\1</{tag}>", html)
    whole = _HELD.sub(lambda match: str(held[int(match[1])]), html)
    return Markup(whole)  # noqa: S704 -- escaped above, before the tags went in


def _atom(match: re.Match[str], time_zone: str, names: Names) -> Markup:
    if block := match["block"]:
        return Markup("<pre>{}</pre>").format(_unescape(block.strip("\n")))
    return _code(match["code"]) if match["code"] else _reference(match["angles"], time_zone, names)


def render_rich_text(block: Json, time_zone: str, names: Names) -> Markup:
    return Markup("").join(_rich_part(part, time_zone, names) for part in block["elements"])


def _unescape(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _code(text: str) -> Markup:
    return Markup("<code>{}</code>").format(_unescape(text))


def _link(url: str, label: str) -> Markup:
    if not url.startswith(_SAFE_SCHEMES):
        return escape(label)
    return Markup('<a href="{}" target="_blank" rel="noopener noreferrer">{}</a>').format(url, label)


def _mention(sign: str, name: str) -> Markup:
    return Markup('<span class="mention">{}{}</span>').format(sign, name)


def _reference(inside: str, time_zone: str, names: Names) -> Markup:
    target, _, label = inside.partition("|")
    match target[:1]:
        case "@":
            return _mention("@", label or names.get(target[1:], target[1:]))
        case "#":
            return _mention("#", label or names.get(target[1:], target[1:]))
        case "!" if target.startswith("!date^"):
            return Markup("<time>{}</time>").format(_unescape(render_date(target, label, time_zone)))
        case "!":
            return _mention("@", target[1:])
    url = _unescape(target)
    return _link(url, _unescape(label) or url)


def _rich_part(part: Json, time_zone: str, names: Names) -> Markup:
    if part["type"] == "rich_text_list":
        items = Markup("").join(
            Markup("<li>{}</li>").format(_rich_part(item, time_zone, names)) for item in part["elements"]
        )
        return _LISTS[part["style"]].format(items)
    words = Markup("").join(_rich_inline(element, time_zone, names) for element in part["elements"])
    match part["type"]:
        case "rich_text_quote":
            return Markup("<blockquote>{}</blockquote>").format(words)
        case "rich_text_preformatted":
            return Markup("<pre>{}</pre>").format(words)
    return Markup("<div>{}</div>").format(words)


def _rich_inline(element: Json, time_zone: str, names: Names) -> Markup:
    match element["type"]:
        case "link":
            return _link(element["url"], element.get("text") or element["url"])
        case "user":
            return _mention("@", names.get(element["user_id"], element["user_id"]))
        case "channel":
            return _mention("#", names.get(element["channel_id"], element["channel_id"]))
        case "emoji":
            return escape(f":{element['name']}:")
        case "broadcast":
            return _mention("@", element["range"])
        case "date":
            return escape(render_date(f"!date^{element['timestamp']}^{element['format']}", "", time_zone))
    return _apply_styles(element)


def _apply_styles(element: Json) -> Markup:
    html = escape(str(element.get("text", "")))
    for style, marked in _RICH_STYLES.items():
        if element.get("style", {}).get(style):
            html = marked.format(html)
    return html
