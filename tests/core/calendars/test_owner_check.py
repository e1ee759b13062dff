"""Whose account it is: facts by table, and what must never pass."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.calendars.outcomes import ConnectOutcome
from bot.core.calendars.owner_check import Identity, OwnerCheck, choose_owner_check, find_owner_problem
from bot.core.calendars.providers import CalendarProvider

GOOGLE, MICROSOFT = CalendarProvider.GOOGLE, CalendarProvider.MICROSOFT
EMAIL, SLACK, DOMAIN = OwnerCheck.EMAIL, OwnerCheck.SLACK, OwnerCheck.DOMAIN
DANA = ("dana@example.com", "dana@example.org")


def identity(email, *, verified=True, organization="example.com"):
    return Identity(provider=GOOGLE, subject="1", email=email, has_verified_email=verified, organization=organization)


@pytest.mark.parametrize(
    ("check", "account", "problem"),
    [
        (EMAIL, identity("dana@example.com"), None),
        (EMAIL, identity("dana@example.org"), None),
        (EMAIL, identity("victor@example.com"), ConnectOutcome.NOT_YOUR_ACCOUNT),
        (EMAIL, identity("dana@example.com", verified=False), ConnectOutcome.ADDRESS_NOT_VERIFIED),
        (DOMAIN, identity("d.smith@example.com"), None),
        (DOMAIN, identity("dana@other.test"), ConnectOutcome.NOT_YOUR_ACCOUNT),
        (DOMAIN, identity("dana@notexample.com"), ConnectOutcome.NOT_YOUR_ACCOUNT),
        (DOMAIN, identity("d.smith@example.com", organization=None), ConnectOutcome.NOT_YOUR_ACCOUNT),
        (DOMAIN, identity("d.smith@example.com", verified=False), ConnectOutcome.ADDRESS_NOT_VERIFIED),
        (SLACK, identity("dana@mail.test", verified=False, organization=None), None),
    ],
)
def test_an_account_passes_or_says_why_not(check, account, problem):
    assert find_owner_problem(check, account, DANA) is problem


@given(check=st.sampled_from([EMAIL, DOMAIN]), email=st.emails(), organization=st.none() | st.text(min_size=1))
def test_an_address_that_no_one_vouches_for_never_passes(check, email, organization):
    account = identity(email.lower(), verified=False, organization=organization)

    assert find_owner_problem(check, account, (email.lower(),)) is ConnectOutcome.ADDRESS_NOT_VERIFIED


@pytest.mark.parametrize(
    ("configured", "provider", "single", "slack", "check"),
    [
        (EMAIL, GOOGLE, False, True, EMAIL),
        (EMAIL, MICROSOFT, True, True, EMAIL),
        (EMAIL, MICROSOFT, False, True, SLACK),
        (EMAIL, MICROSOFT, False, False, EMAIL),
        (DOMAIN, MICROSOFT, False, True, SLACK),
        (SLACK, GOOGLE, False, True, SLACK),
    ],
)
def test_slack_is_asked_where_microsofts_address_proves_nothing(configured, provider, single, slack, check):
    chosen = choose_owner_check(configured, provider, is_single_tenant=single, has_slack_sign_in=slack)

    assert chosen is check
