"""Tell summaries in Slack: in the card's thread, and where a person shares them."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial

import structlog

from bot.blocks.summaries.shared_summary import (
    SHARE_OUTSIDE,
    build_shared_summary,
    build_withdrawn_share,
    share_refused,
)
from bot.blocks.summaries.summary_reply import SummaryToTell
from bot.clock import Clock
from bot.core.access.title_visibility import Audience, is_read_by_others, is_summary_shown
from bot.core.booking.model import Booking
from bot.core.booking.past_bots import with_bot_in_place
from bot.core.booking.summary_share import ShareState, SummaryShare, with_share_state
from bot.core.errors import SlackRefusal
from bot.core.identifiers import BookingId, BotId, ChannelId
from bot.core.lifecycle import card_transitions
from bot.core.lifecycle.steps import ShareSummary, TakeBackShare
from bot.core.summaries.model import SummaryRecord
from bot.slack.announcer import Announcer
from bot.slack.conversations import Conversations
from bot.store.bookings.leases import Change

log = structlog.get_logger()

FindSummary = Callable[[BookingId, BotId], Awaitable[SummaryRecord | None]]
# Slack may be unavailable for as long before a share is given up.
WORTH_SHARING = timedelta(days=1)


class SummarySteps:
    def __init__(
        self,
        announcer: Announcer,
        clock: Clock,
        find: FindSummary,
        conversations: Conversations | None,
        *,
        in_channels: bool,
        has_model: bool,
    ) -> None:
        """`in_channels`: whether the policy lets a channel's thread say what was said in the meeting."""
        self._announcer = announcer
        self._clock = clock
        self._find = find
        self._conversations = conversations
        self._in_channels = in_channels
        self._has_model = has_model

    async def find_news(self, booking: Booking) -> SummaryToTell | None:
        """What the thread is to be told. None: the summary is gone by now, with its recording."""
        record = await self._find(booking.id, booking.bot.bot_id) if booking.bot.bot_id else None
        if record is None:
            return None
        return SummaryToTell(record, await self._is_shown(booking), self._has_model)

    async def _is_shown(self, booking: Booking) -> bool:
        """Looked up before each showing: the conversation may have been shared since the form."""
        if is_read_by_others(booking) and not self._in_channels:
            return False
        if not is_summary_shown(booking, Audience.INSIDE):
            return False
        if self._conversations is None or not is_read_by_others(booking):
            return True
        audience = await self._conversations.audience(booking.destination.channel_id) or Audience.UNKNOWN
        return is_summary_shown(booking, audience)

    async def do(self, step: ShareSummary | TakeBackShare, booking: Booking) -> Change:
        seen = with_bot_in_place(booking, step.share.bot_id)
        try:
            if isinstance(step, TakeBackShare):
                await self._announcer.edit_shared(step.share, build_withdrawn_share())
                return partial(_with_state, share=step.share, state=ShareState.TAKEN_BACK)
            return await self._share(step.share, seen)
        except SlackRefusal as refusal:
            return await self._handle_refusal(step, refusal)

    async def _share(self, share: SummaryShare, booking: Booking) -> Change:
        record = await self._find(booking.id, share.bot_id)
        if record is None or record.notes is None:
            return partial(_with_state, share=share, state=ShareState.REFUSED)
        if await self._is_read_outside(share.channel_id):
            return await self._refuse(share, SHARE_OUTSIDE)
        ts = await self._announcer.share(share, build_shared_summary(booking, record, share.by))
        return partial(_with_state, share=share, state=ShareState.POSTED, ts=ts)

    async def _handle_refusal(self, step: ShareSummary | TakeBackShare, refusal: SlackRefusal) -> Change:
        share, now = step.share, self._clock.now()
        log.warning("share refused", step=type(step).__name__, code=refusal.code)
        is_permanent = refusal.permanent and refusal.code not in card_transitions.INSTALLATION_IS_BROKEN
        if not is_permanent and now < share.at + WORTH_SHARING:
            return partial(card_transitions.apply_reply_refusal, refusal=refusal, now=now, jitter=0.5)
        if isinstance(step, TakeBackShare):
            return partial(_with_state, share=share, state=ShareState.TAKEN_BACK)
        return await self._refuse(share, share_refused(share.channel_id))

    async def _is_read_outside(self, channel_id: ChannelId) -> bool:
        """The form does not offer such channels; one may have been shared since."""
        if self._conversations is None:
            return False
        return await self._conversations.audience(channel_id) is Audience.OUTSIDERS

    async def _refuse(self, share: SummaryShare, sentence: str) -> Change:
        try:
            await self._announcer.tell(share.by, sentence)
        except SlackRefusal as refusal:
            log.info("sharer not told", code=refusal.code)
        return partial(_with_state, share=share, state=ShareState.REFUSED)


def _with_state(booking: Booking, share: SummaryShare, state: ShareState, ts: str | None = None) -> Booking:
    said = replace(booking.said, tries=0, next_at=None)
    return replace(booking, said=said, shares=with_share_state(booking.shares, share, state, ts))
