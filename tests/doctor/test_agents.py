"""Doctor asks /mcp without a token, and is asked for one: anything else is in the way of agents."""

import asyncio

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, StreamingResponse
from starlette.routing import Route

from bot.doctor.agents import examine_agents
from bot.doctor.corners import describe_corners
from bot.doctor.finding import Level
from bot.sandbox.serving import serving
from tests.doctor.test_examine import settings_for

OURS = {"WWW-Authenticate": 'Bearer realm="recall-schedule"'}


def a_server(status, **headers):
    async def answer(_):
        return PlainTextResponse("", status, headers)

    return Starlette(routes=[Route("/mcp", answer, methods=["POST"])])


@pytest.mark.parametrize(
    ("app", "level", "words"),
    [
        (a_server(401, **OURS), Level.OK, "asks for a token"),
        (a_server(401), Level.WRONG, "answers 401 where this app would ask for a token"),
        (a_server(302, Location="/login"), Level.WRONG, "without a login of its own"),
        (Starlette(), Level.WRONG, "isn't there (404)"),
    ],
)
async def test_only_our_own_challenge_is_well(app, level, words):
    async with serving(app) as url:
        (finding,) = await examine_agents(settings_for(url, mcp_enabled=True, public_url=url))

    assert finding.level is level
    assert words in f"{finding.sentence} {finding.remedy}"


async def test_a_long_page_is_not_read():
    sent = []

    async def send_much():
        while len(sent) < 2_000:
            sent.append(b"x" * 65_536)
            yield sent[-1]
            await asyncio.sleep(0)

    async def answer(_):
        return StreamingResponse(send_much())

    async with serving(Starlette(routes=[Route("/mcp", answer, methods=["POST"])])) as url:
        async with asyncio.timeout(10):
            (finding,) = await examine_agents(settings_for(url, mcp_enabled=True, public_url=url))

    assert "answers 200" in finding.sentence
    assert len(sent) < 1_000


async def test_where_nothing_listens_it_says_that_it_cannot_tell():
    first, reach = await examine_agents(settings_for("http://127.0.0.1:9", mcp_enabled=True, port=9))

    assert (first.level, reach.level) == (Level.NOTE, Level.NOTE)
    assert "Nothing answers at http://127.0.0.1:9/mcp" in first.sentence
    assert "only agents on this machine" in reach.sentence


async def test_where_agents_are_off_nothing_is_asked():
    assert await examine_agents(settings_for("http://127.0.0.1:9")) == []


@pytest.mark.parametrize(
    ("settings", "scopes", "words"),
    [
        ({}, frozenset(), "AI agents: off"),
        ({"mcp_enabled": True, "slack_app_token": "xapp-made-up"}, frozenset(), "Slackbot needs HTTP mode"),
        ({"mcp_enabled": True}, frozenset(), "--slackbot"),
        ({"mcp_enabled": True}, frozenset({"mcp:connect"}), "and from Slackbot"),
    ],
)
def test_it_says_who_is_let_in(settings, scopes, words):
    *_, finding = describe_corners(scopes, settings_for("http://127.0.0.1:9", **settings))

    assert finding.level is Level.OK
    assert words in finding.sentence
