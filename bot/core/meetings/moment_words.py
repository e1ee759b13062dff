"""Read a moment out of a sentence: `tomorrow at 10`, `friday 3 pm`, `noon`."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import pairwise

from bot.core.meetings.clock_words import Clock, find_clock
from bot.core.meetings.day_words import find_date, find_day
from bot.core.meetings.search import wanted_words

WORKING_HOURS = range(7, 20)
_DAY = timedelta(days=1)


def find_moment(sentence: str, now: datetime, here: tzinfo) -> datetime | None:
    """The next moment that the sentence names, in the person's own zone; None without a time of the day.

    Where it leaves open which half of the day it means, the one within working hours is meant.
    """
    today = now.astimezone(here).date()
    words = wanted_words(sentence)
    days = [find_day(word, today) for word in words]
    clock = _first_clock(words, days)
    if clock is None:
        return None
    dates = [find_date(first, second, today) for first, second in pairwise(words)]
    day = next((each for each in [*dates, *days] if each is not None), None)
    moments = [each for each in _moments(clock, day, today, here) if each > now]
    return min(moments, key=lambda each: (each.astimezone(here).hour not in WORKING_HOURS, each), default=None)


def _first_clock(words: Sequence[str], days: Sequence[date | None]) -> Clock | None:
    for at in range(len(words)):
        is_beside_day = any(days[max(0, at - 1) : at]) or any(days[at + 1 : at + 2])
        if found := find_clock(words, at, is_beside_day=is_beside_day):
            return found[0]
    return None


def _moments(clock: Clock, day: date | None, today: date, here: tzinfo) -> Iterator[datetime]:
    """On that day; without one today, or tomorrow if it is too late for that."""
    for each in [day] if day else [today, today + _DAY]:
        for hour in sorted(clock.hours):
            yield datetime.combine(each, time(hour, clock.minute or 0), here)
