"""The words of a card and the buttons beneath them fit, whatever a bot came to."""

from datetime import timedelta

import pytest

from bot.blocks.card.status import card_status
from bot.blocks.names import Action
from bot.core.booking.bot_state import BotState
from bot.core.identifiers import BotId
from tests.core.outcomes.test_card_words import EVERY_CODE, TRY_AGAIN
from tests.examples import SOON, a_booked_booking

DURING = SOON + timedelta(minutes=5)
ANOTHER_TRY = {Action.TRY_AGAIN, Action.EDIT_BOOKING}


@pytest.mark.parametrize("has_recorded", [False, True])
@pytest.mark.parametrize(("status", "sub_code"), [each for each in EVERY_CODE if each[0] != "ready"])
def test_a_card_offers_what_its_words_advise(status: str, sub_code: str | None, has_recorded: bool) -> None:
    bot = BotState(
        bot_id=BotId("bot-1"), applied_revision=1, status=status, sub_code=sub_code, has_recorded=has_recorded
    )

    shown = card_status(a_booked_booking(bot=bot), DURING, format_time=str)

    assert bool(ANOTHER_TRY & set(shown.buttons)) == bool(TRY_AGAIN.search(shown.sentences.lower()))
    assert (Action.EDIT_BOOKING in shown.buttons) == (
        "edit and try again" in shown.sentences or "edit the" in shown.sentences
    )
    assert (Action.CANCEL_BOT in shown.buttons) == bot.is_live


@pytest.mark.parametrize("has_recorded", [False, True])
@pytest.mark.parametrize(("status", "sub_code"), EVERY_CODE)
def test_the_sentence_does_not_repeat_the_bold_status(status: str, sub_code: str | None, has_recorded: bool) -> None:
    bot = BotState(
        bot_id=BotId("bot-1"), applied_revision=1, status=status, sub_code=sub_code, has_recorded=has_recorded
    )

    shown = card_status(a_booked_booking(bot=bot), DURING, format_time=str)

    assert not shown.sentences.lower().startswith(shown.label.lower())
    assert f" is {shown.label.lower()}." not in shown.sentences.lower()
    assert f" is {shown.label.lower()} " not in shown.sentences.lower()
