"""Check placement: blocks on surfaces, elements in blocks, and ids that must not be used twice."""

from collections.abc import Iterator, Sequence
from typing import Any, Literal

from bot.sandbox.slack.block_kit_blocks import MARKDOWN_LIMIT, MAX_CHARACTERS_IN_TABLES
from bot.sandbox.slack.block_kit_rules import Problem

Surface = Literal["modal", "home", "message"]
Element = tuple[dict[str, Any], str]

_ONE_CHOICE = {"static_select", "external_select", "users_select", "conversations_select", "channels_select"}
_MENUS = _ONE_CHOICE | {f"multi_{kind}" for kind in _ONE_CHOICE}
_TICKED = {"radio_buttons", "checkboxes"}
_TYPED = {"plain_text_input", "url_text_input", "email_text_input", "number_input"}

_ELEMENTS_IN = {
    "section": _MENUS | _TICKED | {"button", "image", "overflow", "datepicker", "timepicker"},
    "actions": _ONE_CHOICE | _TICKED | {"button", "overflow", "datepicker", "timepicker", "datetimepicker"},
    "input": _MENUS | _TICKED | _TYPED | {"datepicker", "timepicker", "datetimepicker"},
}
_SURFACES_OF_BLOCK: dict[str, set[Surface]] = {
    "alert": {"modal"},
    "markdown": {"message"},
    "table": {"message"},
}
_SURFACES_OF_ELEMENT: dict[str, set[Surface]] = {
    "datetimepicker": {"modal", "message"},
    "url_text_input": {"modal"},
    "email_text_input": {"modal"},
}
_EVERYWHERE: set[Surface] = {"modal", "home", "message"}


def elements_of(block: dict[str, Any], at: str = "") -> Iterator[Element]:
    """The interactive elements of a block, each with its pointer. Context blocks have none."""
    if block["type"] == "actions":
        for index, element in enumerate(block["elements"]):
            yield element, f"{at}/elements/{index}"
    for name in ("accessory", "element"):
        if name in block:
            yield block[name], f"{at}/{name}"


def find_misplaced(blocks: Sequence[dict[str, Any]], surface: Surface, at: str) -> Iterator[Problem]:
    """What is wrong between blocks, each of which is right on its own."""
    for index, block in enumerate(blocks):
        pointer = f"{at}/{index}"
        if surface not in _SURFACES_OF_BLOCK.get(block["type"], _EVERYWHERE):
            yield Problem(f"{pointer}/type", f"a {block['type']} block is not allowed here")
        for element, element_at in elements_of(block, pointer):
            yield from _misplaced_element(element, block, surface, element_at)
        yield from _find_repeated("action_id", list(elements_of(block, pointer)))
    yield from _find_repeated("block_id", [(block, f"{at}/{index}") for index, block in enumerate(blocks)])
    yield from _find_second_focus(blocks, at)
    if sum(len(block["text"]) for block in blocks if block["type"] == "markdown") > MARKDOWN_LIMIT:
        yield Problem(at, f"markdown blocks must be less than {MARKDOWN_LIMIT + 1} characters together")
    yield from _find_tables(blocks, at)


def _find_tables(blocks: Sequence[dict[str, Any]], at: str) -> Iterator[Problem]:
    """https://docs.slack.dev/reference/block-kit/blocks/table-block"""
    tables = [(index, block) for index, block in enumerate(blocks) if block["type"] == "table"]
    for index, _ in tables[1:]:
        yield Problem(f"{at}/{index}", "only_one_table_allowed")
    if sum(_count_characters(block["rows"]) for _, block in tables) > MAX_CHARACTERS_IN_TABLES:
        yield Problem(at, f"tables must be less than {MAX_CHARACTERS_IN_TABLES + 1} characters together")


def _count_characters(cell: Any) -> int:
    """Of the texts that people read; a date counts as its fallback."""
    if isinstance(cell, list):
        return sum(_count_characters(each) for each in cell)
    if not isinstance(cell, dict):
        return 0
    words = cell.get("text") or cell.get("fallback") or ""
    return len(words) + _count_characters(cell.get("elements", []))


def _misplaced_element(element: dict[str, Any], block: dict[str, Any], surface: Surface, at: str) -> Iterator[Problem]:
    kind = element["type"]
    if kind not in _ELEMENTS_IN[block["type"]]:
        yield Problem(f"{at}/type", f"a {kind} is not allowed in a {block['type']} block")
    if surface not in _SURFACES_OF_ELEMENT.get(kind, _EVERYWHERE):
        yield Problem(f"{at}/type", f"a {kind} is not allowed here")
    if "response_url_enabled" in element and (block["type"], surface) != ("input", "modal"):
        yield Problem(f"{at}/response_url_enabled", "is allowed only in an input block of a modal")


def _find_repeated(name: str, parts: Sequence[Element]) -> Iterator[Problem]:
    seen = set()
    for part, pointer in parts:
        if part.get(name) in seen:
            yield Problem(f"{pointer}/{name}", f"{name} {part[name]!r} is used twice")
        seen.add(part.get(name, object()))


def _find_second_focus(blocks: Sequence[dict[str, Any]], at: str) -> Iterator[Problem]:
    every = [pair for index, block in enumerate(blocks) for pair in elements_of(block, f"{at}/{index}")]
    focused = [pointer for element, pointer in every if element.get("focus_on_load")]
    for pointer in focused[1:]:
        yield Problem(f"{pointer}/focus_on_load", "only one element can have the focus")
