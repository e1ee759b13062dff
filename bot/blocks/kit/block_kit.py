"""Build the few parts of Block Kit that we use, within Slack's limits.

Text that people read is shortened to fit; a section or a view that is too long is our own mistake and raises.
https://docs.slack.dev/reference/block-kit
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import time
from decimal import Decimal
from typing import Any, Literal

from bot.blocks.kit.mrkdwn import clean, length, plain_text, shorten
from bot.blocks.names import Action, Callback

Json = dict[str, Any]

OPTION_TEXT = 75
OPTION_VALUE = 150
OPTIONS = 100
TEXT_INPUT = 3000
SECTION_TEXT = 3000
TABLE_ROWS = 100
BUTTON_TEXT = 75
MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
PRIVATE_METADATA = 3000


@dataclass(frozen=True, slots=True)
class MessageContent:
    """`text` says everything that `blocks` say: it is what notifications and screen readers use."""

    text: str
    blocks: list[Json]


def option(text: str, value: str) -> Json:
    return {"text": plain_text(text, OPTION_TEXT), "value": check_length(value, OPTION_VALUE)}


def option_group(label: str, options: list[Json]) -> Json:
    return {"label": plain_text(label, OPTION_TEXT), "options": options}


def static_select(action: Action, options: Sequence[Json], chosen: str | None = None, *, placeholder: str = "") -> Json:
    """`chosen` is the value of the option that is shown at first; a value that is not offered is ignored.

    `placeholder` is what a screen reader calls it where it has no label, outside a field.
    """
    select: Json = {"type": "static_select", "action_id": action, "options": list(options[:OPTIONS])}
    select |= {"placeholder": plain_text(placeholder, 150)} if placeholder else {}
    return _with_initial_option(select, chosen)


def radio_buttons(action: Action, options: Sequence[Json], chosen: str | None = None) -> Json:
    radio = {"type": "radio_buttons", "action_id": action, "options": list(options)}
    return _with_initial_option(radio, chosen)


def external_select(action: Action, placeholder: str, chosen: Json | None = None) -> Json:
    """Asks us for its options as soon as it is opened."""
    select = {
        "type": "external_select",
        "action_id": action,
        "placeholder": plain_text(placeholder, 150),
        "min_query_length": 0,
    }
    return select | ({"initial_option": chosen} if chosen else {})


def checkbox(action: Action, text: str, value: str, *, is_ticked: bool) -> Json:
    box = option(text, value)
    element = {"type": "checkboxes", "action_id": action, "options": [box]}
    return element | ({"initial_options": [box]} if is_ticked else {})


def checkboxes(action: Action, options: Sequence[Json], ticked: Collection[str]) -> Json:
    """`ticked` are values; Slack takes no empty list of them."""
    first = [each for each in options if each["value"] in ticked]
    element: Json = {"type": "checkboxes", "action_id": action, "options": list(options)}
    return element | ({"initial_options": first} if first else {})


def time_picker(action: Action, chosen: time | None) -> Json:
    element: Json = {"type": "timepicker", "action_id": action}
    return element | ({"initial_time": f"{chosen:%H:%M}"} if chosen else {})


def text_input(action: Action, initial: str, longest: int, *, is_multiline: bool = False) -> Json:
    """`longest` gives way to a longer first value, which Slack would otherwise refuse."""
    kept = shorten(initial, TEXT_INPUT)
    element = {
        "type": "plain_text_input",
        "action_id": action,
        "multiline": is_multiline,
        "max_length": max(longest, length(kept)),
    }
    return element | ({"initial_value": kept} if kept.strip() else {})


def number_input(action: Action, initial: str, smallest: str) -> Json:
    """Slack takes numbers as strings, and refuses a form whose first value is none."""
    element = {
        "type": "number_input",
        "action_id": action,
        "is_decimal_allowed": True,
        "min_value": smallest,
    }
    is_number = re.fullmatch(r"[0-9]+([.][0-9]+)?", initial) is not None and Decimal(initial) >= Decimal(smallest)
    return element | ({"initial_value": initial} if is_number else {})


def datetime_picker(action: Action, chosen: int | None) -> Json:
    """`chosen` in seconds since 1970. Slack takes ten digits, no more and no less."""
    element: Json = {"type": "datetimepicker", "action_id": action}
    return element | ({"initial_date_time": chosen} if chosen and len(str(chosen)) == 10 else {})


def conversations_select(action: Action, chosen: str | None, *, excludes_shared: bool) -> Json:
    """Starts at the conversation that the person is in. Its submission carries a response_url.

    Direct messages between two people are left out, since no app can post there. Slack cannot offer the one with this
    app alone.
    """
    offered: Json = {"include": ["public", "private", "mpim"]}
    if excludes_shared:
        offered["exclude_external_shared_channels"] = True
    first = {"initial_conversation": chosen} if chosen else {"default_to_current_conversation": True}
    return {
        "type": "conversations_select",
        "action_id": action,
        "response_url_enabled": True,
        "filter": offered,
        **first,
    }


def channel_select(action: Action, chosen: str | None) -> Json:
    """Nothing is chosen at first, and a submission carries no response_url."""
    element: Json = {
        "type": "conversations_select",
        "action_id": action,
        "filter": {"include": ["public", "private", "mpim"], "exclude_bot_users": True},
    }
    return element | ({"initial_conversation": chosen} if chosen else {})


def button(
    text: str,
    action: Action,
    value: str | None = None,
    *,
    style: Literal["primary", "danger"] | None = None,
    confirm: Json | None = None,
    url: str | None = None,
) -> Json:
    element: Json = {"type": "button", "action_id": action, "text": plain_text(text, BUTTON_TEXT)}
    extras = {
        "value": value and check_length(value, 2000),
        "style": style,
        "confirm": confirm,
        "url": url and check_length(url, 3000),
    }
    return element | {name: extra for name, extra in extras.items() if extra}


def with_subject(element: Json, subject: str) -> Json:
    """The button, which a screen reader tells from others of the same words by what it is about.

    Its label begins with those words: who speaks to their computer says what they see.
    https://www.w3.org/TR/WCAG22/#label-in-name
    """
    label = shorten(clean(f"{element['text']['text']}: {subject}"), BUTTON_TEXT)
    return {**element, "accessibility_label": label}


def confirm(title: str, text: str, *, yes: str, no: str, is_danger: bool = True) -> Json:
    return {
        "title": plain_text(title, 100),
        "text": plain_text(text, 300),
        "confirm": plain_text(yes, 30),
        "deny": plain_text(no, 30),
        "style": "danger" if is_danger else "primary",
    }


def header(text: str) -> Json:
    """The right place for a title from outside: plain text, in which nothing is parsed."""
    return {"type": "header", "text": plain_text(text, 150)}


def section(markup: str, accessory: Json | None = None, block_id: str | None = None) -> Json:
    extras = {"accessory": accessory, "block_id": block_id}
    block: Json = {"type": "section", "text": mrkdwn_object(check_length(markup, SECTION_TEXT))}
    return block | {name: extra for name, extra in extras.items() if extra}


def context(markup: str) -> Json:
    return {"type": "context", "elements": [mrkdwn_object(check_length(markup, SECTION_TEXT))]}


def preformatted(text: str) -> Json:
    """Text to copy as it is, in which nothing is parsed. https://docs.slack.dev/reference/block-kit/blocks/rich-text-block"""
    part = {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": text}]}
    return {"type": "rich_text", "elements": [part]}


def quotation(text: str) -> Json:
    """Outside text, shown as plain text."""
    return {"type": "context", "elements": [plain_text(text, SECTION_TEXT)]}


def divider() -> Json:
    return {"type": "divider"}


def actions(block_id: str, buttons: Iterable[Json]) -> Json:
    return {"type": "actions", "block_id": block_id, "elements": list(buttons)}


def input_block(
    block_id: str,
    label: str,
    element: Json,
    *,
    hint: str = "",
    is_optional: bool = False,
    is_sent_at_once: bool = False,
) -> Json:
    block: Json = {
        "type": "input",
        "block_id": block_id,
        "label": plain_text(label, 2000),
        "element": element,
        "optional": is_optional,
        "dispatch_action": is_sent_at_once,
    }
    return block | ({"hint": plain_text(hint, 2000)} if hint else {})


def modal(
    callback: Callback,
    title: str,
    blocks: list[Json],
    *,
    submit: str | None = None,
    private_metadata: str = "",
) -> Json:
    view = {
        "type": "modal",
        "callback_id": callback,
        "title": plain_text(title, 24),
        "close": plain_text("Close", 24),
        "blocks": _check_block_count(blocks),
        "private_metadata": check_length(private_metadata, PRIVATE_METADATA, least=0),
    }
    return view | ({"submit": plain_text(submit, 24)} if submit else {})


def home(blocks: list[Json]) -> Json:
    return {"type": "home", "callback_id": Callback.HOME, "blocks": _check_block_count(blocks)}


def mrkdwn_object(markup: str) -> Json:
    return {"type": "mrkdwn", "text": markup, "verbatim": True}


def _with_initial_option(element: Json, chosen: str | None) -> Json:
    first = next((each for each in element["options"] if each["value"] == chosen), None)
    return element | ({"initial_option": first} if first else {})


def _check_block_count(blocks: list[Json]) -> list[Json]:
    if len(blocks) > VIEW_BLOCKS:
        raise ValueError(f"a view with {len(blocks)} blocks")
    return blocks


def check_length(text: str, most: int, least: int = 1) -> str:
    if not least <= length(text) <= most:
        raise ValueError(f"{length(text)} characters where Slack allows {least} to {most}")
    return text
