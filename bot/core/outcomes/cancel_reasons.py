"""Explain why a bot was cancelled although no person in Slack did it."""

from typing import Literal, get_args

CalendarReason = Literal["event_deleted", "link_removed", "calendar_disconnected", "over"]
CALENDAR_REASONS: frozenset[str] = frozenset(get_args(CalendarReason))

# Why a booking renewed its wish at a new time or link, and why a conflict there may cancel it.
MOVE_REASONS = frozenset({"moved", "new_link"})
CONFLICT_REASON = "made_way"
# The rule or series that had booked it does not ask for it any more.
RULE_OVER = "rule_over"
AUTOMATIC_REASONS = CALENDAR_REASONS | MOVE_REASONS | {CONFLICT_REASON, RULE_OVER}

_NO_BOT = "No bot will join."
_WORDS = {
    "event_deleted": "The meeting was deleted from the calendar.",
    "link_removed": "The meeting no longer has a link that a bot can use.",
    "calendar_disconnected": "The calendar it was scheduled from was disconnected. Reconnect it in App "
    "Home, then schedule the bot again.",
    "over": "The meeting was moved to a time in the past.",
    CONFLICT_REASON: "The meeting was changed, and another bot is already scheduled for its link around "
    "that time. Only that one will join.",
    RULE_OVER: "No rule or series records it anymore.",
    "not_moved": "The meeting was moved, and the bot couldn't be rescheduled.",
}


def reason_in_words(reason: str | None) -> str:
    """A plain sentence; nothing for what a person did, which is said with their name."""
    return _WORDS.get(reason or "", "")


def cancellation_in_words(reason: str | None) -> str:
    """What has become of the bot, and why. That no bot will come is not so where another does."""
    words = reason_in_words(reason)
    return words if reason == CONFLICT_REASON else f"{_NO_BOT} {words}".strip()
