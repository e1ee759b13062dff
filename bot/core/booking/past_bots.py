"""The bots that a booking has had: where another takes a bot's place, the earlier one is still one of ours."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from bot.core.booking.bot_state import BotState, Media
from bot.core.booking.model import Booking
from bot.core.identifiers import BotId


def with_bot(booking: Booking, bot: BotState) -> Booking:
    """`bot` in the place of the present one, or none for now."""
    known = (*booking.past_bot_ids, booking.bot.bot_id)
    past = tuple(dict.fromkeys(bot_id for bot_id in known if bot_id and bot_id != bot.bot_id))
    unwanted = [booking.bot] if booking.bot.media in {Media.UNWANTED, Media.DELETING} else []
    still_past = tuple(each for each in (*booking.past_unwanted, *unwanted) if each.bot_id != bot.bot_id)
    return replace(booking, bot=bot, past_bot_ids=past, past_unwanted=still_past)


def with_bot_in_place(booking: Booking, bot_id: BotId | None) -> Booking:
    """As it would be with that one of its bots in the place of the present one, which stands for None."""
    if bot_id in {None, booking.bot.bot_id}:
        return booking
    unwanted = next((bot for bot in booking.past_unwanted if bot.bot_id == bot_id), None)
    return replace(booking, bot=unwanted or _past_bot(booking, bot_id))


def _past_bot(booking: Booking, bot_id: BotId | None) -> BotState:
    """Of a bot whose place was taken that is all there is to know; of one that never was the booking's, nothing."""
    return BotState(bot_id=bot_id, status="done") if bot_id in booking.past_bot_ids else BotState()


def apply_to_bot(booking: Booking, bot_id: BotId | None, change: Callable[[Booking], Booking]) -> Booking:
    """What a change of its recording does to that one of its bots, present or past."""
    seen = with_bot_in_place(booking, bot_id)
    if seen is booking:
        return change(booking)
    changed = change(seen)
    if changed.bot.bot_id is None:
        return booking
    others = (bot for bot in booking.past_unwanted if bot.bot_id != bot_id)
    return replace(changed, bot=booking.bot, past_unwanted=(*others, changed.bot))


def bots_of(bookings: Iterable[Booking]) -> frozenset[BotId]:
    """All that they have, or have had."""
    known = (bot_id for booking in bookings for bot_id in (*booking.past_bot_ids, booking.bot.bot_id))
    return frozenset(bot_id for bot_id in known if bot_id)
