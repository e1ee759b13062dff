"""What news of a bot does to its booking. News comes twice, late and out of order; status only moves forwards."""

from dataclasses import replace
from datetime import datetime

from bot.core.booking.bot_state import BotState
from bot.core.booking.model import Booking, Intent
from bot.core.booking.past_bots import with_bot
from bot.core.identifiers import BotId
from bot.core.lifecycle.transitions import with_card_update_due
from bot.core.outcomes.fatal import BOT_NOT_FOUND

# Codes in the order of a bot's life; between those of one rank the later in time counts.
# https://docs.recall.ai/docs/bot-status-change-events
_RANKS = {
    "ready": 0,
    "joining_call": 1,
    "in_waiting_room": 2,
    "in_call_not_recording": 3,
    "recording_permission_allowed": 3,
    "recording_permission_denied": 3,
    "in_call_recording": 3,
    "call_ended": 4,
    "recording_done": 5,
    "done": 6,
    "fatal": 6,
    "analysis_done": 7,
    "analysis_failed": 7,
    "media_expired": 8,
}
_RECORDING = frozenset({"in_call_recording", "recording_done"})
_AFTER_THE_CALL = frozenset({"recording_done", "done", "analysis_done", "analysis_failed", "media_expired"})


def apply_bot_status(
    booking: Booking, bot_id: BotId, code: str, sub_code: str | None, at: datetime, *, revision: int = 0
) -> Booking:
    """News of a superseded bot, of an unknown code or of an earlier state changes nothing.

    `revision` is the one that the bot was booked for, by its metadata: a bot may be on its way before the answer
    that tells of it has been recorded.
    """
    if code not in _RANKS:
        return booking
    if booking.bot.bot_id != bot_id:
        return (
            _with_status(_with_bot(booking, bot_id), code, sub_code, at) if _is_the_next(booking, revision) else booking
        )
    if not _is_newer(booking, code, at):
        return _with_recording_seen(booking) if code in _RECORDING else booking
    return _with_status(booking, code, sub_code, at)


def apply_bot_not_found(booking: Booking, bot_id: BotId, at: datetime) -> Booking:
    """Recall does not know the bot: it is lost, or away as it should be."""
    if booking.bot.bot_id != bot_id or booking.wish.intent is Intent.ATTEND or booking.bot.is_live:
        return apply_bot_status(booking, bot_id, "fatal", BOT_NOT_FOUND, at)
    away = replace(booking.bot, is_kept_elsewhere=False, was_asked_to_leave=False)
    return booking if away == booking.bot else with_card_update_due(replace(booking, bot=away))


def status_poll_due(booking: Booking) -> datetime | None:
    """From when on Recall is asked how the bot is doing; None while there is nothing to ask."""
    bot = booking.bot
    if bot.bot_id is None or _RANKS.get(bot.status or "", 0) >= _RANKS["done"]:
        return None
    is_off = booking.wish.intent is Intent.STAY_AWAY and booking.is_applied and bot.status in {None, "ready"}
    if is_off and not bot.is_kept_elsewhere and not bot.was_asked_to_leave:
        return None
    return booking.bot_comes_at


def _is_the_next(booking: Booking, revision: int) -> bool:
    """A bot for an older wish is of use only while it has to be kept away."""
    is_wished = revision == booking.wish.revision or booking.wish.intent is Intent.STAY_AWAY
    return is_wished and booking.bot.applied_revision < revision <= booking.wish.revision


def _with_bot(booking: Booking, bot_id: BotId) -> Booking:
    """Not applied yet: the answer, or a look, tells with which settings."""
    applied_revision = booking.bot.applied_revision
    return with_bot(booking, BotState(bot_id=bot_id, applied_revision=applied_revision))


def _with_status(booking: Booking, code: str, sub_code: str | None, at: datetime) -> Booking:
    bot = booking.bot
    news = replace(
        bot,
        status=code,
        # Why the call ended is still the reason when the bot is done, and Recall does not say it again.
        sub_code=sub_code or (bot.sub_code if code in _AFTER_THE_CALL else None),
        has_recorded=bot.has_recorded or code in _RECORDING,
        status_at=at,
        seen_at=at,
    )
    there = replace(booking, bot=news)
    if code != "ready":  # which says no more than that it is booked
        there = with_card_update_due(there)
    comes_anyway = booking.wish.intent is Intent.STAY_AWAY and news.is_live and not bot.is_live
    return _with_leave_retried(there) if comes_anyway else there


def _with_leave_retried(booking: Booking) -> Booking:
    """It comes although it was taken off, or although that was given up: it is asked to leave."""
    known = min(booking.bot.applied_revision, booking.wish.revision - 1)
    bot = replace(booking.bot, applied_revision=known)
    return replace(booking, bot=bot, attempt=booking.attempt.reset_for_wish())


def _with_recording_seen(booking: Booking) -> Booking:
    """News that comes late still tells that there is a recording."""
    if booking.bot.has_recorded:
        return booking
    return with_card_update_due(replace(booking, bot=replace(booking.bot, has_recorded=True)))


def _is_newer(booking: Booking, code: str, at: datetime) -> bool:
    bot = booking.bot
    if bot.status is None or bot.status_at is None:
        return True
    known, news = _RANKS.get(bot.status, -1), _RANKS[code]
    return news > known or (news == known and at > bot.status_at)
