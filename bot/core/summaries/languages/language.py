"""What is known of one language. What is not known of it, nothing is found by."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Language:
    tag: str
    stop_words: frozenset[str]
    promise: re.Pattern[str] | None = None  # someone takes something on
    offer: re.Pattern[str] | None = None  # a promise, if a time goes with it
    request: re.Pattern[str] | None = None  # someone asks for something
    deadline: re.Pattern[str] | None = None
    decision: re.Pattern[str] | None = None
    wrap_up: re.Pattern[str] | None = None  # what came of the meeting is about to be said
    small_talk: re.Pattern[str] | None = None  # greetings, and whether one is heard and seen
    unfinished: re.Pattern[str] | None = None  # an abbreviation or a number, whose full stop ends no sentence


def describe_language(tag: str, stop_words: str, **patterns: str) -> Language:
    compiled = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in patterns.items()}
    return Language(tag, frozenset(stop_words.split()), **compiled)


UNKNOWN = Language("", frozenset())
