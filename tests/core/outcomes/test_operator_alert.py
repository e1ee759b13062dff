"""Operators get each alert about a cause that only they can fix, once."""

from dataclasses import replace

import pytest

from bot.core.booking.bot_state import BotState
from bot.core.identifiers import BotId
from bot.core.lifecycle.card_transitions import with_told
from bot.core.outcomes.operator_alert import due_operator_alert
from tests.core.outcomes.test_card_words import EVERY_CODE, FATAL_FOR_OPERATORS
from tests.examples import a_booked_booking, a_booking, a_failed_booking

FOR_OPERATORS = {*FATAL_FOR_OPERATORS, "zoom_sdk_key_blocked_by_host_admin"}


def with_bot(status, sub_code, bot_id="bot-1"):
    return a_booked_booking(bot=BotState(bot_id=BotId(bot_id), applied_revision=1, status=status, sub_code=sub_code))


@pytest.mark.parametrize(("status", "sub_code"), EVERY_CODE)
def test_of_a_bots_outcomes_operators_hear_those_that_only_they_can_mend(status, sub_code):
    assert (due_operator_alert(with_bot(status, sub_code)) is not None) == (sub_code in FOR_OPERATORS)


def test_what_has_been_told_of_one_bot_is_told_anew_of_another():
    first = with_bot("fatal", "zoom_token_expired")
    heard = with_told(first, due_operator_alert(first).key)

    assert due_operator_alert(heard) is None
    assert due_operator_alert(replace(heard, bot=replace(heard.bot, bot_id=BotId("bot-2")))) is not None


def test_a_failure_and_a_bot_are_told_of_one_after_the_other():
    failed = a_failed_booking(status=402)
    both = replace(failed, bot=with_bot("fatal", "zoom_token_expired").bot)
    first = due_operator_alert(both)
    second = due_operator_alert(with_told(both, first.key))

    assert "credit" in first.sentence
    assert "Zoom token" in second.sentence
    assert due_operator_alert(with_told(with_told(both, first.key), second.key)) is None


def test_while_all_goes_well_there_is_nothing_to_tell():
    assert due_operator_alert(a_booking()) is None
