"""A booking knows the bots that it has had."""

from bot.core.booking.bot_state import BotState
from bot.core.booking.past_bots import bots_of, with_bot
from bot.core.identifiers import BotId
from tests.examples import a_booked_booking, a_booking


def test_a_bot_whose_place_another_takes_is_remembered_once():
    none = with_bot(a_booked_booking(), BotState())
    second = with_bot(none, BotState(bot_id=BotId("bot-2")))
    first_again = with_bot(second, BotState(bot_id=BotId("bot-1")))

    assert none.past_bot_ids == second.past_bot_ids == ("bot-1",)
    assert first_again.past_bot_ids == ("bot-2",)
    assert bots_of([a_booking(), second]) == {"bot-1", "bot-2"}


def test_news_of_the_same_bot_changes_nothing_of_that():
    seen = with_bot(a_booked_booking(), BotState(bot_id=BotId("bot-1"), status="joining_call"))

    assert seen.past_bot_ids == ()
