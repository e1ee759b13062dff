"""Combine validation rules for JSON as values. A rule yields what is wrong, and where."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with the value that a JSON pointer names, in the form of `response_metadata.messages`."""

    pointer: str
    message: str

    def __str__(self) -> str:
        return f"[ERROR] {self.message} [json-pointer:{self.pointer}]"


Rule = Callable[[object, str], Iterator[Problem]]


def string(longest: int, shortest: int = 1, *, pattern: str | None = None) -> Rule:
    def check(value: object, at: str) -> Iterator[Problem]:
        if not isinstance(value, str):
            yield Problem(at, "must be a string")
        elif len(value) < shortest:
            yield Problem(at, f"must be more than {shortest - 1} characters")
        elif len(value) > longest:
            yield Problem(at, f"must be less than {longest + 1} characters")
        elif pattern and not re.fullmatch(pattern, value):
            yield Problem(at, f"failed to match the pattern {pattern}")

    return check


def integer(least: int, most: int) -> Rule:
    def check(value: object, at: str) -> Iterator[Problem]:
        if not isinstance(value, int) or isinstance(value, bool):
            yield Problem(at, "must be an integer")
        elif not least <= value <= most:
            yield Problem(at, f"must be between {least} and {most}")

    return check


def boolean(value: object, at: str) -> Iterator[Problem]:
    if not isinstance(value, bool):
        yield Problem(at, "must be a boolean")


def one_of(*allowed: str) -> Rule:
    def check(value: object, at: str) -> Iterator[Problem]:
        if value not in allowed:
            yield Problem(at, f"must be one of: {', '.join(allowed)}")

    return check


def array(item: Rule, longest: int, shortest: int = 1) -> Rule:
    def check(value: object, at: str) -> Iterator[Problem]:
        if not isinstance(value, list):
            yield Problem(at, "must be an array")
            return
        if len(value) < shortest:
            yield Problem(at, f"no less than {shortest} items required")
        if len(value) > longest:
            yield Problem(at, f"no more than {longest} items allowed")
        for index, each in enumerate(value):
            yield from item(each, f"{at}/{index}")

    return check


def shape(
    required: Mapping[str, Rule], optional: Mapping[str, Rule] | None = None, *, also: Collection[Rule] = ()
) -> Rule:
    """An object with these fields and no others. `also` is asked once every field is right on its own."""
    fields = {**required, **(optional or {})}

    def check(value: object, at: str) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield Problem(at, "must provide an object")
            return
        problems = list(_problems_of_fields(value, at, required, fields))
        yield from problems
        for rule in also if not problems else ():
            yield from rule(value, at)

    return check


def _problems_of_fields(
    value: Mapping[str, object], at: str, required: Mapping[str, Rule], fields: Mapping[str, Rule]
) -> Iterator[Problem]:
    for name in required:
        if value.get(name) is None:
            yield Problem(at, f"missing required field: {name}")
    for name, each in value.items():
        if name not in fields:
            yield Problem(at, f"invalid additional property: {name}")
        elif each is not None or name not in required:
            yield from fields[name](each, f"{at}/{name}")


def tagged_union(shapes: Mapping[str, Rule]) -> Rule:
    """An object whose `type` says which of the shapes it has."""

    def check(value: object, at: str) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield Problem(at, "must provide an object")
        elif not isinstance(value.get("type"), str) or value["type"] not in shapes:
            yield Problem(f"{at}/type", f"unsupported type: {value.get('type')}")
        else:
            yield from shapes[value["type"]](value, at)

    return check
