"""Understand how a person names a meeting in a sentence: `record my 3 pm sync`, `my next meeting`, `friday standup`."""

import re
from collections.abc import Sequence
from datetime import datetime, tzinfo

from bot.core.meetings.clock_words import AT
from bot.core.meetings.meeting import Meeting
from bot.core.meetings.search import match_words, wanted_words

NEXT = frozenset({"next", "upcoming"})
PRESENT = frozenset({"now", "current", "this", "running"})
_THING = frozenset({"meeting", "meetings", "call", "event", "one"})
_PUNCTUATION = re.compile(r"[?!…]+|(?<!\.)\.+(?=\s|$)")
# What sentences are made of. It is looked for like any other word first: there may be an "Ask me anything".
_FILLERS = frozenset(
    {
        "a", "add", "an", "and", "book", "bot", "can", "could", "do", "for", "get", "have", "hey", "hi", "i",
        "in", "invite", "is", "it", "join", "let", "lets", "me", "my", "need", "notes", "notetaker", "of", "on", "our",
        "please", "pls", "record", "recorded", "recorder", "recording", "schedule", "send", "so", "start", "take",
        "that", "thanks", "the", "to", "up", "us", "want", "we", "will", "with", "would", "you", "your",
    }
)  # fmt: skip


def find_asked_meetings(meetings: Sequence[Meeting], sentence: str, now: datetime, here: tzinfo) -> list[Meeting]:
    """The meetings that the sentence may mean, the likeliest first. None where it names none, or nothing at all."""
    words = wanted_words(_PUNCTUATION.sub(" ", sentence))
    if not words:
        return []
    telling = _drop_fillers(words)
    whole = match_words(meetings, " ".join(words), now, here) if telling else []
    if whole:
        return whole
    if telling or _names_by_time(words):
        found = match_words(meetings, " ".join(telling), now, here)
        return _order_by_time(found, words, now)
    return []


def _drop_fillers(words: Sequence[str]) -> list[str]:
    """`at` stays before a number, which it makes a time."""
    idle = _FILLERS | _THING | NEXT | PRESENT
    after = [*words[1:], ""]
    return [
        word
        for word, following in zip(words, after, strict=True)
        if word not in idle and (word not in AT or following[:1].isdigit())
    ]


def _names_by_time(words: Sequence[str]) -> bool:
    """Whether words that tell nothing of a meeting still say which: the next one, the one that runs."""
    return any(word in NEXT | PRESENT | _THING for word in words)


def _order_by_time(found: list[Meeting], words: Sequence[str], now: datetime) -> list[Meeting]:
    """The next one has not begun yet, the present one has; where there is none of that kind, any."""
    if any(word in NEXT for word in words):
        return [each for each in found if each.start_time > now] or found
    if any(word in PRESENT for word in words):
        return [each for each in found if each.start_time <= now] or found
    return found
