"""Apply bot status changes to bookings: from webhooks, and by polling for those that never arrive."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from bot.clock import Clock
from bot.core.booking.model import Booking, Intent
from bot.core.identifiers import BookingId, BotId
from bot.core.lifecycle.bot_status_changes import apply_bot_not_found, apply_bot_status
from bot.scheduling.sync.poll_bots import BotPolls
from bot.store.bookings.bookings import Bookings
from bot.store.bookings.leases import Change
from bot.store.bookings.webhook_inbox import Delivery, Inbox, Receipt

# Webhooks may fail, and this program be down, for days; older bots are not polled any more.
LOOK_BACK = timedelta(days=7)
# A bot may fail, or be sent ahead, before its time.
LOOK_AHEAD = timedelta(minutes=10)
MAX_POLLED = 200  # of Recall's 300 reads a minute


class FollowBot:
    def __init__(
        self, bookings: Bookings, inbox: Inbox, polls: BotPolls, clock: Clock, wake: Callable[[], None]
    ) -> None:
        self._bookings = bookings
        self._inbox = inbox
        self._polls = polls
        self._clock = clock
        self._wake = wake
        self._skip = 0  # those that the last polls covered

    async def receive(
        self,
        delivery_id: str,
        bot_id: BotId,
        code: str,
        sub_code: str | None,
        at: datetime,
        *,
        booking_id: BookingId | None = None,
        revision: int = 0,
    ) -> Receipt:
        """`booking_id` and `revision` are what our metadata on the bot says; the bot's own id counts for more."""
        news = partial(apply_bot_status, bot_id=bot_id, code=code, sub_code=sub_code, at=at, revision=revision)
        heard_at = self._clock.now()
        delivery = Delivery(delivery_id=delivery_id, at=heard_at, bot_id=bot_id, booking_id=booking_id, change=news)
        hearing = await self._inbox.receive(delivery)
        if hearing is Receipt.FIRST:
            self._wake()
        return hearing

    async def poll(self) -> None:
        """Poll the bots that should be live by now or soon, in case a webhook was lost.

        Where they are more than the rate limit allows, the next poll covers the others.
        """
        now = self._clock.now()
        found = await self._bookings.swept.find_with_live_bots(
            now + LOOK_AHEAD, now - LOOK_BACK, MAX_POLLED, skip=self._skip
        )
        self._skip = self._skip + len(found) if len(found) == MAX_POLLED else 0
        await self._polls.poll(found, missing=self._apply_missing)

    def _apply_missing(self, bot_id: BotId) -> Change:
        return partial(_apply_loss, bot_id=bot_id, at=self._clock.now())


def _apply_loss(booking: Booking, bot_id: BotId, at: datetime) -> Booking:
    """One that is lost before its time is booked once more by the look before the start."""
    is_early = booking.wish.intent is Intent.ATTEND and not booking.bot.is_live and at < booking.bot_comes_at
    return booking if is_early else apply_bot_not_found(booking, bot_id, at)
