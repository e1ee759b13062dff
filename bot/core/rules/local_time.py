"""Compute days and hours in a person's own zone."""

from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.core.rules.model import WorkingHours


@lru_cache(maxsize=1_000)
def zone_of(name: str) -> tzinfo:
    """UTC for a name that is unknown here."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return UTC


def local_date(moment: datetime, time_zone: str) -> date:
    return moment.astimezone(zone_of(time_zone)).date()


def is_within_hours(moment: datetime, hours: WorkingHours, time_zone: str) -> bool:
    """Hours that end before they begin go on past midnight, and belong to the day on which they began."""
    local = moment.astimezone(zone_of(time_zone))
    minute, day = local.hour * 60 + local.minute, local.weekday()
    if hours.begin < hours.end:
        return day in hours.days and hours.begin <= minute < hours.end
    if minute >= hours.begin:
        return day in hours.days
    return minute < hours.end and (day - 1) % 7 in hours.days
