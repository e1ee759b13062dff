"""Convert between the minutes that people read and type and the seconds that the settings hold."""

import re
from decimal import ROUND_HALF_UP, Decimal

_MINUTES = re.compile(r"[0-9]{1,6}(\.[0-9]{1,4})?")
_SECONDS = re.compile(r"[0-9]{1,8}")


def minutes_from_seconds(answer: str) -> str:
    """`20` for `1200`, `1.5` for `90`: two decimals tell every second. Other text is returned as it is."""
    if not _SECONDS.fullmatch(answer):
        return answer
    minutes = round(Decimal(answer) / 60, 2)
    return f"{minutes:f}".rstrip("0").rstrip(".") or "0"


def seconds_from_minutes(text: str) -> str:
    """The nearest whole second. What is no number of minutes is returned as it is, and is told of as wrong."""
    if not _MINUTES.fullmatch(text):
        return text
    return str((Decimal(text) * 60).to_integral_value(ROUND_HALF_UP))
