"""Apply a bot's status events to its booking. Events come twice, late and out of order; status only moves forwards."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from bot.core.booking.bot_state import BotState
from bot.core.booking.bot_status import BotStatus, read_bot_status
from bot.core.booking.bot_usage import with_status_times
from bot.core.booking.model import Booking, Intent
from bot.core.booking.past_bots import with_bot
from bot.core.identifiers import BotId
from bot.core.lifecycle.transitions import with_card_update_due
from bot.core.outcomes.fatal import BOT_NOT_FOUND


def apply_bot_status(
    booking: Booking, bot_id: BotId, code: str, sub_code: str | None, at: datetime, *, revision: int = 0
) -> Booking:
    """Apply one status event. One for a superseded bot, an unknown code or an earlier state changes nothing.

    `revision` is the one that the bot was booked for, by its metadata: a bot may join before the answer that names it
    has been recorded.
    """
    status = read_bot_status(code)
    if status is None:
        return booking
    if booking.bot.bot_id != bot_id:
        if not _is_the_next(booking, revision):
            return booking
        return _with_status(_with_bot(booking, bot_id), status, sub_code, at)
    if not _is_newer(booking, status, at):
        timed = _with_late_times(booking, status, at)
        return _with_recording_seen(timed) if status.row.has_recorded else timed
    return _with_status(booking, status, sub_code, at)


def apply_status_times(booking: Booking, bot_id: BotId, history: Iterable[tuple[str, datetime]]) -> Booking:
    """Apply when the bot joined and finished, by Recall's own history: a webhook may have been lost."""
    for code, at in history:
        status = read_bot_status(code)
        if status is not None and booking.bot.bot_id == bot_id:
            booking = _with_late_times(booking, status, at)
    return booking


def apply_bot_not_found(booking: Booking, bot_id: BotId, at: datetime) -> Booking:
    """Apply Recall's 404 for the bot: it is lost, or gone as wished."""
    if booking.bot.bot_id != bot_id or booking.wish.intent is Intent.ATTEND or booking.bot.is_live:
        return apply_bot_status(booking, bot_id, BotStatus.FATAL, BOT_NOT_FOUND, at)
    away = replace(booking.bot, is_kept_elsewhere=False, was_asked_to_leave=False)
    return booking if away == booking.bot else with_card_update_due(replace(booking, bot=away))


def status_poll_due(booking: Booking) -> datetime | None:
    """From when on Recall is polled for the bot's status; None while there is nothing to poll."""
    bot = booking.bot
    if bot.bot_id is None or bot.has_finished:
        return None
    is_off = booking.wish.intent is Intent.STAY_AWAY and booking.is_applied and bot.is_scheduled
    if is_off and not bot.is_kept_elsewhere and not bot.was_asked_to_leave:
        return None
    return booking.bot_comes_at


def _is_the_next(booking: Booking, revision: int) -> bool:
    """Whether the event's bot belongs to the present wish; one for an older wish counts only while bots stay away."""
    is_wished = revision == booking.wish.revision or booking.wish.intent is Intent.STAY_AWAY
    return is_wished and booking.bot.applied_revision < revision <= booking.wish.revision


def _with_bot(booking: Booking, bot_id: BotId) -> Booking:
    """Not applied yet: the answer, or a verification, shows with which settings."""
    applied_revision = booking.bot.applied_revision
    return with_bot(booking, BotState(bot_id=bot_id, applied_revision=applied_revision))


def _with_status(booking: Booking, status: BotStatus, sub_code: str | None, at: datetime) -> Booking:
    bot = with_status_times(booking.bot, status, at)
    news = replace(
        bot,
        status=status.value,
        # Why the call ended is still the reason when the bot is done, and Recall does not say it again.
        sub_code=sub_code or (bot.sub_code if status.row.follows_call_ended else None),
        has_recorded=bot.has_recorded or status.row.has_recorded,
        status_at=at,
        seen_at=at,
    )
    there = replace(booking, bot=news)
    if status is not BotStatus.READY:  # which says no more than that it is booked
        there = with_card_update_due(there)
    comes_anyway = booking.wish.intent is Intent.STAY_AWAY and news.is_live and not bot.is_live
    return _with_leave_retried(there) if comes_anyway else there


def _with_late_times(booking: Booking, status: BotStatus, at: datetime) -> Booking:
    """What a finished bot was billed for stands on its card."""
    timed = with_status_times(booking.bot, status, at)
    if timed == booking.bot:
        return booking
    there = replace(booking, bot=timed)
    return with_card_update_due(there) if timed.has_finished else there


def _with_leave_retried(booking: Booking) -> Booking:
    """The bot joins although it was cancelled, or although that was given up: it is asked to leave."""
    known = min(booking.bot.applied_revision, booking.wish.revision - 1)
    bot = replace(booking.bot, applied_revision=known)
    return replace(booking, bot=bot, attempt=booking.attempt.reset_for_wish())


def _with_recording_seen(booking: Booking) -> Booking:
    """A late event still shows that there is a recording."""
    if booking.bot.has_recorded:
        return booking
    return with_card_update_due(replace(booking, bot=replace(booking.bot, has_recorded=True)))


def _is_newer(booking: Booking, status: BotStatus, at: datetime) -> bool:
    bot = booking.bot
    if bot.status is None or bot.status_at is None:
        return True
    known, news = bot.row.rank, status.row.rank
    return news > known or (news == known and at > bot.status_at)
