"""What operators hear by direct message: causes that only they can mend, of failures and of what a bot came to."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.core.booking.model import Booking
from bot.core.outcomes.booking_failed import explain_failure
from bot.core.outcomes.recording import explain_bot_of

OPERATORS_TOLD = "operators"


@dataclass(frozen=True, slots=True)
class OperatorNews:
    key: str  # what is remembered once all of them have heard it
    sentence: str

    def told_to(self, operator: str) -> str:
        """What is remembered once this one has."""
        return f"{self.key} {operator}"


def operator_news(booking: Booking) -> OperatorNews | None:
    """The first that has still to be told."""
    return next((news for news in _all_news(booking) if news.key not in booking.said.told), None)


def _all_news(booking: Booking) -> Iterator[OperatorNews]:
    """Of a booking's failures the first, and one of each of its bots."""
    failure, bot = booking.attempt.failure, booking.bot
    if failure and (cause := explain_failure(failure).operator_sentence):
        yield OperatorNews(OPERATORS_TOLD, cause)
    if bot.status and (cause := explain_bot_of(booking).operator_sentence):
        yield OperatorNews(f"{OPERATORS_TOLD} of {bot.bot_id}", cause)
