"""Name the steps that can be done for a booking: the vocabulary of `next_step` and of the executor."""

from dataclasses import dataclass
from datetime import datetime

from bot.core.booking.bot_status import Milestone
from bot.core.booking.summary_share import SummaryShare
from bot.core.identifiers import BotId


@dataclass(frozen=True, slots=True)
class Look:
    """Verify: read the event or the bot before sending again, since the last request may have been done."""


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
    """Preflight: check that the bot is booked for the right time, while there is still time to rebook it."""


@dataclass(frozen=True, slots=True)
class DeleteMedia:
    """Have Recall delete what the bot recorded."""

    bot_id: BotId


@dataclass(frozen=True, slots=True)
class LookAtMedia:
    """Read what Recall has of what the bot recorded."""

    bot_id: BotId


@dataclass(frozen=True, slots=True)
class ClaimTranscript:
    """Write down that a transcript is about to be asked for, since it is paid for."""

    bot_id: BotId


@dataclass(frozen=True, slots=True)
class RequestTranscript:
    """Have Recall transcribe the recordings that have no transcript, unless it is at it already."""

    bot_id: BotId


@dataclass(frozen=True, slots=True)
class GiveUp:
    """The last chance has passed."""


@dataclass(frozen=True, slots=True)
class CallOff:
    """Cancel a bot that could not be moved and would come after the meeting is over."""


@dataclass(frozen=True, slots=True)
class ShowCard:
    """Post or update the card."""


@dataclass(frozen=True, slots=True)
class LeaveNote:
    """Tell a conversation that the app is not in where the card is."""


@dataclass(frozen=True, slots=True)
class TellOperators:
    """Alert the operators to the cause of a failure that only they can fix."""


@dataclass(frozen=True, slots=True)
class Say:
    """Post a milestone's reply in the card's thread."""

    milestone: Milestone
    bot_id: BotId | None = None  # whose, where it is not the present bot's


@dataclass(frozen=True, slots=True)
class ShareSummary:
    """Post a summary in a conversation that a person has chosen for it."""

    share: SummaryShare


@dataclass(frozen=True, slots=True)
class TakeBackShare:
    """Take the words of a shared summary back: its recording is gone."""

    share: SummaryShare


@dataclass(frozen=True, slots=True)
class CloseReply:
    """Remove an earlier reply's buttons, which no longer work. `key`: under which the reply is remembered."""

    milestone: Milestone
    key: str


@dataclass(frozen=True, slots=True)
class WaitUntil:
    moment: datetime


@dataclass(frozen=True, slots=True)
class Nothing:
    """All is done; only a new wish or an event changes that."""


BotStep = Look | Schedule | Create | Update | Unschedule | UnscheduleOldRows | Delete | Leave | Check | GiveUp | CallOff
MediaStep = DeleteMedia | LookAtMedia | ClaimTranscript | RequestTranscript
RecallStep = BotStep | MediaStep
SlackStep = ShowCard | LeaveNote | TellOperators | Say | CloseReply | ShareSummary | TakeBackShare
Step = RecallStep | SlackStep | WaitUntil | Nothing
