"""The code flow against a provider that is strict, and failures that give nothing away."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.core.calendars.outcomes import ConnectOutcome
from bot.oauth.client import Grant
from bot.oauth.description import OAuthFailure
from tests.oauth.conftest import CALLBACK, NONCE, STATE, VERIFIER


async def exchange(rig, issued, **changes):
    return await rig.client.exchange(
        **{"code": issued, "redirect_uri": CALLBACK, "nonce": NONCE, "verifier": VERIFIER, **changes}
    )


async def test_a_code_becomes_a_grant_whose_token_is_in_no_representation(rig):
    grant = await exchange(rig, await rig.code())

    assert isinstance(grant, Grant)
    assert grant.claims.email == "dana@example.com"
    token = grant.refresh_token.get_secret_value()
    assert rig.provider.find_account(token) == "dana@example.com"
    assert token not in repr(grant)
    assert "dana" not in repr(grant)


async def test_the_request_asks_for_what_is_needed_and_no_more(rig):
    url = await rig.client.build_request_url(
        redirect_uri=CALLBACK, state=STATE, nonce=NONCE, verifier=VERIFIER, login_hint="dana@example.com"
    )

    asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    assert asked["access_type"] == "offline"
    assert "consent" in asked["prompt"]
    assert asked["code_challenge_method"] == "S256"
    assert asked["login_hint"] == "dana@example.com"
    assert "include_granted_scopes" not in asked
    assert VERIFIER not in url


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({"verifier": "another"}, ConnectOutcome.CODE_EXPIRED),
        ({"redirect_uri": f"{CALLBACK}/"}, ConnectOutcome.CODE_EXPIRED),
        ({"code": "made-up"}, ConnectOutcome.CODE_EXPIRED),
        ({"nonce": "another"}, ConnectOutcome.ANSWER_NOT_TRUSTED),
        ({"nonce": ""}, ConnectOutcome.ANSWER_NOT_TRUSTED),
    ],
)
async def test_what_does_not_belong_together_is_refused(rig, changes, outcome):
    failure = await exchange(rig, await rig.code(), **changes)

    assert isinstance(failure, OAuthFailure)
    assert failure.outcome is outcome


async def test_a_code_works_once(rig):
    code = await rig.code()
    await exchange(rig, code)

    assert (await exchange(rig, code)).outcome is ConnectOutcome.CODE_EXPIRED


async def test_an_access_for_a_time_says_when_it_ends(rig):
    grant = rig.client._read_grant(
        {"id_token": await id_token(rig), "refresh_token_expires_in": 3600}, await rig.client.discover(), NONCE
    )

    assert grant.ends_at == rig.clock.now() + timedelta(hours=1)


async def id_token(rig):
    form = {
        "grant_type": "authorization_code",
        "code": await rig.code(),
        "redirect_uri": CALLBACK,
        "client_id": "client",
        "client_secret": "made-up-client-secret",
        "code_verifier": VERIFIER,
    }
    endpoints = await rig.client.discover()
    return (await rig.http.post(endpoints.token_endpoint, data=form)).json()["id_token"]


async def test_discovery_is_asked_once_an_hour(rig):
    await rig.code()
    rig.provider.misbehave(discovery_status=500)

    assert not isinstance(await rig.client.discover(), OAuthFailure)
    rig.clock.advance(timedelta(hours=1))
    assert isinstance(await rig.client.discover(), OAuthFailure)


async def test_a_provider_that_cannot_be_reached_is_silent(rig):
    rig.client.description = describe("http://127.0.0.1:9")

    failure = await rig.client.discover()

    assert (failure.outcome, failure.code) == (ConnectOutcome.PROVIDER_SILENT, "ConnectError")


def describe(issuer):
    from pydantic import SecretStr

    from bot.oauth.google import describe_google

    return describe_google("client", SecretStr("made-up-client-secret"), issuer)


async def test_an_answer_without_end_is_not_read_to_its_end(rig):
    rig.provider.misbehave(discovery={"padding": "x" * 1_000_000})

    assert (await rig.client.discover()).outcome is ConnectOutcome.ANSWER_NOT_TRUSTED


async def test_no_failure_repeats_what_the_provider_said(rig):
    rig.provider.misbehave(token_error=(400, "invalid_grant", "code 4/0AVG7-secret of dana@example.com"))

    failure = await exchange(rig, await rig.code())

    assert failure == OAuthFailure(ConnectOutcome.CODE_EXPIRED, "invalid_grant")


async def test_a_token_that_is_given_back_is_worth_nothing(rig):
    grant = await exchange(rig, await rig.code())

    await rig.client.revoke(grant.refresh_token)

    assert rig.provider.find_account(grant.refresh_token.get_secret_value()) is None
