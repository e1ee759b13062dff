"""Model a step of a workflow: what it asks for, and what it waits for until it can be completed."""

from dataclasses import dataclass
from datetime import datetime

from bot.core.booking.model import Booking, Intent, shown_status
from bot.core.identifiers import BookingId, ChannelId, UserId
from bot.core.outcomes.booking_failed import explain_failure, undertaking
from bot.core.outcomes.cancel_reasons import cancellation_in_words
from bot.core.outcomes.card_words import shown_words

CANCELED = "The bot was canceled before it could be scheduled."


@dataclass(frozen=True, slots=True, kw_only=True)
class StepInputs:
    """`user_id` is who started the workflow, which Slack says and no builder can set: their rights decide."""

    user_id: UserId
    link: str  # to a meeting, or to a calendar event's page
    starts_at: datetime | None = None
    preset: str | None = None
    channel_id: ChannelId | None = None  # None: the person's direct messages with the app


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingStep:
    """An execution that Slack waits for. `booking_id` None: nothing has been booked for it yet."""

    execution_id: str
    inputs: StepInputs
    at: datetime
    tries: int = 0
    booking_id: BookingId | None = None


@dataclass(frozen=True, slots=True)
class StepDone:
    status: str  # the card's own word


@dataclass(frozen=True, slots=True)
class StepFailed:
    sentence: str


def judge_step(booking: Booking, now: datetime, *, has_operators: bool) -> StepDone | StepFailed | None:
    """What has come of the booking, as far as a workflow waits for it; None while that is still open.

    It is done once Recall has the bot and the card says so: the card is one of the outputs.
    """
    if booking.wish.intent is Intent.STAY_AWAY:
        reason = booking.wish.reason
        return StepFailed(CANCELED if reason in {"person", "vetoed"} else cancellation_in_words(reason))
    failure = booking.attempt.failure
    if booking.has_given_up and failure is not None:
        outcome = explain_failure(failure, undertaking(booking), has_operators=has_operators)
        return StepFailed(" ".join(filter(None, [outcome.sentence, outcome.next_step])))
    is_shown = booking.said.card is not None or booking.said.is_mute
    if not booking.is_applied or not is_shown:
        return None
    return StepDone(shown_words(shown_status(booking, now)).label)
