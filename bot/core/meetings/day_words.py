"""Read `today`, `tomorrow` and the days of the week in a search."""

from datetime import date, timedelta

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SHORT_FORMS = {
    "mon": 0,
    "tue": 1,
    "tues": 1,
    "wed": 2,
    "weds": 2,
    "thu": 3,
    "thur": 3,
    "thurs": 3,
    "fri": 4,
    "sat": 5,
    "sun": 6,
}
_UNMISTAKABLE = 5  # so many letters of a day's name are typed before it is taken for one


def find_day(word: str, today: date) -> date | None:
    """The day that a folded word names: of weekdays the nearest from today on. None for any other word."""
    if word == "today":
        return today
    if _is_begun(word, "tomorrow"):
        return today + timedelta(days=1)
    weekday = _SHORT_FORMS.get(word)
    if weekday is None:
        weekday = next((place for place, name in enumerate(_WEEKDAYS) if _is_begun(word, name)), None)
    return None if weekday is None else today + timedelta(days=(weekday - today.weekday()) % 7)


def _is_begun(word: str, name: str) -> bool:
    return len(word) >= _UNMISTAKABLE and name.startswith(word)
