"""Render moments in mrkdwn: each reader sees them in their own time zone, with their own 12- or 24-hour clock.

`time_zone` is that of the fallback, for notifications and screen readers. Where Slack formats nothing, in plain text,
kit/times.py has the same style. https://docs.slack.dev/messaging/formatting-message-text#date-formatting
"""

import re
from datetime import datetime

from bot.blocks.kit.times import clock, spell_out_time

_TOKEN = re.compile(r"<!date\^[^|<>]*\|([^<>]*)>")


def date_and_time(moment: datetime, time_zone: str = "UTC") -> str:
    """`Monday, March 2, 2026 at 2:30 PM`: when a meeting is."""
    return _token(moment, "{date_long_pretty} at {time}", spell_out_time(moment, time_zone))


def short_date_and_time(moment: datetime, time_zone: str = "UTC") -> str:
    """`Mar 2, 2026 at 2:30 PM`: to stand in a sentence."""
    return _token(moment, "{date_short_pretty} at {time}", spell_out_time(moment, time_zone))


def time_range(start: datetime, end: datetime, time_zone: str = "UTC") -> str:
    """`2:30 PM–3:00 PM`, where the day is said already."""
    return "–".join(_token(moment, "{time}", clock(moment, time_zone)) for moment in (start, end))


def spell_out_dates(markup: str) -> str:
    """The same text with each fallback in its token's place, for a message's own `text`."""
    return _TOKEN.sub(r"\1", markup)


def _token(moment: datetime, pattern: str, fallback: str) -> str:
    return f"<!date^{int(moment.timestamp())}^{pattern}|{fallback}>"
