"""Hold what an admin sees of the whole installation: calendars, recent failures, webhooks, credit, version."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.core.booking.model import Booking
from bot.core.calendars.connect_offer import NOTHING_TO_CONNECT, ConnectOffer
from bot.core.calendars.connection import ConnectionView
from bot.core.costs.month import MonthlyCosts
from bot.core.costs.prices import NO_BUDGET, Budget
from bot.core.identifiers import UserId

FAILURE_SPAN = timedelta(days=7)
MOST_FAILURES = 15
OUT_OF_CREDIT = 402


@dataclass(frozen=True, slots=True)
class FailedBooking:
    booking: Booking
    card_link: str | None = None  # None where the admin could not open it either: in someone's direct messages


@dataclass(frozen=True, slots=True, kw_only=True)
class AdminOverview:
    reader: UserId
    version: str
    connections: tuple[ConnectionView, ...] = ()  # calendars that people connected from Slack
    connect: ConnectOffer = NOTHING_TO_CONNECT
    calendars_at_recall: int = 0
    disconnected_at_recall: int = 0
    read_at: datetime | None = None  # when the calendars were last read
    failures: tuple[FailedBooking, ...] = ()  # the newest first
    has_webhook_secret: bool = True
    webhook_at: datetime | None = None  # the newest that was accepted
    month: Mapping[UserId, MonthlyCosts] = field(default_factory=dict)  # of this month, by who booked
    budget: Budget = NO_BUDGET
    refused_webhooks: Mapping[str, int] = field(default_factory=dict)  # since the start, by reason

    @property
    def without_credit(self) -> int:
        """How many of the failed bookings the account could not pay for."""
        failures = [each.booking.attempt.failure for each in self.failures]
        return sum(failure is not None and failure.status == OUT_OF_CREDIT for failure in failures)
