"""Word every status, sub-code and failure as a sentence, with who can act on it and one button.

The sentences are in booking_failed.py (booking), in_call.py (the call) and fatal.py (why a bot failed); the card's
one-word labels are here.
"""

from dataclasses import dataclass

from bot.core.booking.model import ShownStatus
from bot.core.outcomes.booking_failed import Undertaking, explain_failure, undertaking
from bot.core.outcomes.in_call import explain_bot, explain_transcript_failure
from bot.core.outcomes.model import Actor, Outcome, OutcomeButton
from bot.core.outcomes.recording import explain_bot_of, may_be_recorded

__all__ = [
    "Actor",
    "Outcome",
    "OutcomeButton",
    "ShownWords",
    "Undertaking",
    "explain_bot",
    "explain_bot_of",
    "explain_failure",
    "explain_transcript_failure",
    "may_be_recorded",
    "shown_words",
    "undertaking",
]


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
    ShownStatus.CANCELLED: ShownWords("Cancelled", "No bot will come."),
}
