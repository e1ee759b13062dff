"""Keep track of a booking's earlier bots: when another takes a bot's place, the earlier one is still ours."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from bot.core.booking.bot_state import BotState, Media
from bot.core.booking.bot_status import BotStatus
from bot.core.booking.bot_usage import usages_of_bot
from bot.core.booking.model import Booking
from bot.core.costs.usage import Usage
from bot.core.identifiers import BotId


def with_bot(booking: Booking, bot: BotState) -> Booking:
    """Put `bot`, or an empty state, in the place of the present one."""
    known = (*booking.past_bot_ids, booking.bot.bot_id)
    past = tuple(dict.fromkeys(bot_id for bot_id in known if bot_id and bot_id != bot.bot_id))
    unwanted = [booking.bot] if booking.bot.media in {Media.UNWANTED, Media.DELETING} else []
    still_past = tuple(each for each in (*booking.past_unwanted, *unwanted) if each.bot_id != bot.bot_id)
    past_usage = usages_of(booking) if booking.bot.bot_id != bot.bot_id else booking.past_usage
    return replace(booking, bot=bot, past_bot_ids=past, past_unwanted=still_past, past_usage=past_usage)


def usages_of(booking: Booking) -> tuple[Usage, ...]:
    """What Recall bills for all bots of this booking that have finished."""
    return (*booking.past_usage, *usages_of_bot(booking.bot, booking.meeting.platform))


def with_bot_in_place(booking: Booking, bot_id: BotId | None) -> Booking:
    """The booking as if that bot, one of its past bots, were the present one. None: the present bot."""
    if bot_id in {None, booking.bot.bot_id}:
        return booking
    unwanted = next((bot for bot in booking.past_unwanted if bot.bot_id == bot_id), None)
    return replace(booking, bot=unwanted or _past_bot(booking, bot_id))


def _past_bot(booking: Booking, bot_id: BotId | None) -> BotState:
    """All that is known of a replaced bot; an empty state for one that never was this booking's."""
    return BotState(bot_id=bot_id, status=BotStatus.DONE.value) if bot_id in booking.past_bot_ids else BotState()


def apply_to_bot(booking: Booking, bot_id: BotId | None, change: Callable[[Booking], Booking]) -> Booking:
    """Apply a change of its recording to that bot, present or past."""
    seen = with_bot_in_place(booking, bot_id)
    if seen is booking:
        return change(booking)
    changed = change(seen)
    if changed.bot.bot_id is None:
        return booking
    others = (bot for bot in booking.past_unwanted if bot.bot_id != bot_id)
    return replace(changed, bot=booking.bot, past_unwanted=(*others, changed.bot))


def bots_of(bookings: Iterable[Booking]) -> frozenset[BotId]:
    """All bots that these bookings have, or have had."""
    known = (bot_id for booking in bookings for bot_id in (*booking.past_bot_ids, booking.bot.bot_id))
    return frozenset(bot_id for bot_id in known if bot_id)
