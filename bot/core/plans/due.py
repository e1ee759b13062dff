"""Decide when a person's plan of the day is due: by their own clock, on their own calendar day."""

from datetime import UTC, date, datetime, time, timedelta

from bot.core.rules.local_time import local_date, zone_of

# After an outage a plan still comes within this time; later the day is no longer ahead.
LATEST = timedelta(hours=4)
MINUTES_A_DAY = 24 * 60


def due_moment(day: date, minute: int, time_zone: str) -> datetime:
    """When the clock there shows that minute of the day.

    Where summer time skips it, as much later; where it comes twice, the first of the two.
    """
    wall = datetime.combine(day, time(), tzinfo=zone_of(time_zone)) + timedelta(minutes=minute % MINUTES_A_DAY)
    return wall.astimezone(UTC)


def find_due_day(now: datetime, minute: int, time_zone: str) -> date | None:
    """The person's present day, if its plan should be with them by now and is not too late."""
    today = local_date(now, time_zone)
    due_at = due_moment(today, minute, time_zone)
    return today if due_at <= now < due_at + LATEST else None
