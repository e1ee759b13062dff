"""Define the rules for block elements. https://docs.slack.dev/reference/block-kit/block-elements"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Any

from bot.sandbox.slack.block_kit_objects import (
    CONFIRM,
    CONVERSATION_FILTER,
    DISPATCH_CONFIG,
    FORMATTED_OPTION,
    OPTION,
    OPTION_GROUPS,
    OPTIONS,
    OVERFLOW_OPTION,
    plain_text,
)
from bot.sandbox.slack.block_kit_rules import (
    Problem,
    Rule,
    array,
    boolean,
    integer,
    one_of,
    shape,
    string,
    tagged_union,
)

TYPED_TEXT_LIMIT = 3000
NUMBER = string(100, pattern=r"-?\d+(\.\d+)?")
ID = string(255)


def _element(kind: str, required: dict[str, Rule], optional: dict[str, Rule], *also: Rule) -> Rule:
    return shape({"type": one_of(kind), **required}, {"action_id": ID, **optional}, also=also)


def _check_chosen_options(value: Any, at: str) -> Iterator[Problem]:
    """Either `options` or `option_groups`; an initial choice equals one of them completely."""
    if "options" in value and "option_groups" in value:
        yield Problem(at, "only one of options and option_groups is allowed")
    if "options" not in value and "option_groups" not in value:
        yield Problem(at, "missing required field: options")
    offered = [*value.get("options", []), *_group_options(value)]
    if "initial_option" in value and value["initial_option"] not in offered:
        yield Problem(f"{at}/initial_option", "must match one of the options")
    for index, option in enumerate(value.get("initial_options", [])):
        if option not in offered:
            yield Problem(f"{at}/initial_options/{index}", "must match one of the options")


def _group_options(value: Any) -> list[Any]:
    return [option for group in value.get("option_groups", []) for option in group["options"]]


def _lengths_in_order(value: Any, at: str) -> Iterator[Problem]:
    if value.get("min_length", 0) > value.get("max_length", TYPED_TEXT_LIMIT):
        yield Problem(f"{at}/min_length", "must not exceed max_length")
    if len(value.get("initial_value", "")) > value.get("max_length", TYPED_TEXT_LIMIT):
        yield Problem(f"{at}/initial_value", "must not be longer than max_length")


def _numbers_in_order(value: Any, at: str) -> Iterator[Problem]:
    names = [name for name in ("min_value", "initial_value", "max_value") if name in value]
    for name in names:
        if not value["is_decimal_allowed"] and "." in value[name]:
            yield Problem(f"{at}/{name}", "must be an integer")
    for lower, upper in pairwise(names):
        if Decimal(value[lower]) > Decimal(value[upper]):
            yield Problem(f"{at}/{lower}", f"must not exceed {upper}")


_PLACEHOLDER: dict[str, Rule] = {"placeholder": plain_text(150)}
_COMMON: dict[str, Rule] = {"confirm": CONFIRM, "focus_on_load": boolean}
_MENU: dict[str, Rule] = {**_PLACEHOLDER, **_COMMON}
_TYPED: dict[str, Rule] = {
    **_PLACEHOLDER,
    "focus_on_load": boolean,
    "dispatch_action_config": DISPATCH_CONFIG,
}
_CHOICES: dict[str, Rule] = {"options": OPTIONS, "option_groups": OPTION_GROUPS}
_SEVERAL: dict[str, Rule] = {"max_selected_items": integer(1, 100)}
_CONVERSATIONS: dict[str, Rule] = {"default_to_current_conversation": boolean, "filter": CONVERSATION_FILTER}
_QUERY: dict[str, Rule] = {"min_query_length": integer(0, 3000)}
_ANSWERS_BY_URL: dict[str, Rule] = {"response_url_enabled": boolean}

_BUTTON = _element(
    "button",
    {"text": plain_text(75)},
    {
        "url": string(3000),
        "value": string(2000),
        "style": one_of("primary", "danger"),
        "confirm": CONFIRM,
        "accessibility_label": string(75),
    },
)

IMAGE = shape({"type": one_of("image"), "image_url": string(3000), "alt_text": string(2000)})

_MENUS: Mapping[str, Rule] = {
    "static_select": _element(
        "static_select", {}, {**_MENU, **_CHOICES, "initial_option": OPTION}, _check_chosen_options
    ),
    "external_select": _element("external_select", {}, {**_MENU, **_QUERY, "initial_option": OPTION}),
    "users_select": _element("users_select", {}, {**_MENU, "initial_user": ID}),
    "conversations_select": _element(
        "conversations_select", {}, {**_MENU, **_CONVERSATIONS, **_ANSWERS_BY_URL, "initial_conversation": ID}
    ),
    "channels_select": _element("channels_select", {}, {**_MENU, **_ANSWERS_BY_URL, "initial_channel": ID}),
    "multi_static_select": _element(
        "multi_static_select",
        {},
        {**_MENU, **_CHOICES, **_SEVERAL, "initial_options": OPTIONS},
        _check_chosen_options,
    ),
    "multi_external_select": _element(
        "multi_external_select", {}, {**_MENU, **_QUERY, **_SEVERAL, "initial_options": OPTIONS}
    ),
    "multi_users_select": _element("multi_users_select", {}, {**_MENU, **_SEVERAL, "initial_users": array(ID, 100)}),
    "multi_conversations_select": _element(
        "multi_conversations_select",
        {},
        {**_MENU, **_CONVERSATIONS, **_SEVERAL, "initial_conversations": array(ID, 100)},
    ),
    "multi_channels_select": _element(
        "multi_channels_select", {}, {**_MENU, **_SEVERAL, "initial_channels": array(ID, 100)}
    ),
}

_TICKED: Mapping[str, Rule] = {
    "radio_buttons": _element(
        "radio_buttons",
        {"options": array(FORMATTED_OPTION, 10)},
        {**_COMMON, "initial_option": FORMATTED_OPTION},
        _check_chosen_options,
    ),
    "checkboxes": _element(
        "checkboxes",
        {"options": array(FORMATTED_OPTION, 10)},
        {**_COMMON, "initial_options": array(FORMATTED_OPTION, 10)},
        _check_chosen_options,
    ),
    "overflow": _element("overflow", {"options": array(OVERFLOW_OPTION, 5)}, {"confirm": CONFIRM}),
}

_PICKED_TIMES: Mapping[str, Rule] = {
    "datepicker": _element("datepicker", {}, {**_MENU, "initial_date": string(10, pattern=r"\d{4}-\d{2}-\d{2}")}),
    "timepicker": _element(
        "timepicker",
        {},
        {**_MENU, "initial_time": string(5, pattern=r"([01]\d|2[0-3]):[0-5]\d"), "timezone": string(100)},
    ),
    # Ten digits: seconds, and the years 2001 to 2286.
    "datetimepicker": _element(
        "datetimepicker", {}, {**_COMMON, "initial_date_time": integer(1_000_000_000, 9_999_999_999)}
    ),
}

_TEXT_LENGTH: dict[str, Rule] = {
    "min_length": integer(0, TYPED_TEXT_LIMIT),
    "max_length": integer(1, TYPED_TEXT_LIMIT),
}
_INITIAL_TEXT: dict[str, Rule] = {"initial_value": string(TYPED_TEXT_LIMIT, 0)}

_TYPED_INTO: Mapping[str, Rule] = {
    "plain_text_input": _element(
        "plain_text_input",
        {},
        {**_TYPED, **_INITIAL_TEXT, **_TEXT_LENGTH, "multiline": boolean},
        _lengths_in_order,
    ),
    "url_text_input": _element("url_text_input", {}, {**_TYPED, **_INITIAL_TEXT}),
    "email_text_input": _element("email_text_input", {}, {**_TYPED, **_INITIAL_TEXT}),
    "number_input": _element(
        "number_input",
        {"is_decimal_allowed": boolean},
        {**_TYPED, "initial_value": NUMBER, "min_value": NUMBER, "max_value": NUMBER},
        _numbers_in_order,
    ),
}

ELEMENT = tagged_union(
    {"button": _BUTTON, "image": IMAGE, **_MENUS, **_TICKED, **_PICKED_TIMES, **_TYPED_INTO},
)
