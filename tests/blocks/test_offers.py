"""What an offer says, and what is said in its place."""

from hypothesis import given

from bot.blocks.names import Action
from bot.blocks.offers import GONE, OfferedMeeting, build_offer, build_settled_offer, decision_sentence
from bot.core.rules.decision import Decision
from bot.core.rules.reasons import Reason
from bot.sandbox.slack.block_kit import problems_of_message_blocks
from tests.blocks.outside_text import OUTSIDE_TEXT
from tests.examples import JONAS, MAYA, a_meeting


def offered(**facts) -> OfferedMeeting:
    return OfferedMeeting(a_meeting(**facts), "America/New_York")


def actions(content) -> list[str]:
    return [each["action_id"] for block in content.blocks for each in block.get("elements", [])]


def test_it_names_the_meeting_and_every_answer():
    content = build_offer(offered(series_key="weekly"))

    assert content.text.splitlines()[1:] == [
        "*Weekly sync*",
        "Mon, March 2, 2026 at 10:00 (America/New_York) · Google Meet",
    ]
    assert actions(content) == [Action.OFFER_YES, Action.OFFER_NO, Action.OFFER_NEVER, Action.OFFER_STOP]


def test_a_single_meeting_has_no_series_to_decline():
    assert Action.OFFER_NEVER not in actions(build_offer(offered(series_key=None)))


def test_what_is_settled_has_no_buttons():
    content = build_settled_offer(offered(), decision_sentence(Decision(reason=Reason.BY_HAND, owner=JONAS), MAYA))

    assert content.text.endswith("\n*A bot is scheduled.* Scheduled by <@U0JONAS>.")
    assert actions(content) == []
    assert build_settled_offer(None, GONE).text == GONE


def test_a_refusal_says_whose_it_is():
    sentence = decision_sentence(Decision(reason=Reason.LEFT_OUT, owner=JONAS), MAYA)

    assert sentence == "*It won't be recorded.* Turned off for this meeting by <@U0JONAS>."
    assert decision_sentence(Decision(reason=Reason.SERIES_OFF, owner=MAYA), MAYA).endswith(
        "You turned this series off."
    )


@given(OUTSIDE_TEXT)
def test_no_title_breaks_it(title: str):
    for content in (build_offer(offered(title=title)), build_settled_offer(offered(title=title), GONE)):
        assert problems_of_message_blocks(content.blocks) == []
