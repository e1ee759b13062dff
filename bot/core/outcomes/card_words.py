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
    ShownStatus.PENDING: ShownWords("Booking", "The bot is being booked."),
    ShownStatus.BOOKED: ShownWords("Booked", "The bot is booked and will join by itself."),
    ShownStatus.MOVED: ShownWords("Moved", "The meeting has moved, and the bot with it."),
    ShownStatus.JOINING: ShownWords("Joining", "The bot is connecting to the meeting."),
    ShownStatus.LOBBY: ShownWords("In the lobby", "The bot is in the lobby: somebody in the meeting has to let it in."),
    ShownStatus.IN_CALL: ShownWords("In the meeting", "The bot is in the meeting and is not recording."),
    ShownStatus.RECORDING: ShownWords("Recording", "The bot is recording."),
    ShownStatus.PAUSED: ShownWords("Paused", "The bot is in the meeting, and its recording is paused."),
    ShownStatus.ENDED: ShownWords("Ended", "The bot has left the meeting; Recall is still preparing what there is."),
    ShownStatus.DONE: ShownWords("Done", "The bot has finished."),
    ShownStatus.FAILED: ShownWords("Failed", "The bot could not do its work."),
    ShownStatus.CANCELLING: ShownWords("Cancelling", "The bot is being cancelled."),
    ShownStatus.REPLACED: ShownWords("Replaced", "There's a newer card for this meeting."),
    ShownStatus.CANCELLED: ShownWords("Cancelled", "No bot will join."),
}
