"""Track the values in a view's fields: initially, after typing, and after the view is updated.

A value has the shape that it has in `view.state.values`.
https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload
"""

from collections.abc import Iterator, Mapping, Sequence

from bot.sandbox.slack.block_kit_placement import elements_of
from bot.sandbox.slack.directory import Channel
from bot.sandbox.slack.wire import Json

Key = tuple[str, str]  # block_id, action_id
Values = dict[Key, Json]

_SLOTS = {  # element type -> the field of its value, the element's field with its first value
    "plain_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "users_select": ("selected_user", "initial_user"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "channels_select": ("selected_channel", "initial_channel"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "checkboxes": ("selected_options", "initial_options"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "multi_users_select": ("selected_users", "initial_users"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
}


def has_value(element: Json) -> bool:
    return element["type"] in _SLOTS


def slot_of(element: Json) -> str:
    return _SLOTS[element["type"]][0]


def state_with(element: Json, value: object) -> Json:
    state: Json = {"type": element["type"], slot_of(element): value}
    if "timezone" in element:
        state["timezone"] = element["timezone"]
    return state


def is_empty(state: Json) -> bool:
    return all(value in (None, []) for name, value in state.items() if name not in {"type", "timezone"})


def values_when_shown(blocks: Sequence[Json], kept: Values, current: Channel | None) -> Values:
    """Keep values where block_id, action_id and type are the same; reset all others."""
    values = {}
    for key, element in _elements_with_value(blocks):
        stays = key in kept and _is_still_possible(element, kept[key])
        values[key] = kept[key] if stays else initial_state(element, current)
    return values


def state_payload(values: Mapping[Key, Json]) -> Json:
    state: Json = {}
    for (block_id, action_id), value in values.items():
        state.setdefault(block_id, {})[action_id] = value
    return {"values": state}


def options_of(element: Json) -> list[Json]:
    """The options that the element itself names."""
    groups = element.get("option_groups", [])
    return [*element.get("options", []), *(option for group in groups for option in group["options"])]


def fits_filter(channel: Channel, element: Json) -> bool:
    """Whether a conversations_select offers this conversation."""
    wanted = element.get("filter", {})
    if "include" in wanted and channel.kind not in wanted["include"]:
        return False
    if wanted.get("exclude_bot_users") and channel.is_with_bot:
        return False
    return not (wanted.get("exclude_external_shared_channels") and channel.is_ext_shared)


def _elements_with_value(blocks: Sequence[Json]) -> Iterator[tuple[Key, Json]]:
    for block in blocks:
        for element, _ in elements_of(block):
            if has_value(element):
                yield (block["block_id"], element["action_id"]), element


def initial_state(element: Json, current: Channel | None = None) -> Json:
    """What stands in it before anyone has chosen. `current`: the conversation that the form was opened in."""
    slot, initial = _SLOTS[element["type"]]
    empty: list[str] | None = [] if slot in {"selected_options"} or element["type"].startswith("multi_") else None
    value = element.get(initial, empty)
    if element.get("default_to_current_conversation") and initial not in element and current:
        offered = fits_filter(current, element)
        value = (current.id if empty is None else [current.id]) if offered else empty
    return state_with(element, value)


def _is_still_possible(element: Json, state: Json) -> bool:
    if state["type"] != element["type"]:
        return False
    offered = options_of(element)
    selected = state.get("selected_options") or [state.get("selected_option")]
    return not offered or all(option is None or option in offered for option in selected)
