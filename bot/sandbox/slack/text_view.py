"""Render Block Kit for a terminal, as plain text in boxes."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.sandbox.slack.form_values import has_value, initial_state
from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.text_box import box, cells, join_columns, wrap_text
from bot.sandbox.slack.text_fields import button, element_lines
from bot.sandbox.slack.text_mrkdwn import Names, render_mrkdwn, render_plain, render_rich_text
from bot.sandbox.slack.wire import Json

WIDTH = 80
REPLY_INDENT = 4
_ALERT_SIGNS = {"info": "i", "warning": "!", "error": "x", "success": "✓"}
_NO_NAMES: Names = {}


def render_view(view: Json, time_zone: str, names: Names = _NO_NAMES, errors: Mapping[str, str] | None = None) -> str:
    """A modal or a Home tab. `errors` are the words beside fields: block_id -> words."""
    page = _Page(time_zone, names, view.get("state", {}).get("values", {}), errors or {})
    lines = ["", *page.lines_of_blocks(view["blocks"], WIDTH - 6), ""]
    buttons = [button(view[name]["text"]) for name in ("close", "submit") if view.get(name)]
    title = view["title"]["text"] if "title" in view else "Home"
    return box(title, [f" {line}" for line in lines], WIDTH, footer="  ".join(buttons))


def render_message(message: Message, time_zone: str, names: Names = _NO_NAMES) -> str:
    """A reply is set in; what only one person sees says so."""
    indent = REPLY_INDENT if message.is_reply else 0
    width = WIDTH - indent
    page = _Page(time_zone, names, {}, {})
    words = wrap_text(render_mrkdwn(message.text, time_zone, names), width - 4)
    lines = page.lines_of_blocks(message.blocks, width - 4) if message.blocks else words
    at = datetime.fromtimestamp(float(message.ts), ZoneInfo(time_zone))
    signs = ["app"] * message.is_from_app + ["edited"] * bool(message.edited_ts)
    signs += ["only you can see this"] * message.is_ephemeral
    title = " · ".join([names.get(message.user_id, message.user_id), f"{at:%H:%M}", *signs])
    drawn = box(title, lines, width)
    return "\n".join(" " * indent + line for line in drawn.split("\n"))


class _Page:
    def __init__(self, time_zone: str, names: Names, values: Json, errors: Mapping[str, str]) -> None:
        self._time_zone = time_zone
        self._names = names
        self._values = values
        self._errors = errors

    def lines_of_blocks(self, blocks: Sequence[Json], width: int) -> list[str]:
        """Fields stand apart; other blocks follow each other as they do in Slack."""
        lines: list[str] = []
        for block in blocks:
            if lines and block["type"] in {"input", "header", "actions"}:
                lines.append("")
            lines += self._lines_of(block, width)
        return lines

    def _lines_of(self, block: Json, width: int) -> list[str]:
        drawn_by = {
            "section": self._section,
            "actions": self._actions,
            "input": self._input,
            "table": self._table,
            "alert": self._alert,
        }
        if block["type"] in drawn_by:
            return drawn_by[block["type"]](block, width)
        match block["type"]:
            case "header":
                title = wrap_text(block["text"]["text"], width)
                return [*title, "═" * max(cells(line) for line in title)]
            case "divider":
                return ["─" * width]
            case "context":
                return wrap_text("  ".join(self._part(part) for part in block["elements"]), width)
            case "image":
                return [f"[image: {block['alt_text']}]"]
            case "rich_text":
                return wrap_text(render_rich_text(block, self._time_zone, self._names), width)
        return wrap_text(str(block.get("text", block["type"])), width)

    def _section(self, block: Json, width: int) -> list[str]:
        accessory = self._element(block, block["accessory"], width // 3) if "accessory" in block else []
        room = width - max((cells(line) + 2 for line in accessory), default=0)
        lines = wrap_text(self._text(block["text"]), room) if "text" in block else []
        if accessory:
            lines = join_columns(lines, accessory, width)
        fields = [wrap_text(self._text(field), width // 2 - 1) for field in block.get("fields", [])]
        for left, right in zip(fields[::2], [*fields[1::2], []], strict=False):
            column = width // 2 - 1
            lines += join_columns(left, [f"{line}{' ' * (column - cells(line))}" for line in right], width)
        return lines

    def _alert(self, block: Json, width: int) -> list[str]:
        sign = _ALERT_SIGNS.get(block.get("level", ""), "•")
        first, *rest = wrap_text(self._text(block["text"]), width - 4)
        return [f"({sign}) {first}", *(f"    {line}" for line in rest)]

    def _table(self, block: Json, width: int) -> list[str]:
        rows = [[self._cell(cell) for cell in row] for row in block["rows"]]
        widths = [max(cells(row[place]) for row in rows) for place in range(len(rows[0]))]
        lines = [
            "  ".join(text + " " * (room - cells(text)) for text, room in zip(row, widths, strict=True)) for row in rows
        ]
        return [lines[0].rstrip()[:width], "─" * min(width, sum(widths) + 2 * len(widths) - 2), *lines[1:]]

    def _cell(self, cell: Json) -> str:
        return cell["text"] if cell["type"] == "raw_text" else render_rich_text(cell, self._time_zone, self._names)

    def _actions(self, block: Json, width: int) -> list[str]:
        """Buttons side by side while they fit."""
        lines: list[str] = []
        for element in block["elements"]:
            drawn = self._element(block, element, width)
            together = f"{lines[-1]}  {drawn[0]}" if lines else ""
            if lines and len(drawn) == 1 and cells(together) <= width:
                lines[-1] = together
            else:
                lines += drawn
        return lines

    def _input(self, block: Json, width: int) -> list[str]:
        optional = " (optional)" if block.get("optional") else ""
        lines = wrap_text(f"{block['label']['text']}{optional}", width)
        lines += self._element(block, block["element"], width)
        if "hint" in block:
            lines += wrap_text(block["hint"]["text"], width)
        if block.get("block_id") in self._errors:
            lines += wrap_text(f"(!) {self._errors[block['block_id']]}", width)
        return lines

    def _element(self, block: Json, element: Json, width: int) -> list[str]:
        first = initial_state(element) if has_value(element) else {}
        state = self._values.get(block.get("block_id", ""), {}).get(element.get("action_id", ""), first)
        return element_lines(element, state, width, self._time_zone, self._names)

    def _part(self, part: Json) -> str:
        return f"[image: {part['alt_text']}]" if part["type"] == "image" else self._text(part)

    def _text(self, text: Json) -> str:
        return render_plain(text, self._time_zone, self._names)
