"""Record what happens to recordings once their bots have left: failed, deleted or expired."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from bot.clock import Clock
from bot.core.identifiers import BookingId, BotId
from bot.core.lifecycle.recording import with_media_doubt
from bot.core.outcomes.recording import may_be_recorded
from bot.scheduling.sync.poll_bots import BotPolls
from bot.store.bookings.bookings import Bookings
from bot.store.bookings.webhook_inbox import Delivery, Inbox, Receipt

# Recall keeps a recording for as long as its settings say; older ones are not polled any more.
LOOK_BACK = timedelta(days=31)
ROUND_INTERVAL = timedelta(hours=1)
MAX_POLLED = 20  # in a minute, of Recall's 300 reads


class FollowRecordings:
    def __init__(
        self, bookings: Bookings, inbox: Inbox, polls: BotPolls, clock: Clock, wake: Callable[[], None]
    ) -> None:
        self._bookings = bookings
        self._inbox = inbox
        self._polls = polls
        self._clock = clock
        self._wake = wake
        self._skip = 0  # those that this round has covered
        self._rests_until: datetime | None = None

    async def receive(self, delivery_id: str, bot_id: BotId, booking_id: BookingId | None) -> Receipt:
        """One of the bot's recordings failed or was deleted; the executor looks at what is left."""
        doubt = partial(with_media_doubt, bot_id=bot_id)
        delivery = Delivery(
            delivery_id=delivery_id, at=self._clock.now(), bot_id=bot_id, booking_id=booking_id, change=doubt
        )
        hearing = await self._inbox.receive(delivery)
        if hearing is Receipt.FIRST:
            self._wake()
        return hearing

    async def poll(self) -> None:
        """Poll all recordings that may exist once an hour, a batch with each call."""
        now = self._clock.now()
        if self._rests_until is not None and now < self._rests_until:
            return
        found = await self._bookings.swept.find_with_finished_bots(now, now - LOOK_BACK, MAX_POLLED, skip=self._skip)
        if len(found) == MAX_POLLED:
            self._skip += len(found)
        else:
            self._skip, self._rests_until = 0, now + ROUND_INTERVAL
        await self._polls.poll([booking for booking in found if may_be_recorded(booking)])
