"""Read times of the day in a search: `3 pm`, `15:00`, `noon`, `at 10`, `tomorrow 10`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time

AT = frozenset({"at", "@"})
_WITH_HALF = re.compile(r"(\d{1,2})(?::([0-5]\d))?(am|pm|a\.m\.?|p\.m\.?)")
_WITH_MINUTES = re.compile(r"(\d{1,2})[:h]([0-5]\d)")
_HOUR = re.compile(r"\d{1,2}")
_HALF = re.compile(r"am|pm|a\.m\.?|p\.m\.?")
_OCLOCK = "oclock"
_NAMED = {"noon": 12, "midday": 12, "midnight": 0}
MIDDAY = 12


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of the day as someone says it, which may leave open which half of the day it means."""

    hours: frozenset[int]  # 0 to 23
    minute: int | None = None  # None: it names the hour alone

    def is_at(self, moment: time) -> bool:
        """Whether that is the very time."""
        return moment.hour in self.hours and moment.minute == (self.minute or 0)

    def is_about(self, moment: time) -> bool:
        """Whether it is that time, or within the hour where no minutes are named."""
        return self.is_at(moment) or (self.minute is None and moment.hour in self.hours)


def find_clock(words: Sequence[str], at: int, *, is_beside_day: bool = False) -> tuple[Clock, int] | None:
    """The time that the folded words from `at` on name, and how many they are; None where they name none.

    A bare number is a time only after `at`, before `o'clock`, or beside the name of a day.
    """
    rest = words[at : at + 4]
    if not rest:
        return None
    if rest[0] in AT:
        found = _find(rest[1:], takes_bare_hour=True)
        return (found[0], found[1] + 1) if found else None
    return _find(rest, takes_bare_hour=is_beside_day)


def _find(words: Sequence[str], *, takes_bare_hour: bool) -> tuple[Clock, int] | None:
    if not words:
        return None
    first, second = words[0], words[1] if len(words) > 1 else ""
    if first in _NAMED:
        return Clock(frozenset({_NAMED[first]})), 1
    if (match := _WITH_HALF.fullmatch(first)) and (clock := _read_half(match[1], match[2], match[3])):
        return clock, 1
    hour, minute = _read_number(first)
    if hour is None:
        return None
    if _HALF.fullmatch(second) and (clock := _read_half(str(hour), minute, second)):
        return clock, 2
    if second == _OCLOCK:
        return _read_hour(hour, minute), 2
    return (_read_hour(hour, minute), 1) if minute is not None or takes_bare_hour else None


def _read_number(word: str) -> tuple[int | None, str | None]:
    match = _WITH_MINUTES.fullmatch(word)
    hour, minute = (int(match[1]), match[2]) if match else (int(word) if _HOUR.fullmatch(word) else None, None)
    return (None, None) if hour is None or hour >= 2 * MIDDAY else (hour, minute)


def _read_half(hour: str, minute: str | None, half: str) -> Clock | None:
    if not 1 <= int(hour) <= MIDDAY:
        return None
    after_midday = MIDDAY if half.startswith("p") else 0
    return Clock(frozenset({int(hour) % MIDDAY + after_midday}), None if minute is None else int(minute))


def _read_hour(hour: int, minute: str | None) -> Clock:
    """`10` may be in the evening too; `0` and `15` may not."""
    hours = {hour, (hour + MIDDAY) % (2 * MIDDAY)} if 1 <= hour <= MIDDAY else {hour}
    return Clock(frozenset(hours), None if minute is None else int(minute))
