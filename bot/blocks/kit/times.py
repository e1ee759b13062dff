"""Format times in a person's own zone. Days and months are English, whatever the machine's locale."""

from datetime import UTC, date, datetime, tzinfo
from zoneinfo import ZoneInfo

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def zone(name: str) -> tzinfo:
    """The zone of an IANA name; UTC for a name that is unknown here."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # ZoneInfoNotFoundError is a KeyError
        return UTC


def clock(moment: datetime, time_zone: str) -> str:
    """`14:30`"""
    return f"{moment.astimezone(zone(time_zone)):%H:%M}"


def day(moment: datetime, now: datetime, time_zone: str) -> str:
    """`Today, Mon, March 2`; without the first word for any other day than yesterday, today and tomorrow."""
    here = zone(time_zone)
    that_day, this_day = moment.astimezone(here).date(), now.astimezone(here).date()
    word = {-1: "Yesterday, ", 0: "Today, ", 1: "Tomorrow, "}.get((that_day - this_day).days, "")
    year = f", {that_day.year}" if that_day.year != this_day.year else ""
    return f"{word}{_short_date(that_day)}{year}"


def spell_out_time(moment: datetime, time_zone: str) -> str:
    """`Mon, March 2, 2026 at 14:30 (Europe/Berlin)`: for where it cannot be shown in each reader's own zone."""
    here = zone(time_zone)
    that_day = moment.astimezone(here).date()
    return f"{_short_date(that_day)}, {that_day.year} at {clock(moment, time_zone)} ({_zone_name(here)})"


def date_and_year(that_day: date) -> str:
    """`March 2, 2026`"""
    return f"{_MONTHS[that_day.month - 1]} {that_day.day}, {that_day.year}"


def month_and_year(moment: datetime) -> str:
    """`March 2026`, in UTC."""
    here = moment.astimezone(UTC)
    return f"{_MONTHS[here.month - 1]} {here.year}"


def _short_date(that_day: date) -> str:
    return f"{_DAYS[that_day.weekday()]}, {_MONTHS[that_day.month - 1]} {that_day.day}"


def _zone_name(here: tzinfo) -> str:
    return here.key if isinstance(here, ZoneInfo) else "UTC"


def time_in_recording(seconds: float) -> str:
    """`0:05`, `42:10`, `1:02:03`."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
