"""Read a model's answer into a summary: what is in it is bounded and cleaned, and owners are people who were there."""

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from bot.core.summaries.highlights import speaker_name
from bot.core.summaries.model import Summary, Task
from bot.core.summaries.text import clean_text

OVERVIEW_LIMIT = 1500
ENTRY_LIMIT = 300
MOST_ENTRIES = 20
ANSWER_LIMIT = 200_000  # characters: far more than any summary
_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,2}")
_PROBLEMS_NAMED = 3
_END_OF_THOUGHTS = "</think>"  # of models whose server leaves what they think in the answer


class UnusableAnswer(Exception):
    """It is no such document. The message names places and kinds only, and nothing of the answer itself."""


class _TaskAnswer(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)

    text: str
    owner: str | None = None


class _SummaryAnswer(BaseModel):
    """What is asked for. A list that a model leaves out is empty; a list of anything but text is nonsense."""

    model_config = ConfigDict(extra="ignore", strict=True)

    overview: str
    decisions: list[str] = []
    tasks: list[_TaskAnswer] = []
    open_questions: list[str] = []
    next_steps: list[str] = []
    language: str = ""

    @field_validator("decisions", "tasks", "open_questions", "next_steps", mode="before")
    @classmethod
    def _read_none_as_empty(cls, entries: object) -> object:
        return [] if entries is None else entries

    @field_validator("tasks", mode="before")
    @classmethod
    def _read_words_as_tasks(cls, tasks: object) -> object:
        """As small models write them."""
        return (
            [{"text": each} if isinstance(each, str) else each for each in tasks] if isinstance(tasks, list) else tasks
        )

    @field_validator("language", mode="before")
    @classmethod
    def _read_no_language(cls, language: object) -> object:
        return "" if language is None else language


def read_summary(answer: str, participants: Sequence[str]) -> Summary:
    """Raises UnusableAnswer."""
    try:
        found = _SummaryAnswer.model_validate(read_object(answer))
    except ValidationError as error:
        problems = [f"{'.'.join(map(str, each['loc']))}: {each['type']}" for each in error.errors()]
        raise UnusableAnswer("; ".join(problems[:_PROBLEMS_NAMED])) from None
    overview = clean_text(found.overview, OVERVIEW_LIMIT)
    if not overview:
        raise UnusableAnswer("overview: empty")
    return Summary(
        overview=overview,
        decisions=_clean_entries(found.decisions),
        tasks=_clean_tasks(found.tasks, participants),
        open_questions=_clean_entries(found.open_questions),
        next_steps=_clean_entries(found.next_steps),
        language=found.language.strip() if _LANGUAGE_TAG.fullmatch(found.language.strip()) else "",
    )


def read_object(answer: str) -> dict[str, Any]:
    """The JSON object in an answer, which may stand between fences or words, or after thoughts.

    Raises UnusableAnswer.
    """
    if len(answer) > ANSWER_LIMIT:
        raise UnusableAnswer("too long")
    said = answer.rpartition(_END_OF_THOUGHTS)[2]
    bare = said if "{" in said else answer
    start, end = bare.find("{"), bare.rfind("}")
    if start < 0 or end < start:
        raise UnusableAnswer("no JSON object")
    try:
        found = json.loads(bare[start : end + 1])
    except (ValueError, RecursionError):
        raise UnusableAnswer("not JSON") from None
    if not isinstance(found, dict):
        raise UnusableAnswer("no JSON object")
    return found


def match_owner(name: str | None, participants: Iterable[str]) -> str | None:
    """The participant who is meant: by the whole name, or by a first name that only one of them has."""
    wanted = _fold(name)
    known = list(dict.fromkeys(filter(None, map(speaker_name, participants))))
    exact = [each for each in known if _fold(each) == wanted]
    if wanted and exact:
        return exact[0]
    by_first_name = [each for each in known if _fold(each).partition(" ")[0] == wanted]
    return by_first_name[0] if wanted and len(by_first_name) == 1 else None


def _clean_tasks(tasks: Iterable[_TaskAnswer], participants: Sequence[str]) -> tuple[Task, ...]:
    found = (
        Task(text=text, owner=match_owner(task.owner, participants))
        for number, task in enumerate(tasks, start=1)
        if (text := _clean_entry(task.text, number))
    )
    return tuple(dict.fromkeys(found))[:MOST_ENTRIES]


def _clean_entries(texts: Iterable[str]) -> tuple[str, ...]:
    """Without empty ones, and each once."""
    cleaned = (_clean_entry(text, number) for number, text in enumerate(texts, start=1))
    return tuple(dict.fromkeys(filter(None, cleaned)))[:MOST_ENTRIES]


def _clean_entry(text: str, number: int) -> str:
    """Without the number that a model may have given it in its list."""
    return clean_text(text.strip().removeprefix(f"{number}. "), ENTRY_LIMIT)


def _fold(name: str | None) -> str:
    return (speaker_name(name) or "").casefold()
