"""Only accounts that Slack vouches for count as people."""

from dataclasses import replace

import pytest

from bot.core.access.people import AccountProblem, Person, judge
from bot.core.bot_config.policy import Configuration, Policy
from tests.examples import MAYA, TEAM, an_account

ACCOUNT = an_account(email="Maya@Example.com")


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"team_id": "T0OTHER"}, AccountProblem.OTHER_TEAM),
        ({"is_deleted": True}, AccountProblem.DELETED),
        ({"is_bot": True}, AccountProblem.BOT),
        ({"is_stranger": True}, AccountProblem.STRANGER),
        ({"is_guest": True}, AccountProblem.GUEST),
        ({"email": None}, AccountProblem.EMAIL_HIDDEN),
        ({"email_is_confirmed": False}, AccountProblem.EMAIL_UNCONFIRMED),
    ],
)
def test_whom_slack_does_not_vouch_for(facts, reason):
    assert judge(replace(ACCOUNT, **facts), TEAM, Configuration()) is reason


def test_a_vouched_person_has_slacks_address_and_the_operators():
    known_as = Configuration(people={MAYA: frozenset({"maya@old.test"})})

    person = judge(ACCOUNT, TEAM, known_as)

    assert isinstance(person, Person)
    assert person.emails == ("maya@example.com", "maya@old.test")


def test_a_slack_that_does_not_say_whether_the_address_is_confirmed_refuses_no_one():
    assert isinstance(judge(replace(ACCOUNT, email_is_confirmed=None), TEAM, Configuration()), Person)


def test_guests_are_admitted_only_by_policy():
    admitting = Configuration(policy=Policy(guests=True))

    assert isinstance(judge(replace(ACCOUNT, is_guest=True), TEAM, admitting), Person)
