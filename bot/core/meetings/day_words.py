"""Read `today`, `tomorrow`, the days of the week and dates such as `dec 9` in a search."""

import re
from datetime import date, timedelta

from bot.core.meetings.misspellings import find_misspelled

TODAY, TOMORROW = "today", "tomorrow"
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SHORT_FORMS = {
    "mon": "monday",
    "tue": "tuesday",
    "tues": "tuesday",
    "wed": "wednesday",
    "weds": "wednesday",
    "thu": "thursday",
    "thur": "thursday",
    "fri": "friday",
    "sat": "saturday",
    "sun": "sunday",
}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LONG_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_DAY_OF_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?")
_MONTH_BACK = timedelta(days=31)
_UNMISTAKABLE = 5  # so many letters of a day's name are typed before it is taken for one


def find_day(word: str, today: date) -> date | None:
    """The day that a folded word names: of weekdays the nearest from today on. None for any other word."""
    name = _find_name(word)
    if name is None:
        return None
    if name in _WEEKDAYS:
        return today + timedelta(days=(_WEEKDAYS.index(name) - today.weekday()) % 7)
    return today if name == TODAY else today + timedelta(days=1)


def find_date(first: str, second: str, today: date) -> date | None:
    """The date that two folded words name: `dec 9`, `9th december`. Of years the nearest, from a month ago on."""
    for month_word, day_word in ((first, second), (second, first)):
        month, day = _find_month(month_word), _DAY_OF_MONTH.fullmatch(day_word)
        if month and day:
            years = (_make_date(today.year + ahead, month, int(day[1])) for ahead in (0, 1))
            return next((each for each in years if each and each >= today - _MONTH_BACK), None)
    return None


def _find_month(word: str) -> int | None:
    short = word.removesuffix(".")
    names = _LONG_MONTHS if short in _LONG_MONTHS else _MONTHS
    return names.index(short) + 1 if short in names else None


def _make_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _find_name(word: str) -> str | None:
    if word.removesuffix("s") in (TODAY, TOMORROW, *_WEEKDAYS):  # `today's`, folded
        return word.removesuffix("s")
    if word in _SHORT_FORMS:
        return _SHORT_FORMS[word]
    if len(word) < _UNMISTAKABLE:
        return None
    names = (TOMORROW, *_WEEKDAYS)
    begun = next((name for name in names if name.startswith(word)), None)
    return begun or next(iter(find_misspelled(word, [name for name in names if len(word) >= len(name) - 1])), None)
