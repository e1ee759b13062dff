"""Render elements for a terminal: fields with their values, menus, checkboxes, buttons."""

from bot.sandbox.slack.form_values import options_of, slot_of
from bot.sandbox.slack.text_box import join_columns, wrap_text
from bot.sandbox.slack.text_mrkdwn import Names, render_moment, render_plain
from bot.sandbox.slack.wire import Json


def button(words: str) -> str:
    return f"[ {words} ]"


def element_lines(element: Json, state: Json, width: int, time_zone: str, names: Names) -> list[str]:
    match element["type"]:
        case "button":
            return [button(element["text"]["text"])]
        case "image":
            return [f"[image: {element['alt_text']}]"]
        case "overflow":
            return [button("⋯")]
        case "radio_buttons" | "checkboxes":
            return _ticked_lines(element, state, width, time_zone, names)
    return _field_lines(element, state, width, time_zone, names)


def _ticked_lines(element: Json, state: Json, width: int, time_zone: str, names: Names) -> list[str]:
    selected = state.get("selected_options") or [state.get("selected_option")]
    on, off = ("[x]", "[ ]") if element["type"] == "checkboxes" else ("(•)", "( )")
    lines = []
    for option in options_of(element):
        first, *rest = wrap_text(render_plain(option["text"], time_zone, names), width - 4)
        lines.append(f"{on if option in selected else off} {first}")
        description = option.get("description")
        rest += wrap_text(render_plain(description, time_zone, names), width - 4) if description else []
        lines += [f"    {line}" for line in rest]
    return lines


def _field_lines(element: Json, state: Json, width: int, time_zone: str, names: Names) -> list[str]:
    is_typed_into = element["type"].endswith("_input")
    shown = _shown_value(element, state, time_zone, names) or element.get("placeholder", {}).get("text", "")
    lines = wrap_text(shown, width - (4 if is_typed_into else 6))
    if element.get("multiline"):
        lines += [""] * (3 - len(lines))
    framed = join_columns(lines, [] if is_typed_into else ["▾"], width - 4) if lines else [""]
    return [f"│ {line}".rstrip() for line in framed] if len(framed) > 1 else _frame_line(framed[0], width)


def _frame_line(line: str, width: int) -> list[str]:
    return join_columns([f"[ {line}"], ["]"], width, gap=1)


def _shown_value(element: Json, state: Json, time_zone: str, names: Names) -> str:
    value = state.get(slot_of(element))
    if value is None or value == []:
        return ""
    match element["type"]:
        case "datetimepicker":
            return render_moment(value, time_zone)
        case "conversations_select" | "channels_select":
            return f"#{names.get(value, value)}"
        case "users_select":
            return f"@{names.get(value, value)}"
    if isinstance(value, list):
        return ", ".join(each["text"]["text"] if isinstance(each, dict) else each for each in value)
    return str(value["text"]["text"]) if isinstance(value, dict) else str(value)
