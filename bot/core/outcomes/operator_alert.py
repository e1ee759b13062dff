"""What operators hear by direct message: causes that only they can mend, of failures and of what a bot came to."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.core.booking.model import Booking
from bot.core.outcomes.card_words import explain_bot_of, explain_failure

OPERATOR_ALERT_KEY = "operators"


@dataclass(frozen=True, slots=True)
class OperatorAlert:
    key: str  # what is remembered once all of them have heard it
    sentence: str

    def told_to(self, operator: str) -> str:
        """What is remembered once this one has."""
        return f"{self.key} {operator}"


def due_operator_alert(booking: Booking) -> OperatorAlert | None:
    """The first that has still to be told."""
    return next((news for news in _operator_alerts(booking) if news.key not in booking.said.told), None)


def _operator_alerts(booking: Booking) -> Iterator[OperatorAlert]:
    """Of a booking's failures the first, and one of each of its bots."""
    failure, bot = booking.attempt.failure, booking.bot
    if failure and (cause := explain_failure(failure).operator_sentence):
        yield OperatorAlert(OPERATOR_ALERT_KEY, cause)
    if bot.status and (cause := explain_bot_of(booking).operator_sentence):
        yield OperatorAlert(f"{OPERATOR_ALERT_KEY} of {bot.bot_id}", cause)
