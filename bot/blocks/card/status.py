"""Word a booking's state for its card: a label, sentences, what to do next, and the buttons for that."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.blocks.kit.mrkdwn import person
from bot.blocks.messages.why_booked import CHANGE
from bot.blocks.names import Action
from bot.core.booking.bot_status import SHOWN_BEFORE_CALL, SHOWN_IN_CALL, ShownStatus
from bot.core.booking.model import Booking, Intent, shown_status
from bot.core.bot_config.durations import minutes_in_words
from bot.core.identifiers import UserId
from bot.core.outcomes.booking_failed import Undertaking, explain_failure, undertaking
from bot.core.outcomes.cancel_reasons import CONFLICT_REASON, RULE_OVER, reason_in_words
from bot.core.outcomes.card_words import shown_words
from bot.core.outcomes.in_call import RECORDING_READY
from bot.core.outcomes.model import Outcome, OutcomeButton
from bot.core.outcomes.recording import explain_bot_of, has_transcript, is_ready, lacks_transcript

RECORDED_BEFORE = "What it recorded is kept."
CHANGE_UNDER_WAY = "Your change is being saved. Until then, the bot stays scheduled as before."
NOT_THERE_YET = "The meeting was moved, and the bot is being rescheduled."
KEPT_ELSEWHERE = (
    "We removed the bot, but Recall still has it scheduled from another calendar. If it joins, we'll ask it to leave."
)

_BUTTONS = {
    OutcomeButton.TRY_AGAIN: (Action.TRY_AGAIN,),
    OutcomeButton.EDIT: (Action.EDIT_BOOKING,),
    OutcomeButton.LEAVE: (Action.CANCEL_BOT,),
    OutcomeButton.NONE: (),
}


TimeFormat = Callable[[datetime], str]


@dataclass(frozen=True, slots=True)
class CardStatus:
    """All of it is our own mrkdwn, but `quoted`, which is text from outside."""

    label: str
    sentences: str
    quoted: str = ""
    buttons: tuple[Action, ...] = ()

    @property
    def marked(self) -> str:
        """In mrkdwn."""
        return f"*{self.label}.* {self.sentences}" if self.sentences else f"*{self.label}*"

    @property
    def spoken(self) -> str:
        return f"{self.label}: {self.sentences}" if self.sentences else f"{self.label}."


def card_status(booking: Booking, now: datetime, *, format_time: TimeFormat, has_operators: bool = True) -> CardStatus:
    """`format_time` renders a moment.

    `has_operators`: the policy names some, so they are alerted to what only they can fix.
    """
    shown = shown_status(booking, now)
    outcome = _outcome(booking, shown, has_operators=has_operators)
    return CardStatus(
        label=_label(booking, shown, outcome),
        sentences=" ".join(filter(None, _sentences(booking, shown, outcome, format_time))),
        quoted=outcome.quoted if outcome else "",
        buttons=(*_recording_buttons(booking), *_booking_buttons(booking, shown, outcome, now)),
    )


def buttons_expire_at(booking: Booking, now: datetime) -> datetime | None:
    """When the meeting's end takes buttons off the card that stand there now."""
    ends_at = booking.ends_at
    if ends_at <= now:
        return None
    before, after = (card_status(booking, moment, format_time=str).buttons for moment in (now, ends_at))
    return None if before == after else ends_at


def ending_label(booking: Booking) -> str:
    """The card's label once the bot has finished, for its thread."""
    return _label(booking, ShownStatus.DONE, explain_bot_of(booking))


def _label(booking: Booking, shown: ShownStatus, outcome: Outcome | None) -> str:
    """A bot that has left may have failed at what it was sent for: the outcome's label wins."""
    is_over = shown in {ShownStatus.ENDED, ShownStatus.DONE}
    label = (outcome.label if outcome and is_over else "") or shown_words(shown).label
    seconds = booking.bot.recorded_seconds if label == RECORDING_READY else None
    return f"{label} · {minutes_in_words(seconds)}" if seconds is not None else label


def _outcome(booking: Booking, shown: ShownStatus, *, has_operators: bool) -> Outcome | None:
    """Recall's status of the bot, or the failure of the present wish."""
    if booking.bot.status and (shown in SHOWN_IN_CALL or booking.bot.is_over):
        return explain_bot_of(booking)
    if booking.attempt.failure and not booking.is_applied:
        return explain_failure(booking.attempt.failure, undertaking(booking), has_operators=has_operators)
    return None


def _sentences(booking: Booking, shown: ShownStatus, outcome: Outcome | None, format_time: TimeFormat) -> list[str]:
    stopped = _who_stopped(booking, format_time) if booking.wish.intent is Intent.STAY_AWAY else []
    if shown is ShownStatus.REPLACED:
        return [shown_words(shown).sentence]
    if booking.meeting.is_gone and shown not in SHOWN_IN_CALL:
        why = stopped[:1] or ([outcome.sentence] if outcome else [])
        return [*why, reason_in_words("event_deleted")]
    if shown is ShownStatus.CANCELLED:
        is_gone = "" if booking.wish.reason == CONFLICT_REASON else shown_words(shown).sentence
        return [KEPT_ELSEWHERE if booking.bot.is_kept_elsewhere else is_gone, *stopped]
    return [*_what_is_so(booking, shown, outcome), *stopped]


def _what_is_so(booking: Booking, shown: ShownStatus, outcome: Outcome | None) -> list[str]:
    is_late = shown is ShownStatus.PENDING and booking.is_at_another_time
    own = NOT_THERE_YET if is_late else shown_words(shown).sentence
    if outcome is None:
        is_changing = undertaking(booking) is Undertaking.CHANGE and not booking.is_applied
        return [own, CHANGE_UNDER_WAY] if is_changing else [own]
    if shown in {*SHOWN_BEFORE_CALL, ShownStatus.CANCELLING}:
        return [own, outcome.sentence, outcome.next_step]
    if shown is ShownStatus.ENDED:
        return [outcome.sentence, own if outcome.may_be_recorded else "", outcome.next_step]
    kept = RECORDED_BEFORE if shown is ShownStatus.FAILED and outcome.may_be_recorded else ""
    return [outcome.sentence, outcome.next_step, kept]


def _who_stopped(booking: Booking, format_time: TimeFormat) -> list[str]:
    wish, veto = booking.wish, booking.veto
    if veto is not None:
        return [
            _objection_sentence(veto.by, veto.at, format_time),
            "It won't be recorded unless they or the organizer allow it.",
        ]
    if wish.reason == "vetoed":
        return [_objection_sentence(wish.by, wish.at, format_time)]
    if wish.reason != "person":
        return [reason_in_words(wish.reason)]
    deed = "asked it to leave" if booking.bot.is_live or booking.bot.is_over else "canceled it"
    return [f"{person(wish.by)} {deed} {format_time(wish.at)}."]


def _objection_sentence(by: UserId, at: datetime, format_time: TimeFormat) -> str:
    return f"{person(by)} turned recording off {format_time(at)}."


def _recording_buttons(booking: Booking) -> tuple[Action, ...]:
    """However long ago the meeting was."""
    if not is_ready(booking):
        return ()
    if lacks_transcript(booking):
        return (Action.SHOW_RECORDING, Action.TRANSCRIBE_NOW)
    transcript = (Action.SHOW_TRANSCRIPT,) if has_transcript(booking) else ()
    return (Action.SHOW_RECORDING, *transcript)


def _booking_buttons(
    booking: Booking, shown: ShownStatus, outcome: Outcome | None, now: datetime
) -> tuple[Action, ...]:
    if shown in SHOWN_IN_CALL:  # however long the call goes on
        return (Action.CANCEL_BOT, Action.VETO_RECORDING)
    if booking.ends_at <= now or booking.is_off_the_calendar or shown is ShownStatus.REPLACED:
        return ()
    offered = _BUTTONS[outcome.button] if outcome else ()
    if booking.veto is not None:
        return (*(offered if shown is ShownStatus.CANCELLING else ()), Action.ALLOW_RECORDING)
    if shown is ShownStatus.CANCELLED:  # what the calendar called off cannot be booked again
        return (Action.EDIT_BOOKING,) if booking.wish.reason in {"person", RULE_OVER} else ()
    if shown in SHOWN_BEFORE_CALL or (shown is ShownStatus.FAILED and not booking.bot.is_over and booking.bot.bot_id):
        usual = (Action.EDIT_BOOKING, Action.CANCEL_BOT, Action.VETO_RECORDING)
        origin = (Action.CHANGE_ORIGIN,) if booking.origin.source in CHANGE else ()
        return (*(button for button in offered if button not in usual), *usual, *origin)
    if shown is ShownStatus.FAILED and booking.bot.bot_id is None:  # from the form as it was filled, people find on
        return tuple(dict.fromkeys((*offered, Action.EDIT_BOOKING)))
    return offered
