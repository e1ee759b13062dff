"""Read `today`, `tomorrow` and the days of the week in a search."""

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
_UNMISTAKABLE = 5  # so many letters of a day's name are typed before it is taken for one


def find_day(word: str, today: date) -> date | None:
    """The day that a folded word names: of weekdays the nearest from today on. None for any other word."""
    name = _find_name(word)
    if name is None:
        return None
    if name in _WEEKDAYS:
        return today + timedelta(days=(_WEEKDAYS.index(name) - today.weekday()) % 7)
    return today if name == TODAY else today + timedelta(days=1)


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
