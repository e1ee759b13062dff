"""Why a bot stays away although nobody in Slack cancelled it."""

from typing import Literal, get_args

CalendarReason = Literal["event_deleted", "link_removed", "calendar_disconnected", "over"]
CALENDAR_REASONS: frozenset[str] = frozenset(get_args(CalendarReason))

# Why a booking wishes the same once more, elsewhere; and why it may be called off there.
FOLLOWED = frozenset({"moved", "new_link"})
MADE_WAY = "made_way"
BY_RULE = CALENDAR_REASONS | FOLLOWED | {MADE_WAY}

_NO_BOT = "No bot will come."
_WORDS = {
    "event_deleted": "The meeting was taken off the calendar.",
    "link_removed": "The meeting has no link any more that a bot could join by.",
    "calendar_disconnected": "The calendar that it was booked through is not connected to Recall.ai any more. "
    "Connect it again, and schedule the bot again.",
    "over": "The meeting was moved to a time that has passed.",
    MADE_WAY: "The meeting was changed, and another bot is already booked for its link around that time. "
    "That one comes, and this one does not.",
    "not_moved": "The meeting was moved, and the bot could not be booked for its new time.",
}


def reason_in_words(reason: str | None) -> str:
    """A plain sentence; nothing for what a person did, which is said with their name."""
    return _WORDS.get(reason or "", "")


def called_off_in_words(reason: str | None) -> str:
    """What has become of the bot, and why. That no bot will come is not so where another does."""
    words = reason_in_words(reason)
    return words if reason == MADE_WAY else f"{_NO_BOT} {words}".strip()
