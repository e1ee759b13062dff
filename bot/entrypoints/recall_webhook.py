"""Receive Recall's webhooks: verify the signature, apply the effect once, answer. Bodies are not kept."""

from collections.abc import Callable, Sequence

import structlog
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from bot.clock import Clock
from bot.core.identifiers import BookingId, CalendarId
from bot.entrypoints.log_throttle import LogThrottle
from bot.entrypoints.rejected_requests import RejectedRequests
from bot.entrypoints.request_body import read_limited_body
from bot.recall.signature import BadSignature, verify
from bot.recall.webhooks import (
    BotNews,
    CalendarChanged,
    CalendarSynced,
    Ignored,
    MediaNews,
    WebhookNews,
    read_webhook,
)
from bot.scheduling.executor.remote_bots import BOOKING_TAG, read_revision
from bot.scheduling.sync.follow_bot import FollowBot
from bot.scheduling.sync.follow_recordings import FollowRecordings
from bot.store.bookings.webhook_inbox import Delivery, Inbox, Receipt

log = structlog.get_logger()

MAX_BODY_BYTES = 1_000_000
CLOSE = {"Connection": "close"}  # whatever else they send is not read


class RecallWebhook:
    def __init__(
        self,
        secrets: Sequence[str],
        inbox: Inbox,
        follow_bot: FollowBot,
        follow_recordings: FollowRecordings,
        read_calendars_soon: Callable[[CalendarId | None], None],
        clock: Clock,
        rejected: RejectedRequests,
    ) -> None:
        """`read_calendars_soon` receives the calendar that has changed itself; None: only events have."""
        self._secrets = secrets
        self._inbox = inbox
        self._follow_bot = follow_bot
        self._follow_recordings = follow_recordings
        self._read_calendars_soon = read_calendars_soon
        self._clock = clock
        self._rejected = rejected
        self._lines = LogThrottle(clock)

    async def answer(self, request: Request) -> Response:
        """401 for what is not provably Recall's, 413 for what is too large, 503 without a secret; else 200."""
        if not self._secrets:
            return PlainTextResponse("RECALL_WEBHOOK_SECRET isn't set.", 503)
        body = await read_limited_body(request, MAX_BODY_BYTES)
        if body is None:
            self._rejected.note("too large")
            return Response(status_code=413, headers=CLOSE)
        try:
            delivery_id = verify(request.headers, body, self._secrets, self._clock.now())
        except BadSignature as fault:
            self._rejected.note(fault.reason.value)
            return Response(status_code=401)
        await self._take_effect(delivery_id, read_webhook(body))
        return Response(status_code=200)

    async def _take_effect(self, delivery_id: str, news: WebhookNews) -> None:
        match news:
            case BotNews():
                await self._receive(delivery_id, news)
            case MediaNews(bot_id=bot_id) if bot_id is not None and _is_news_of_files(news):
                self._log_unknown_bots(await self._follow_recordings.receive(delivery_id, bot_id, _booking_of(news)))
            case CalendarChanged(calendar_id=calendar_id):
                if await self._is_first(delivery_id):
                    self._read_calendars_soon(calendar_id)
            case CalendarSynced():
                if await self._is_first(delivery_id):
                    self._read_calendars_soon(None)
            case Ignored(event=event, reason=reason):
                if await self._is_first(delivery_id) and (webhooks := self._lines.due(f"{reason}: {event}")):
                    log.info("webhooks ignored", event_type=event, reason=reason, webhooks=webhooks)
            case _:
                await self._is_first(delivery_id)

    async def _is_first(self, delivery_id: str) -> bool:
        return await self._inbox.receive(Delivery(delivery_id=delivery_id, at=self._clock.now())) is Receipt.FIRST

    async def _receive(self, delivery_id: str, news: BotNews) -> None:
        hearing = await self._follow_bot.receive(
            delivery_id,
            news.bot_id,
            news.code,
            news.sub_code,
            news.at,
            booking_id=_booking_of(news),
            revision=read_revision(news.metadata),
        )
        self._log_unknown_bots(hearing)

    def _log_unknown_bots(self, hearing: Receipt) -> None:
        """Other programs may send bots from the same workspace, however many."""
        if hearing is Receipt.UNKNOWN_BOT and (webhooks := self._lines.due(hearing.value)):
            log.info("news of bots that are not ours", webhooks=webhooks)


def _is_news_of_files(news: MediaNews) -> bool:
    """Whether the executor has to read again what there is; a recording that is done is read with its bot."""
    changes = {"recording": {"deleted", "failed"}, "transcript": {"done", "deleted", "failed"}}
    return news.code in changes.get(news.media, ())


def _booking_of(news: BotNews | MediaNews) -> BookingId | None:
    tag = news.metadata.get(BOOKING_TAG)
    return BookingId(tag) if tag else None
