"""Show a summary to a person who may read the recording, and have it made again for one who may spend that."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.clock import Clock
from bot.core.access.people import Person
from bot.core.access.permissions import Deed
from bot.core.booking.model import Booking
from bot.core.booking.past_bots import with_bot_in_place
from bot.core.identifiers import BookingId, BotId
from bot.core.summaries.model import SummaryRecord
from bot.scheduling.access.authorize import Rights
from bot.store.summaries import Summaries


@dataclass(frozen=True, slots=True)
class SummaryPage:
    """`booking` has the bot in place whose recording was summarized."""

    booking: Booking
    record: SummaryRecord | None
    may_share: bool  # and have it summarized again


class SummariesOnRequest:
    def __init__(self, rights: Rights, summaries: Summaries, clock: Clock, wake: Callable[[], None] | None) -> None:
        """`wake` wakes the worker; None where nothing is summarized."""
        self._rights = rights
        self._summaries = summaries
        self._clock = clock
        self._wake = wake

    @property
    def are_on(self) -> bool:
        return self._wake is not None

    async def load(self, person: Person, booking_id: BookingId, bot_id: BotId | None) -> SummaryPage:
        """Raises Refused."""
        booking = await self._rights.authorize(Deed.SEE_RECORDING, person, booking_id)
        may_share = await self._rights.has_right(Deed.SHARE_SUMMARY, person, booking)
        seen = with_bot_in_place(booking, bot_id)
        bot = seen.bot.bot_id
        record = await self._summaries.find(booking.id, bot) if bot else None
        return SummaryPage(seen, record, may_share)

    async def authorize_share(self, person: Person, booking_id: BookingId, bot_id: BotId | None) -> Booking:
        """Raises Refused."""
        booking = await self._rights.authorize(Deed.SHARE_SUMMARY, person, booking_id)
        return with_bot_in_place(booking, bot_id)

    async def summarize_again(self, person: Person, booking_id: BookingId, bot_id: BotId | None) -> bool:
        """False where nothing is summarized, or it is being done. Raises Refused."""
        booking = await self._rights.authorize(Deed.SUMMARIZE, person, booking_id)
        bot = with_bot_in_place(booking, bot_id).bot.bot_id
        if self._wake is None or bot is None:
            return False
        is_begun = await self._summaries.enqueue_again(booking.id, bot, self._clock.now())
        self._wake()
        return is_begun
