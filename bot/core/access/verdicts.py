"""List what can come of a submission: what is booked for it, or what stands in its way."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from bot.core.booking.model import Booking
from bot.core.identifiers import UserId


class Rebooking(StrEnum):
    """How the bot comes back once a veto is taken back."""

    AS_ASKED = "as_asked"  # with the settings of the form
    AS_BEFORE = "as_before"  # with its own: who only meets at the same link chooses nothing about it
    SEPARATE = "separate"  # as a new booking: the veto was for an event that has moved away from the bare link


@dataclass(frozen=True, slots=True)
class Book:
    """Nothing is booked for the meeting, or only what the person agreed to replace."""


@dataclass(frozen=True, slots=True)
class Replace:
    """The person has seen what is booked, as it is now, and changes it."""

    booking: Booking


@dataclass(frozen=True, slots=True)
class BookAgain:
    """What the person edits has come to nothing, and is booked again on the same card."""

    booking: Booking


@dataclass(frozen=True, slots=True)
class AllowAgain:
    """The person takes back the veto of this booking."""

    booking: Booking
    rebooking: Rebooking


@dataclass(frozen=True, slots=True)
class NeedsAgreement:
    """Something is booked already, and the person has not agreed to replace it."""

    booking: Booking
    digest: str | None  # None: what would replace it cannot be read yet
    gets_passcode: bool = False  # which the booked link lacks


@dataclass(frozen=True, slots=True)
class NeedsTakeover:
    """Another integration has booked a bot for the event, and the person has not agreed to replace that."""

    digest: str


@dataclass(frozen=True, slots=True)
class AlreadySo:
    """It is booked with exactly these settings."""

    booking: Booking


@dataclass(frozen=True, slots=True)
class Locked:
    """The bot is in the call: its settings cannot change any more."""

    booking: Booking


@dataclass(frozen=True, slots=True)
class CalledOff:
    """Another person has cancelled the bot that the form edits: submitting it must not undo that unseen."""

    by: UserId
    digest: str


@dataclass(frozen=True, slots=True)
class TakenByOthers:
    """A bot is booked for this link around this time, and the person may not know more than that."""

    booking: Booking | None = None  # one of ours, for the person's veto only


@dataclass(frozen=True, slots=True)
class Vetoed:
    """A person who is invited does not want it to be recorded. `digest` stands for taking that back."""

    by: UserId | None = None  # None: this person may not know
    digest: str | None = None  # None: this person may not allow it again, or not yet
    is_leaving: bool = False  # the bot has still to be taken off
    rebooking: Rebooking = Rebooking.AS_ASKED  # what comes of allowing it


@dataclass(frozen=True, slots=True)
class LimitExceeded:
    """The policy allows a person only so many new bots a day."""

    booked: int
    most: int


GoneReason = Literal["vanished", "ended", "moved", "no_link"]


@dataclass(frozen=True, slots=True)
class MeetingGone:
    reason: GoneReason


@dataclass(frozen=True, slots=True)
class TiesUnknown:
    """This booking is in the way, and what ties the person to it has to be looked up first."""

    booking: Booking


@dataclass(frozen=True, slots=True)
class HeldBack:
    """The series that was chosen with it books nothing for now. `reason` is one of core/rules/reasons.py."""

    reason: str
    owner: UserId | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """It will be done. `booking` is the new or changed one, or the one that an earlier press had made."""

    booking: Booking
    besides: tuple[Booking, ...] = ()  # others that change with it
    held_back: HeldBack | None = None


Go = Book | BookAgain | Replace | AllowAgain
Stop = (
    NeedsAgreement
    | NeedsTakeover
    | AlreadySo
    | Locked
    | CalledOff
    | TakenByOthers
    | Vetoed
    | LimitExceeded
    | MeetingGone
)
Verdict = Go | Stop
Answer = Written | Stop  # to the person who submits
Decision = Answer | TiesUnknown  # of one look at the present bookings
