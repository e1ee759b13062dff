"""About which meetings a person is asked, and when the question is settled."""

from datetime import timedelta

import pytest

from bot.core.meetings.meeting import Attendee, Invitation, Reply
from bot.core.offers import OFFERED_BEFORE, is_offered, is_time_to_offer, is_undecided, offer_rule
from bot.core.rules.decide import decide
from bot.core.rules.decision import Decision
from bot.core.rules.model import Match, PersonalRule
from bot.core.rules.reasons import Reason
from tests.examples import JONAS, MAYA, NOW, TEAM
from tests.rules import a_candidate, a_row, a_rule, a_rulebook, a_series

NOTHING_CHOSEN = PersonalRule(team_id=TEAM, user_id=MAYA)


def is_asked(*rows, book=None, own=NOTHING_CHOSEN) -> bool:
    book = book or a_rulebook()
    decision = decide(a_candidate(*rows, book=book), NOW)
    as_if = decide(a_candidate(*rows, book=book.with_rule(offer_rule(own))), NOW)
    return is_offered(decision, as_if, MAYA)


def test_a_meeting_with_a_guest_that_no_one_has_decided_on_is_offered():
    assert is_asked(a_row())
    assert is_asked(a_row(invitation=Invitation(reply=None)))  # not answered yet


@pytest.mark.parametrize(
    "row",
    [
        a_row(attendees=(Attendee("maya@example.com", is_organizer=True), Attendee("jonas@example.com"))),
        a_row(attendees=(Attendee("maya@example.com", is_organizer=True),)),
        a_row(invitation=Invitation(reply=Reply.DECLINED)),
        a_row(is_private=True),
        a_row(is_all_day=True),
        a_row(meeting_url=None),
        a_row(start_time=NOW + timedelta(hours=1), end_time=NOW + timedelta(hours=9)),
    ],
)
def test_what_no_rule_would_record_is_not(row):
    assert not is_asked(row)


def test_what_the_persons_own_rule_never_records_is_not_offered_either():
    own = PersonalRule(team_id=TEAM, user_id=MAYA, is_on=True, matches=frozenset(), never_domains=("customer.test",))

    assert not is_asked(a_row(), own=own, book=a_rulebook(own))


@pytest.mark.parametrize(
    "book",
    [
        a_rulebook(a_rule(MAYA, Match.EXTERNAL)),
        a_rulebook(a_rule(JONAS, Match.ALL)),
        a_rulebook(series=(a_series(MAYA, records=False),)),
        a_rulebook(series=(a_series(MAYA),)),
        a_rulebook(is_team_paused=True),
        a_rulebook(a_rule(MAYA, Match.EXTERNAL), paused=frozenset({MAYA})),
    ],
)
def test_what_is_decided_is_not_asked(book):
    rows = [a_row(series_key="series-1"), a_row(JONAS, series_key="series-1")]

    assert not is_asked(*rows, book=book)


def test_another_persons_rule_that_says_no_decides_nothing_for_this_one():
    jonas_declined = a_row(JONAS, invitation=Invitation(reply=Reply.DECLINED))

    assert is_asked(a_row(), jonas_declined, book=a_rulebook(a_rule(JONAS, Match.ALL)))


def test_a_rule_that_is_about_other_meetings_has_not_decided():
    assert is_asked(a_row(JONAS, event_id="event-maya", calendar_id=a_row().calendar_id), book=a_rulebook())
    assert is_undecided(Decision(reason=Reason.NO_MATCH, owner=MAYA), MAYA)
    assert not is_undecided(Decision(reason=Reason.DECLINED, owner=MAYA), MAYA)
    assert is_undecided(Decision(reason=Reason.DECLINED, owner=JONAS), MAYA)


@pytest.mark.parametrize("reason", Reason)
def test_what_is_recorded_or_stands_above_rules_is_decided(reason):
    decision = Decision(reason=reason, owner=JONAS)

    assert not (decision.records and is_undecided(decision, MAYA))


@pytest.mark.parametrize(
    ("minutes", "is_time"), [(31, False), (30, True), (10, True), (9, False), (0, False), (-5, False)]
)
def test_it_comes_half_an_hour_before_while_a_bot_can_still_be_booked_in_time(minutes, is_time):
    meeting = a_row(start_time=NOW + timedelta(minutes=minutes))

    assert timedelta(minutes=30) == OFFERED_BEFORE
    assert is_time_to_offer(meeting, NOW) is is_time
