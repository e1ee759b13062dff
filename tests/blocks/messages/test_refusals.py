"""Each refusal says why, and whom to ask where a person can help."""

from itertools import product

import pytest

from bot.blocks.messages.refusals import refusal_sentence
from bot.blocks.names import COMMAND
from bot.core.access.permissions import Deed, Refusal, Why
from tests.examples import JONAS, MAYA


@pytest.mark.parametrize(("deed", "why"), list(product(Deed, Why)))
def test_there_is_a_whole_sentence_for_each(deed: Deed, why: Why) -> None:
    said = refusal_sentence(Refusal(deed, why, MAYA, JONAS))

    assert said[0].isupper() or said.startswith("<@")
    assert said.endswith(".")
    assert why.value not in said.split() or why is Why.CANCELLED
    assert len(said) <= 300


@pytest.mark.parametrize("deed", Deed)
def test_who_may_not_is_told_whom_to_ask(deed: Deed) -> None:
    asked = JONAS if deed is Deed.ALLOW_AGAIN else MAYA

    assert f"Please ask <@{asked}>." in refusal_sentence(Refusal(deed, Why.NOT_YOURS, MAYA, JONAS))


def test_who_may_not_cancel_is_told_how_not_to_be_recorded() -> None:
    assert "use *Don't record this*" in refusal_sentence(Refusal(Deed.CANCEL, Why.NOT_YOURS, MAYA))


def test_a_veto_is_answered_with_whose_it_is() -> None:
    said = refusal_sentence(Refusal(Deed.EDIT, Why.VETOED, MAYA, JONAS))

    assert said.startswith("<@U0JONAS> doesn't want this meeting to be recorded.")
    assert "Only they or the organizer can turn recording back on." in said


def test_no_one_of_another_workspace_is_named_anyone() -> None:
    assert refusal_sentence(Refusal(Deed.SEE, Why.GONE)) == (
        f"This booking no longer exists. Run {COMMAND} to schedule a bot."
    )
