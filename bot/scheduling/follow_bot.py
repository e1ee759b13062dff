"""News of bots → the bot part of their bookings: as Recall tells it, and by looking where it does not."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import structlog

from bot.clock import Clock
from bot.core.booking import Booking
from bot.core.bot_life import heard
from bot.core.errors import AnsweredError
from bot.core.fatal_outcomes import BOT_NOT_FOUND
from bot.core.identifiers import BookingId, BotId
from bot.recall.client import RecallClient
from bot.recall.wire import StatusChange
from bot.store.bookings import Bookings
from bot.store.inbox import Hearing, Inbox, News

log = structlog.get_logger()

# Webhooks may be silent, and this program too, for days; what is older than this is not looked for any more.
LOOK_BACK = timedelta(days=7)
MOST_LOOKED_AT = 200  # of Recall's 300 reads a minute


class FollowBot:
    def __init__(
        self, bookings: Bookings, inbox: Inbox, recall: RecallClient, clock: Clock, wake: Callable[[], None]
    ) -> None:
        self._bookings = bookings
        self._inbox = inbox
        self._recall = recall
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
    ) -> None:
        """`booking_id` and `revision` are what our metadata on the bot says; the bot's own id counts for more."""
        news = partial(heard, bot_id=bot_id, code=code, sub_code=sub_code, at=at, revision=revision)
        heard_at = self._clock.now()
        delivery = News(delivery_id=delivery_id, at=heard_at, bot_id=bot_id, booking_id=booking_id, change=news)
        match await self._inbox.hear(delivery):
            case Hearing.FIRST:
                self._wake()
            case Hearing.UNKNOWN_BOT:
                log.info("news of a bot that is not ours", bot_id=bot_id, code=code)

    async def look(self) -> None:
        """Ask Recall about the bots that should be live by now: webhooks make it prompt, looking makes it true.

        Where they are more than Recall may be asked about in a minute, the next look comes to the others.
        """
        now = self._clock.now()
        found = await self._bookings.with_bots_under_way(now, now - LOOK_BACK, MOST_LOOKED_AT, skip=self._skip)
        self._skip = self._skip + len(found) if len(found) == MOST_LOOKED_AT else 0
        for booking in found:
            await self._look_at(booking)

    async def _look_at(self, booking: Booking) -> None:
        bot_id = booking.bot.bot_id
        if bot_id is None:
            return
        try:
            bot = await self._recall.get_bot(bot_id)
            news = partial(_all_heard, bot_id=bot_id, changes=bot.status_changes)
        except AnsweredError as error:
            log.warning("bot not read", booking_id=booking.id, status=error.status)
            if error.status != 404:
                return
            now = self._clock.now()
            news = partial(heard, bot_id=bot_id, code="fatal", sub_code=BOT_NOT_FOUND, at=now)
        if news(booking) != booking:
            await self._bookings.change(booking.id, news, self._clock.now(), what="bot news")
            self._wake()


def _all_heard(booking: Booking, bot_id: BotId, changes: tuple[StatusChange, ...]) -> Booking:
    for change in changes:
        booking = heard(booking, bot_id, change.code, change.sub_code, change.created_at)
    return booking
