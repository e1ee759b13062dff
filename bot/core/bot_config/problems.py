"""Word validation problems for the author of a document: where, what, and the nearest known name."""

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

COMBINATION = "combination"  # the error type of rules about several keys together
MISSING = "missing"
_NAMES_IN_A_HINT = 12
# https://docs.pydantic.dev/latest/errors/validation_errors/
_SENTENCES = {
    MISSING: "is missing.",
    "string_too_short": "can't be empty.",
    "too_short": "can't be empty: remove the key, or add an entry under it.",
    "string_too_long": "must have {max_length} characters or fewer.",
    "greater_than_equal": "must be {ge} or more.",
    "less_than_equal": "must be {le} or less.",
    "int_type": "must be a whole number.",
    "int_parsing": "must be a whole number.",
    "int_from_float": "must be a whole number.",
    "float_type": "must be a number.",
    "decimal_type": "must be a number.",
    "decimal_parsing": "must be a number.",
    "finite_number": "must be a number.",
    "greater_than": "must be more than {gt}.",
    "date_type": "must be a date such as 2026-11-29.",
    "date_parsing": "must be a date such as 2026-11-29.",
    "date_from_datetime_parsing": "must be a date such as 2026-11-29.",
    "date_from_datetime_inexact": "must be a date such as 2026-11-29.",
    "bool_type": "must be true or false.",
    "bool_parsing": "must be true or false.",
    "string_type": "must be text; put it in quotes.",
    "dict_type": "must contain keys and values.",
    "model_type": "must contain keys and values.",
    "model_attributes_type": "must contain keys and values.",
    "list_type": "must be a list: put `- ` before each entry.",
    "tuple_type": "must be a list: put `- ` before each entry.",
    "frozen_set_type": "must be a list: put `- ` before each entry.",
    "invalid_key": "must be text; put it in quotes.",
    "invalid-json-value": "must be valid JSON data; put dates in quotes.",
    "union_tag_invalid": "`{tag}` isn't one of {expected_tags}.",
    "union_tag_not_found": "requires {discriminator}.",
    "value_error": "{error}",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """`path` is written as the document spells it: `presets[0].bot_config.chat`."""

    path: str
    sentence: str
    kind: str = ""

    def __str__(self) -> str:
        return f"{self.path}: {self.sentence}" if self.path else self.sentence


def problems_in(error: ValidationError, model: type[BaseModel], prefix: str = "") -> list[Problem]:
    """One for each thing that `model` refused, in the order of the document."""
    by_path: dict[str, Problem] = {}
    for details in error.errors(include_url=False):
        found = _problem(details, model, prefix)
        earlier = by_path.get(found.path)
        by_path[found.path] = _merge_problems(earlier, found) if earlier else found
    return list(by_path.values())


def suggest_name(word: str, known: Iterable[str]) -> str:
    """The end of a sentence about an unknown word: the name that was probably meant, or those there are."""
    names = sorted(known)
    close = difflib.get_close_matches(word, names, n=1, cutoff=0.6)
    if close:
        return f"did you mean `{close[0]}`?"
    shown = ", ".join(f"`{name}`" for name in names[:_NAMES_IN_A_HINT])
    return f"allowed here: {shown}{' …' if len(names) > _NAMES_IN_A_HINT else ''}." if names else "no keys go here."


def join_path(prefix: str, *steps: str | int) -> str:
    path = prefix
    for step in steps:
        path += f"[{step}]" if isinstance(step, int) else f".{step}" if path else step
    return path


def _problem(details: ErrorDetails, model: type[BaseModel], prefix: str) -> Problem:
    steps, names = _resolve_path(details, model)
    return Problem(join_path(prefix, *steps), _sentence(details, names), details["type"])


def _merge_problems(first: Problem, second: Problem) -> Problem:
    """A value that may be one of several kinds fails once for each kind."""
    if first.sentence.endswith("?") or second.sentence in first.sentence:
        return first
    if second.sentence.endswith("?"):
        return second
    return replace(first, sentence=f"{first.sentence.rstrip('.')}, or {second.sentence}")


def _sentence(details: ErrorDetails, names: frozenset[str]) -> str:
    kind = details["type"]
    if kind == "extra_forbidden":
        return f"unknown key; {suggest_name(str(details['loc'][-1]), names)}"
    if kind in {"literal_error", "enum"}:
        return _not_a_choice(details["input"], details["ctx"]["expected"])
    if kind in _SENTENCES:
        return _SENTENCES[kind].format_map(_backtick_values(details.get("ctx", {})))
    return f"{details['msg'][:1].lower()}{details['msg'][1:].rstrip('.')}."


def _not_a_choice(value: Any, expected: str) -> str:
    close = difflib.get_close_matches(str(value), re.findall(r"'([^']*)'", expected), n=1)
    if close:
        return f"`{value}` isn't a valid choice; did you mean `{close[0]}`?"
    return f"must be one of {_backtick(expected)}."


def _backtick_values(context: Mapping[str, Any]) -> dict[str, str]:
    """Pydantic puts values in single quotes; an error of ours is a whole sentence, which may have apostrophes."""
    return {key: str(each) if isinstance(each, Exception) else _backtick(str(each)) for key, each in context.items()}


def _backtick(text: str) -> str:
    return re.sub(r"'([^']*)'", r"`\1`", text)


def _resolve_path(details: ErrorDetails, model: type[BaseModel]) -> tuple[list[str | int], frozenset[str]]:
    """The steps as the document spells them, without pydantic's union tags; the names known at the last."""
    here: list[Any] = [model]
    steps: list[str | int] = []
    is_unknown_key = details["type"] == "extra_forbidden"
    for step in details["loc"][: -1 if is_unknown_key else None]:
        below = _types_below(here, step)
        if below is None:
            here = _models_with_tag(here, step)
        else:
            steps.append(step)
            here = below
    known = frozenset(name for found in _models_in(here) for name in found.model_fields)
    return [*steps, details["loc"][-1]] if is_unknown_key else steps, known


def _types_below(annotations: list[Any], step: int | str) -> list[Any] | None:
    """The types one step further down; None when the step is a tag of pydantic's own."""
    if isinstance(step, int):
        return [part for annotation in annotations for part in get_args(annotation)]
    fields = [found.model_fields[step] for found in _models_in(annotations) if step in found.model_fields]
    if fields:
        return [field.annotation for field in fields]
    values = [get_args(found)[1] for found in _parts(annotations) if get_origin(found) is dict]
    return values or None


def _models_with_tag(annotations: list[Any], tag: int | str) -> list[Any]:
    models = _models_in(annotations)
    chosen = [m for m in models if any(get_args(field.annotation) == (tag,) for field in m.model_fields.values())]
    return chosen or annotations


def _models_in(annotations: Iterable[Any]) -> Iterator[type[BaseModel]]:
    for part in _parts(annotations):
        if isinstance(part, type) and issubclass(part, BaseModel):
            yield part


def _parts(annotations: Iterable[Any]) -> Iterator[Any]:
    for annotation in annotations:
        yield annotation
        if get_origin(annotation) is not dict:
            yield from _parts(get_args(annotation))
