"""Say durations in words: hours, seconds, and how long a recording is kept."""

from bot.core.bot_config.settings import Retention

_KEPT = {"account": "for your account's default period", "forever": "forever", "none": "not at all"}


def hours_in_words(hours: int) -> str:
    """Whole days as days: 168 is "7 days", 36 is "36 hours"."""
    return _count_phrase(hours // 24, "day") if hours % 24 == 0 else _count_phrase(hours, "hour")


def seconds_in_words(seconds: int) -> str:
    for size, unit in ((3600, "hour"), (60, "minute")):
        if seconds >= size and seconds % size == 0:
            return _count_phrase(seconds // size, unit)
    return _count_phrase(seconds, "second")


def minutes_in_words(seconds: int) -> str:
    """As short as it reads on a card: "42 min", "1 h 5 min"."""
    hours, minutes = divmod(round(seconds / 60), 60)
    if not hours:
        return f"{minutes} min" if minutes else "under 1 min"
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"


def retention_in_words(retention: Retention) -> str:
    return hours_in_words(retention) if isinstance(retention, int) else _KEPT[retention]


def _count_phrase(number: int, unit: str) -> str:
    return f"{number:,} {unit}{'' if number == 1 else 's'}"
