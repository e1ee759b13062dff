"""Why a meeting is recorded or not, for anyone who reads it."""

import pytest

from bot.blocks.messages.why_booked import explain_reason
from bot.core.rules.reasons import OWN_AFFAIR
from tests.examples import JONAS, MAYA


@pytest.mark.parametrize("reader", [JONAS, None])
@pytest.mark.parametrize("reason", sorted(OWN_AFFAIR))
def test_whom_and_what_a_rule_leaves_out_is_read_only_by_its_person(reason, reader):
    assert explain_reason(reason, MAYA, MAYA).startswith("Your rule skips meetings with")
    assert explain_reason(reason, MAYA, reader) == "<@U0MAYA>'s rule doesn't cover meetings like this."
