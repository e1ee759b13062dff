"""Word the card's one status; why it is so is worded by booking_failed.py, in_call.py, recording.py and fatal.py."""

from dataclasses import dataclass

from bot.core.booking.bot_status import ShownStatus


@dataclass(frozen=True, slots=True)
class ShownWords:
    label: str
    sentence: str


def shown_words(status: ShownStatus) -> ShownWords:
    return _SHOWN[status]


_SHOWN = {
    ShownStatus.PENDING: ShownWords("Scheduling", "We're asking Recall for a bot."),
    ShownStatus.BOOKED: ShownWords("Scheduled", "The bot will join automatically."),
    ShownStatus.MOVED: ShownWords("Rescheduled", "The bot will join at the new time."),
    ShownStatus.JOINING: ShownWords("Joining", "The bot is on its way in."),
    ShownStatus.LOBBY: ShownWords("Waiting in the lobby", "Please let the bot in."),
    ShownStatus.IN_CALL: ShownWords("Joined", "The bot isn't recording yet."),
    ShownStatus.RECORDING: ShownWords("Recording", "The bot is in the meeting."),
    ShownStatus.PAUSED: ShownWords("Recording paused", "The bot is still in the meeting."),
    ShownStatus.ENDED: ShownWords("Meeting ended", "Recall is processing what was recorded."),
    ShownStatus.DONE: ShownWords("Done", "The bot has left the meeting."),
    ShownStatus.FAILED: ShownWords("Failed", "The bot couldn't do its job."),
    ShownStatus.CANCELLING: ShownWords("Canceling", "The bot is being removed."),
    ShownStatus.REPLACED: ShownWords("Replaced", "There's a newer card for this meeting."),
    ShownStatus.CANCELLED: ShownWords("Canceled", "No bot will join."),
}
