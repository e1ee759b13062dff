"""What can be done for a booking: the vocabulary of `next_step`, which names the one that is due."""

from dataclasses import dataclass
from datetime import datetime

from bot.core.booking.bot_status import Milestone
from bot.core.identifiers import BotId


@dataclass(frozen=True, slots=True)
class Look:
    """Read the event or the bot before acting again: it may have been done already."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """Book through the calendar event."""


@dataclass(frozen=True, slots=True)
class Create:
    """Book a bot for a bare link."""


@dataclass(frozen=True, slots=True)
class Update:
    """Change the booked bot of a bare link."""


@dataclass(frozen=True, slots=True)
class Unschedule:
    """Take the bot off the calendar event."""


@dataclass(frozen=True, slots=True)
class UnscheduleOldRows:
    """Take the bot off the calendars' rows that it was booked through before: each of them could still bring it."""


@dataclass(frozen=True, slots=True)
class Delete:
    """Delete the booked bot of a bare link."""


@dataclass(frozen=True, slots=True)
class Leave:
    """Make the bot leave the call it is in."""


@dataclass(frozen=True, slots=True)
class Check:
    """Shortly before the start, while it can still be mended: is the bot booked, and the meeting where it was?"""


@dataclass(frozen=True, slots=True)
class DeleteMedia:
    """Have Recall delete what the bot recorded."""

    bot_id: BotId


@dataclass(frozen=True, slots=True)
class LookAtMedia:
    """See what Recall has left of what the bot recorded."""

    bot_id: BotId


@dataclass(frozen=True, slots=True)
class GiveUp:
    """The last chance has passed."""


@dataclass(frozen=True, slots=True)
class CallOff:
    """The meeting is over, and a bot that could not be moved would still come: it is not wished for any more."""


@dataclass(frozen=True, slots=True)
class ShowCard:
    """Post or edit the card so that it says what is so."""


@dataclass(frozen=True, slots=True)
class LeaveNote:
    """Tell a conversation that the app is not in where the card lives."""


@dataclass(frozen=True, slots=True)
class TellOperators:
    """Send the operators the cause of a failure that only they can mend."""


@dataclass(frozen=True, slots=True)
class Say:
    """Tell the story on in the card's thread."""

    milestone: Milestone
    bot_id: BotId | None = None  # whose, where it is not the present bot's


@dataclass(frozen=True, slots=True)
class CloseReply:
    """Take the buttons off an earlier reply: what they did cannot be done any more."""

    milestone: Milestone


@dataclass(frozen=True, slots=True)
class WaitUntil:
    moment: datetime


@dataclass(frozen=True, slots=True)
class Nothing:
    """All is done; only a new wish or news of the bot changes that."""


BotStep = Look | Schedule | Create | Update | Unschedule | UnscheduleOldRows | Delete | Leave | Check | GiveUp | CallOff
MediaStep = DeleteMedia | LookAtMedia
RecallStep = BotStep | MediaStep
SlackStep = ShowCard | LeaveNote | TellOperators | Say | CloseReply
Step = RecallStep | SlackStep | WaitUntil | Nothing
