"""Select the alerts that operators get by direct message: causes that only they can fix."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.core.booking.model import Booking
from bot.core.outcomes.booking_failed import explain_failure
from bot.core.outcomes.recording import explain_bot_of

OPERATOR_ALERT_KEY = "operators"


@dataclass(frozen=True, slots=True)
class OperatorAlert:
    key: str  # remembered once every operator has been alerted
    sentence: str

    def key_for_operator(self, operator: str) -> str:
        """The key under which this operator's alert is remembered once sent."""
        return f"{self.key} {operator}"


def due_operator_alert(booking: Booking) -> OperatorAlert | None:
    """The first alert that has still to be sent."""
    return next((news for news in _operator_alerts(booking) if news.key not in booking.said.told), None)


def _operator_alerts(booking: Booking) -> Iterator[OperatorAlert]:
    """One for the booking's failures, and one for each of its bots."""
    failure, bot = booking.attempt.failure, booking.bot
    if failure and (cause := explain_failure(failure).operator_sentence):
        yield OperatorAlert(OPERATOR_ALERT_KEY, cause)
    if bot.status and (cause := explain_bot_of(booking).operator_sentence):
        yield OperatorAlert(f"{OPERATOR_ALERT_KEY} of {bot.bot_id}", cause)
