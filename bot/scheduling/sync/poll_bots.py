"""Poll Recall about bots one after the other. A bot that cannot be read does not hold up the others."""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial

import structlog

from bot.clock import Clock
from bot.core.booking.later_transcript import has_later_transcripts
from bot.core.booking.model import Booking
from bot.core.errors import AnsweredError, NoAnswer, NotConfirmed, RecallError
from bot.core.identifiers import BotId
from bot.core.lifecycle.bot_status_changes import apply_bot_status
from bot.core.lifecycle.recording import apply_media_check
from bot.recall.client import RecallClient
from bot.recall.rate_limit import RateLimitReached
from bot.recall.wire import WireBot
from bot.store.bookings.bookings import Bookings
from bot.store.bookings.leases import Change

log = structlog.get_logger()

# After so many unanswered polls in a row, Recall itself is unavailable rather than one bot.
MAX_UNANSWERED = 3

Missing = Callable[[BotId], Change]


class BotPolls:
    def __init__(self, bookings: Bookings, recall: RecallClient, clock: Clock, wake: Callable[[], None]) -> None:
        self._bookings = bookings
        self._recall = recall
        self._clock = clock
        self._wake = wake

    async def poll(self, bookings: Iterable[Booking], missing: Missing | None = None) -> None:
        """Apply what Recall says of the bots to their bookings.

        `missing`: what it means that Recall does not know a bot. Raises RecallError when Recall cannot be asked.
        """
        unanswered = 0
        for booking in bookings:
            if booking.bot.bot_id is None:
                continue
            try:
                await self._poll(booking, booking.bot.bot_id, missing)
                unanswered = 0
            except RateLimitReached:
                raise
            except RecallError as error:
                unanswered = unanswered + 1 if _is_silence(error) else 0
                log.warning("bot not read", booking_id=booking.id, error=str(error))
                if unanswered == MAX_UNANSWERED:
                    raise

    async def _poll(self, booking: Booking, bot_id: BotId, missing: Missing | None) -> None:
        try:
            bot = await self._recall.get_bot(bot_id, has_later_transcripts=has_later_transcripts(booking.bot))
        except AnsweredError as error:
            if error.status != 404 or missing is None:
                raise
            news = missing(bot_id)
        else:
            news = partial(_apply_history, bot_id=bot_id, bot=bot, now=self._clock.now())
        if news(booking) != booking:
            await self._bookings.change(booking.id, news, self._clock.now(), what="bot news")
            self._wake()


def _is_silence(error: RecallError) -> bool:
    return isinstance(error, NoAnswer) and not isinstance(error, NotConfirmed)


def _apply_history(booking: Booking, bot_id: BotId, bot: WireBot, now: datetime) -> Booking:
    for change in bot.status_changes:
        booking = apply_bot_status(booking, bot_id, change.code, change.sub_code, change.created_at)
    return apply_media_check(booking, bot_id, now, bot.recorded)
