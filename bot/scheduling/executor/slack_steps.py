"""Carry out the steps that post to Slack, each returning its effect on the booking."""

import random
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial

import structlog

from bot.blocks.card.status import buttons_expire_at
from bot.blocks.kit.block_kit import MessageContent
from bot.blocks.messages.admin_alert import build_admin_alert
from bot.blocks.summaries.summary_reply import SummaryToTell
from bot.clock import Clock
from bot.core.access.title_visibility import Audience, TitleHidden, is_direct_message, why_title_is_hidden
from bot.core.booking.bot_status import Milestone
from bot.core.booking.card_timing import is_unsettled
from bot.core.booking.model import Booking, Card
from bot.core.booking.past_bots import with_bot_in_place
from bot.core.bot_config.policy import Configuration
from bot.core.errors import DatabaseUnavailable, SlackRefusal
from bot.core.identifiers import BookingId, ChannelId, UserId
from bot.core.lifecycle import card_transitions
from bot.core.lifecycle.milestones import told_key
from bot.core.lifecycle.steps import (
    CloseReply,
    LeaveNote,
    Say,
    ShareSummary,
    ShowCard,
    SlackStep,
    TakeBackShare,
    TellOperators,
)
from bot.core.outcomes.operator_alert import due_operator_alert
from bot.scheduling.access.organizers import Organizers
from bot.scheduling.executor.summary_steps import SummarySteps
from bot.slack.announcer import Announcer
from bot.slack.card_rate_limit import CardRateLimiter
from bot.slack.conversations import Conversations
from bot.store.bookings.leases import Change

log = structlog.get_logger()

FindBooking = Callable[[BookingId], Awaitable[Booking | None]]

# A card that is replaced waits for the new one, to link to it.
SUCCESSOR_RECHECK = timedelta(seconds=1)
SUCCESSOR_PATIENCE = timedelta(minutes=1)
CARD_IS_GONE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed"})


class SlackSteps:
    def __init__(
        self,
        announcer: Announcer,
        clock: Clock,
        configuration: Configuration,
        rate_limiter: CardRateLimiter | None = None,
        organizers: Organizers | None = None,
        conversations: Conversations | None = None,
        on_card: Callable[[Booking], None] = lambda _: None,
        find_booking: FindBooking | None = None,
        summaries: SummarySteps | None = None,
    ) -> None:
        """`on_card` is called when what people read of a booking has changed."""
        self._announcer = announcer
        self._clock = clock
        self._operators = sorted(configuration.policy.operators)
        self._rate_limiter = rate_limiter or CardRateLimiter()
        self._organizers = organizers
        self._conversations = conversations
        self._on_card = on_card
        self._find_booking = find_booking
        self._summaries = summaries

    async def do(self, step: SlackStep, booking: Booking) -> Change:
        try:
            return await self._outcome(step, booking)
        except DatabaseUnavailable:  # no one's bug: the executor hands the booking on
            raise
        except Exception:
            log.exception("step failed", step=type(step).__name__)
            return partial(card_transitions.with_bug_backoff, now=self._clock.now())

    async def _outcome(self, step: SlackStep, booking: Booking) -> Change:
        match step:
            case ShowCard():
                return await self._show_card(booking)
            case LeaveNote():
                return await self._leave_note(booking)
            case TellOperators():
                return await self._tell_operators(booking)
            case Say(milestone=milestone, bot_id=bot_id):
                return await self._say(with_bot_in_place(booking, bot_id), milestone)
            case ShareSummary() | TakeBackShare():
                return await self._summaries.do(step, booking) if self._summaries else _leave_unchanged
            case CloseReply(milestone=milestone, key=key):
                return await self._close_reply(booking, milestone, key)

    async def _show_card(self, booking: Booking) -> Change:
        now = self._clock.now()
        is_pending = is_unsettled(booking, now)
        wait = self._wait_for_card(booking, now, is_pending=is_pending)
        if wait is not None:
            return partial(card_transitions.with_card_delayed, until=wait)
        successor = await self._find_successor(booking)
        if successor is not None and _will_have_card(successor, now):
            return partial(card_transitions.with_card_delayed, until=now + SUCCESSOR_RECHECK)
        self._on_card(booking)
        try:
            there = _visible_card(successor, booking) if successor else None
            card = await self._announcer.show(booking, now, await self._audience(booking), there)
        except SlackRefusal as refusal:
            return self._card_refused(booking, refusal)
        self._rate_limiter.record_shown(booking.id, now, is_pending=is_pending)
        return partial(
            card_transitions.with_card_shown,
            card=card,
            version=booking.said.version,
            refresh_at=buttons_expire_at(booking, now),
        )

    async def _find_successor(self, booking: Booking) -> Booking | None:
        """The booking that has replaced this one."""
        if booking.replaced_by is None or self._find_booking is None:
            return None
        return await self._find_booking(booking.replaced_by)

    async def _audience(self, booking: Booking) -> Audience:
        """Look up the audience before each showing of a title: the conversation may have been shared since the form."""
        if self._conversations is None or why_title_is_hidden(booking, Audience.UNKNOWN) is not TitleHidden.UNKNOWN:
            return Audience.INSIDE
        return await self._conversations.audience(booking.destination.channel_id) or Audience.UNKNOWN

    def _wait_for_card(self, booking: Booking, now: datetime, *, is_pending: bool) -> datetime | None:
        if booking.said.card is not None:
            return self._rate_limiter.wait_for_edit(booking.id, now)
        return self._rate_limiter.wait_for_post(_channel(booking), booking.id, now, is_pending=is_pending)

    def _card_refused(self, booking: Booking, refusal: SlackRefusal) -> Change:
        log.warning("card refused", code=refusal.code)
        if refusal.code in CARD_IS_GONE:
            return card_transitions.apply_card_loss
        now = self._clock.now()
        if refusal.retry_after and booking.said.card is None:
            self._rate_limiter.hold_posts(_channel(booking), now + refusal.retry_after)
        elif refusal.retry_after:
            self._rate_limiter.hold_edits(now + refusal.retry_after)
        return partial(card_transitions.apply_card_refusal, refusal=refusal, now=now, jitter=random.random())

    async def _say(self, booking: Booking, milestone: Milestone) -> Change:
        now = self._clock.now()
        wait = self._rate_limiter.wait_for_post(_channel(booking), booking.id, now)
        if wait is not None:
            return partial(card_transitions.with_card_delayed, until=wait)
        ts = None
        news = await self._find_summary(booking, milestone)
        if milestone is Milestone.SUMMARY and news is None:  # gone by now, with its recording
            return partial(card_transitions.with_told, milestone=told_key(booking, milestone))
        try:
            ts = await self._announcer.reply(booking, milestone, await self._whom_to_call(booking, milestone), news)
        except SlackRefusal as refusal:
            log.warning("reply refused", milestone=milestone.value, code=refusal.code)
            if not refusal.permanent and card_transitions.is_worth_saying(booking, now):
                return partial(card_transitions.apply_reply_refusal, refusal=refusal, now=now, jitter=random.random())
        return partial(card_transitions.with_told, milestone=told_key(booking, milestone), open_reply=ts)

    async def _close_reply(self, booking: Booking, milestone: Milestone, key: str) -> Change:
        now = self._clock.now()
        wait = self._rate_limiter.wait_for_edit(booking.id, now)
        if wait is not None:
            return partial(card_transitions.with_card_delayed, until=wait)
        try:
            await self._announcer.close_reply(booking, milestone, booking.said.open_replies[key])
        except SlackRefusal as refusal:
            log.warning("reply not closed", milestone=milestone.value, code=refusal.code)
            if not refusal.permanent and card_transitions.is_worth_saying(booking, now):
                return partial(card_transitions.apply_reply_refusal, refusal=refusal, now=now, jitter=random.random())
        return partial(card_transitions.with_reply_closed, key=key)

    async def _find_summary(self, booking: Booking, milestone: Milestone) -> SummaryToTell | None:
        if milestone is not Milestone.SUMMARY or self._summaries is None:
            return None
        return await self._summaries.find_news(booking)

    async def _whom_to_call(self, booking: Booking, milestone: Milestone) -> UserId | None:
        if milestone is not Milestone.LOBBY or self._organizers is None:
            return None
        return await self._organizers.find(booking)

    async def _leave_note(self, booking: Booking) -> Change:
        """Never retried: a response_url has few uses and a short life, and the card is posted elsewhere."""
        try:
            await self._announcer.leave_note(booking)
        except SlackRefusal as refusal:
            log.warning("note refused", code=refusal.code)
        return card_transitions.with_note_done

    async def _tell_operators(self, booking: Booking) -> Change:
        """Tell one operator per step, so that a retry for one who cannot be reached repeats no message to another."""
        news = due_operator_alert(booking)
        if news is None:
            return _leave_unchanged
        operator = next(
            (each for each in self._operators if news.key_for_operator(each) not in booking.said.told), None
        )
        if operator is None:
            return partial(card_transitions.with_told, milestone=news.key)
        try:
            alert = await self._word_alert(booking, operator, news.sentence)
            await self._announcer.tell(UserId(operator), alert.text, alert.blocks)
        except SlackRefusal as refusal:
            log.warning("operator not reached", code=refusal.code, operator=operator)
            now = self._clock.now()
            if not refusal.permanent and card_transitions.is_worth_saying(booking, now):
                return partial(card_transitions.apply_reply_refusal, refusal=refusal, now=now, jitter=random.random())
        return partial(card_transitions.with_told, milestone=news.key_for_operator(operator))

    async def _word_alert(self, booking: Booking, operator: str, sentence: str) -> MessageContent:
        card = booking.said.card
        can_open = card is not None and (booking.booked_by == operator or not is_direct_message(card.channel_id))
        card_link = await self._announcer.fetch_card_link(card) if card is not None and can_open else None
        return build_admin_alert(booking, sentence, card_link)


def _will_have_card(successor: Booking, now: datetime) -> bool:
    """Soon: it is worth waiting for the link to it."""
    said = successor.said
    return said.card is None and not said.is_mute and now < successor.booked_at + SUCCESSOR_PATIENCE


def _visible_card(successor: Booking, booking: Booking) -> Card | None:
    """Other people's direct messages cannot be linked to."""
    card = successor.said.card
    is_private = successor.said.in_dm or is_direct_message(successor.destination.channel_id)
    is_beside = card is not None and booking.said.card is not None and card.channel_id == booking.said.card.channel_id
    return card if is_beside or not is_private else None


def _leave_unchanged(booking: Booking) -> Booking:
    return booking


def _channel(booking: Booking) -> ChannelId:
    """The channel of the next post; direct messages are a channel like any other."""
    if booking.said.card is not None:
        return booking.said.card.channel_id
    return ChannelId(booking.booked_by) if booking.said.in_dm else booking.destination.channel_id
