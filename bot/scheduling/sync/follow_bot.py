"""News of bots → the bot part of their bookings: as Recall tells it, and by looking where it does not."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from bot.clock import Clock
from bot.core.identifiers import BookingId, BotId
from bot.core.lifecycle.bot_status_changes import apply_bot_not_found, apply_bot_status
from bot.scheduling.sync.poll_bots import BotLooks
from bot.store.bookings.bookings import Bookings
from bot.store.bookings.leases import Change
from bot.store.bookings.webhook_inbox import Hearing, Inbox, News

# Webhooks may be silent, and this program too, for days; what is older than this is not looked for any more.
LOOK_BACK = timedelta(days=7)
MOST_LOOKED_AT = 200  # of Recall's 300 reads a minute


class FollowBot:
    def __init__(
        self, bookings: Bookings, inbox: Inbox, looks: BotLooks, clock: Clock, wake: Callable[[], None]
    ) -> None:
        self._bookings = bookings
        self._inbox = inbox
        self._looks = looks
        self._clock = clock
        self._wake = wake
        self._skip = 0  # those that the last looks came to

    async def hear(
        self,
        delivery_id: str,
        bot_id: BotId,
        code: str,
        sub_code: str | None,
        at: datetime,
        *,
        booking_id: BookingId | None = None,
        revision: int = 0,
    ) -> Hearing:
        """`booking_id` and `revision` are what our metadata on the bot says; the bot's own id counts for more."""
        news = partial(apply_bot_status, bot_id=bot_id, code=code, sub_code=sub_code, at=at, revision=revision)
        heard_at = self._clock.now()
        delivery = News(delivery_id=delivery_id, at=heard_at, bot_id=bot_id, booking_id=booking_id, change=news)
        hearing = await self._inbox.hear(delivery)
        if hearing is Hearing.FIRST:
            self._wake()
        return hearing

    async def look(self) -> None:
        """Ask Recall about the bots that should be live by now: webhooks make it prompt, looking makes it true.

        Where they are more than Recall may be asked about in a minute, the next look comes to the others.
        """
        now = self._clock.now()
        found = await self._bookings.swept.with_bots_under_way(now, now - LOOK_BACK, MOST_LOOKED_AT, skip=self._skip)
        self._skip = self._skip + len(found) if len(found) == MOST_LOOKED_AT else 0
        await self._looks.at(found, missing=self._gone)

    def _gone(self, bot_id: BotId) -> Change:
        return partial(apply_bot_not_found, bot_id=bot_id, at=self._clock.now())
