"""What the two providers' claims and errors mean."""

import pytest
from pydantic import SecretStr

from bot.core.calendars.outcomes import ConnectOutcome
from bot.oauth.google import describe_google, read_google_identity
from bot.oauth.id_token import Claims, are_claims_valid, read_claims
from bot.oauth.microsoft import build_admin_consent_url, describe_microsoft, read_microsoft_identity
from bot.oauth.slack import describe_slack
from tests.examples import NOW

SECRET = SecretStr("made-up")
CLAIMS = {"iss": "https://issuer.test", "sub": "1", "aud": "client", "exp": NOW.timestamp() + 60, "nonce": "n"}


def claims(**changes):
    return Claims.model_validate({**CLAIMS, **changes})


@pytest.mark.parametrize(
    ("changes", "is_valid"),
    [
        ({}, True),
        ({"aud": ["client"]}, True),
        ({"aud": ["client", "another"]}, False),
        ({"aud": "another"}, False),
        ({"iss": "https://evil.test"}, False),
        ({"nonce": "another"}, False),
        ({"nonce": ""}, False),
        ({"exp": NOW.timestamp() - 120}, False),
        ({"exp": NOW.timestamp() - 30}, True),
    ],
)
def test_claims_are_checked_one_by_one(changes, is_valid):
    assert are_claims_valid(claims(**changes), {"https://issuer.test"}, "client", "n", NOW) is is_valid


def test_a_template_of_an_issuer_stands_for_the_tokens_own_tenant():
    template = "https://login.test/{tenantid}/v2.0"

    for tenant, is_valid in (("abc", True), ("other", False), (None, False)):
        token = claims(iss="https://login.test/abc/v2.0", tid=tenant)
        assert are_claims_valid(token, {template}, "client", "n", NOW) is is_valid


@pytest.mark.parametrize("text", ["", "a.b", "a.b.c", "a.e30.c", "a.e30.c.d", "ä.ö.ü", "a.W10.c"])
def test_what_is_no_id_token_is_none(text):
    assert read_claims(text) is None


def test_googles_identity_is_its_subject_and_the_address_that_it_verified():
    found = read_google_identity(claims(email="Dana@Example.com", email_verified=True, hd="example.com"))

    assert (found.subject, found.email, found.has_verified_email) == ("1", "dana@example.com", True)
    assert not read_google_identity(claims(email="dana@example.com")).has_verified_email
    assert read_google_identity(claims()) is None


@pytest.mark.parametrize(
    ("single", "edov", "is_verified"),
    [(True, None, True), (False, None, False), (False, False, False), (False, "0", False), (False, "1", True)],
)
def test_microsofts_address_counts_in_ones_own_tenant_or_with_edov(single, edov, is_verified):
    token = claims(tid="t", oid="o", email="dana@example.com", xms_edov=edov)

    found = read_microsoft_identity(token, is_single_tenant=single)

    assert (found.subject, found.has_verified_email) == ("t/o", is_verified)


def test_a_personal_microsoft_account_belongs_to_no_organization():
    token = claims(tid="9188040d-6c67-4c5b-b112-36a304b66dad", oid="o", email="dana@example.com")

    assert read_microsoft_identity(token, is_single_tenant=False).organization is None


def test_the_admins_link_names_the_client_and_comes_back_to_us():
    url = build_admin_consent_url("client", "organizations", "https://bot.example.com/connect/callback/microsoft")

    assert url.startswith("https://login.microsoftonline.com/organizations/v2.0/adminconsent?client_id=client&")
    assert "Calendars.Read" in url


@pytest.mark.parametrize(
    ("description", "error", "words", "outcome", "code"),
    [
        (describe_google("c", SECRET), "access_denied", "", ConnectOutcome.DECLINED, "access_denied"),
        (describe_google("c", SECRET), "A b\nc", "", ConnectOutcome.MISCONFIGURED, "other"),
        (
            describe_microsoft("c", SECRET, "t"),
            "invalid_client",
            "AADSTS7000222: expired. Trace ID: x",
            ConnectOutcome.CLIENT_REJECTED,
            "AADSTS7000222",
        ),
        (
            describe_microsoft("c", SECRET, "t"),
            "access_denied",
            "AADSTS999999: new",
            ConnectOutcome.DECLINED,
            "AADSTS999999",
        ),
        (
            describe_slack("c", SECRET, "https://slack.com", "T0EXAMPLE"),
            "invalid_code",
            "",
            ConnectOutcome.SLACK_SIGN_IN_FAILED,
            "invalid_code",
        ),
        (
            describe_slack("c", SECRET, "https://slack.com", "T0EXAMPLE"),
            "temporarily_unavailable",
            "",
            ConnectOutcome.SLACK_SILENT,
            "temporarily_unavailable",
        ),
    ],
)
def test_an_error_is_an_outcome_and_a_word_for_the_log(description, error, words, outcome, code):
    failure = description.read_error(error, words)

    assert (failure.outcome, failure.code) == (outcome, code)
