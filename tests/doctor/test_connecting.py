"""What doctor says about connecting calendars: by judgement, and against real answers."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import pytest
from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.routing import Route

from bot.clock import SystemClock
from bot.core.calendars.flow import Leg
from bot.core.calendars.outcomes import ConnectOutcome
from bot.doctor.connecting import examine_connecting, judge_secret
from bot.doctor.finding import Finding, Level
from bot.doctor.public_url import Pong, examine_public_url, judge_public_url
from bot.entrypoints.connect.ping import Ping
from bot.oauth.description import OAuthFailure
from bot.sandbox.oauth.pretend_provider import PretendProvider
from bot.sandbox.oauth.profiles import GOOGLE, MICROSOFT
from bot.sandbox.serving import serving
from bot.settings import Settings

TENANT = "11111111-2222-4333-8444-555555555555"
BOT_TOKEN = "xoxb-made-up-token"
HERE = "http://127.0.0.1:3000"
PUBLIC = "https://bot.example.com"


def settings(**more: Any) -> Settings:
    given = {
        "slack_bot_token": BOT_TOKEN,
        "slack_signing_secret": "made-up-signing-secret-0123456789",
        "recall_api_key": "made-up-key",
        "recall_region": "us-west-2",
    }
    return Settings.model_validate({**given, **more})


def sentences(findings: list[Finding]) -> str:
    return "\n".join(f"{each.level} {each.sentence} {each.remedy}" for each in findings)


@pytest.fixture
async def providers() -> AsyncIterator[dict[str, Any]]:
    """The settings that lead to a pretend Google and Microsoft, which are there too."""
    google = PretendProvider(GOOGLE, SystemClock(), client_id="google-client", client_secret="google-secret")
    microsoft = PretendProvider(MICROSOFT, SystemClock(), client_id="ms-client", client_secret="ms-secret")
    async with AsyncExitStack() as stack:
        yield {
            "google": google,
            "microsoft": microsoft,
            "settings": {
                "public_url": PUBLIC,
                "google_client_id": "google-client",
                "google_client_secret": SecretStr("google-secret"),
                "google_oauth_url": await stack.enter_async_context(serving(google.asgi)),
                "microsoft_client_id": "ms-client",
                "microsoft_client_secret": SecretStr("ms-secret"),
                "microsoft_oauth_url": await stack.enter_async_context(serving(microsoft.asgi)),
                "microsoft_tenant": "organizations",
                "slack_client_id": None,
            },
        }


async def test_the_redirect_addresses_are_printed_and_right_secrets_are_accepted(providers):
    said = sentences(await examine_connecting(settings(**providers["settings"])))

    assert "Google: the redirect address to register is https://bot.example.com/connect/callback/google" in said
    assert "Microsoft: the redirect address to register is https://bot.example.com/connect/callback/microsoft" in said
    assert "ok Google answers and accepts GOOGLE_CLIENT_SECRET." in said
    assert "ok Microsoft answers and accepts MICROSOFT_CLIENT_SECRET." in said


async def test_a_wrong_secret_is_named_with_where_to_get_another(providers):
    providers["google"].client_secret = "a-newer-secret"

    said = sentences(await examine_connecting(settings(**providers["settings"])))

    assert "wrong Google doesn't accept GOOGLE_CLIENT_SECRET. Copy the secret's value again" in said
    assert "google-secret" not in said


async def test_an_expired_secret_is_called_expired(providers):
    providers["microsoft"].misbehave(token_error=(401, "invalid_client", "AADSTS7000222: The secret is expired."))

    said = sentences(await examine_connecting(settings(**providers["settings"])))

    assert "wrong MICROSOFT_CLIENT_SECRET has expired" in said
    assert "rotate-secret" in said


async def test_a_provider_that_cannot_be_reached_is_named(providers):
    given = {**providers["settings"], "google_oauth_url": "http://127.0.0.1:1"}

    said = sentences(await examine_connecting(settings(**given)))

    assert "wrong Google at http://127.0.0.1:1 couldn't be asked" in said
    assert "ok Microsoft answers" in said


@pytest.mark.parametrize(
    ("more", "level", "sentence"),
    [
        ({}, Level.NOTE, "PUBLIC_URL is not set, and neither GOOGLE_CLIENT_ID nor MICROSOFT_CLIENT_ID is set"),
        ({"public_url": PUBLIC}, Level.NOTE, "Neither GOOGLE_CLIENT_ID nor MICROSOFT_CLIENT_ID is set"),
        (
            {"google_client_id": "id", "google_client_secret": SecretStr("secret")},
            Level.WRONG,
            "PUBLIC_URL isn't set, so no one can connect a calendar from Slack.",
        ),
    ],
)
async def test_what_is_not_set_up_is_said(more, level, sentence):
    (finding,) = await examine_connecting(settings(**more))

    assert finding.level is level
    assert finding.sentence.startswith(sentence)
    assert "docs/calendars.md" in finding.remedy


async def test_a_shared_entra_app_without_sign_in_with_slack_is_noted(providers):
    said = sentences(await examine_connecting(settings(**providers["settings"])))

    assert "note MICROSOFT_TENANT is organizations" in said
    single = {**providers["settings"], "microsoft_tenant": TENANT}
    assert "MICROSOFT_TENANT is" not in sentences(await examine_connecting(settings(**single)))


@pytest.mark.parametrize(
    ("failure", "level", "sentence"),
    [
        (None, Level.OK, "accepts MICROSOFT_CLIENT_SECRET"),
        (("invalid_grant", ConnectOutcome.CODE_EXPIRED), Level.OK, "accepts MICROSOFT_CLIENT_SECRET"),
        (("AADSTS7000215", ConnectOutcome.CLIENT_REJECTED), Level.WRONG, "doesn't accept MICROSOFT_CLIENT_SECRET"),
        (("AADSTS700016", ConnectOutcome.MISCONFIGURED), Level.WRONG, "doesn't know this client id"),
        (("AADSTS50194", ConnectOutcome.MISCONFIGURED), Level.WRONG, "is for a single tenant"),
        (("http_503", ConnectOutcome.PROVIDER_SILENT), Level.WRONG, "couldn't be asked"),
        (("AADSTS9002313", ConnectOutcome.MISCONFIGURED), Level.NOTE, "doesn't say whether"),
    ],
)
def test_what_a_token_endpoint_tells(failure, level, sentence):
    given = OAuthFailure(failure[1], failure[0]) if failure else None

    finding = judge_secret(Leg.MICROSOFT, given)

    assert (finding.level, sentence in finding.sentence) == (level, True)


OURS = Pong("p1", is_ours=True)
SILENT = Pong(problem="no connection")


@pytest.mark.parametrize(
    ("public", "local", "processes", "level", "sentence"),
    [
        (OURS, OURS, 1, Level.OK, "leads to this very process"),
        (OURS, SILENT, 1, Level.OK, "leads to a process of this installation."),
        (OURS, Pong("p2", is_ours=True), 1, Level.NOTE, "but not to the one at"),
        (OURS, Pong("p2", is_ours=True), 2, Level.OK, "leads to a process of this installation."),
        (Pong("p9"), OURS, 1, Level.WRONG, "leads to another installation"),
        (SILENT, OURS, 1, Level.WRONG, "doesn't lead here: no connection"),
        (SILENT, SILENT, 1, Level.NOTE, "Nothing answers at http://127.0.0.1:3000"),
    ],
)
def test_where_the_public_url_leads(public, local, processes, level, sentence):
    finding = judge_public_url(PUBLIC, HERE, public, local, processes)

    assert finding.level is level
    assert sentence in finding.sentence


def an_app(token: str = BOT_TOKEN) -> Starlette:
    return Starlette(routes=[Ping(token).route()])


async def test_the_very_process_is_found_at_its_public_url():
    async with serving(an_app()) as url:
        given = settings(public_url=url, port=int(url.rpartition(":")[2]))

        (finding,) = await examine_public_url(given)

    assert (finding.level, "this very process" in finding.sentence) == (Level.OK, True)


async def test_another_installation_at_the_public_url_is_found_out():
    async with serving(an_app()) as local, serving(an_app("xoxb-of-another")) as public:
        given = settings(public_url=public, port=int(local.rpartition(":")[2]))

        (finding,) = await examine_public_url(given)

    assert "leads to another installation" in finding.sentence


async def test_a_proxy_that_does_not_pass_it_on_is_found_out():
    async with serving(an_app()) as local, serving(Starlette()) as public:
        given = settings(public_url=public, port=int(local.rpartition(":")[2]))

        (finding,) = await examine_public_url(given)

    assert "doesn't lead here: the answer was 404" in finding.sentence
    assert f"forward /connect/ to {local}" in finding.remedy


async def test_what_answers_there_at_length_is_not_read_to_its_end():
    sent = []

    async def send_much() -> AsyncIterator[bytes]:
        while len(sent) < 2_000:
            sent.append(b"x" * 65_536)
            yield sent[-1]
            await asyncio.sleep(0)

    async def answer(_: Request) -> StreamingResponse:
        return StreamingResponse(send_much())

    public = Starlette(routes=[Route("/{path:path}", answer)])
    async with serving(an_app()) as local, serving(public) as url:
        async with asyncio.timeout(10):
            (finding,) = await examine_public_url(settings(public_url=url, port=int(local.rpartition(":")[2])))

    assert "doesn't lead here: something else answers there" in finding.sentence
    assert len(sent) < 1_000


async def test_without_a_public_url_nothing_is_asked():
    assert await examine_public_url(settings()) == []
