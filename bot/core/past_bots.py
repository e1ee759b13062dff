"""The bots that a booking has had: where another takes a bot's place, the earlier one is still one of ours."""

from collections.abc import Iterable
from dataclasses import replace

from bot.core.booking import Booking, BotState
from bot.core.identifiers import BotId


def with_bot(booking: Booking, bot: BotState) -> Booking:
    """`bot` in the place of the present one, or none for now."""
    known = (*booking.past_bot_ids, booking.bot.bot_id)
    past = tuple(dict.fromkeys(bot_id for bot_id in known if bot_id and bot_id != bot.bot_id))
    return replace(booking, bot=bot, past_bot_ids=past)


def bots_of(bookings: Iterable[Booking]) -> frozenset[BotId]:
    """All that they have, or have had."""
    known = (bot_id for booking in bookings for bot_id in (*booking.past_bot_ids, booking.bot.bot_id))
    return frozenset(bot_id for bot_id in known if bot_id)
