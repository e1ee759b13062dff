"""Why a bot stays away although nobody in Slack cancelled it."""

from typing import Literal, get_args

CalendarReason = Literal["event_deleted", "link_removed", "calendar_disconnected", "over"]
CALENDAR_REASONS: frozenset[str] = frozenset(get_args(CalendarReason))

_WORDS = {
    "event_deleted": "The meeting was taken off the calendar.",
    "link_removed": "The meeting has no link any more that a bot could join by.",
    "calendar_disconnected": "The calendar that it was booked through is not connected to Recall.ai any more. "
    "Connect it again, and schedule the bot again.",
    "over": "The meeting was moved to a time that has passed.",
}


def reason_in_words(reason: str | None) -> str:
    """A plain sentence; nothing for what a person did, which is said with their name."""
    return _WORDS.get(reason or "", "")
