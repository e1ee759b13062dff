"""A person makes a token in App Home, gives it to an agent, sees that it is used, and revokes it."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.blocks.agents.tokens_view import COPY_NOW, REVOKED, TOO_MANY
from bot.blocks.names import COMMAND, Action
from bot.core.agents.personal_token import MOST_TOKENS
from bot.sandbox.agent import McpClient, McpRefusal
from bot.store.audit import read_audit
from tests.journeys.agents import Agent
from tests.journeys.reading import words

TOKEN = re.compile(r"rsp_[\w-]{43}")


@pytest.fixture
async def world(a_sqlite_world):
    return await a_sqlite_world(settings={"mcp_enabled": True})


async def opens_tokens(world, person=None):
    who = person or world.maya
    if who.view:
        await who.closes()
    await who.opens_home()
    await world.until(lambda: who.home)
    await who.clicks(Action.SHOW_TOKENS)
    await world.until(lambda: who.view)


async def creates(world, person=None):
    who = person or world.maya
    await world.and_it_changes(who, who.clicks(Action.CREATE_TOKEN))
    (token,) = TOKEN.findall(words(who.view))
    return token


async def answer_to(world, token):
    client = McpClient(f"{world.url}/mcp", lambda _: {"Authorization": f"Bearer {token}"})
    try:
        await client.list_tools()
    except McpRefusal as refusal:
        return refusal.status
    return 200


async def test_a_token_is_shown_once_works_at_once_and_no_longer_once_revoked(world):
    await opens_tokens(world)
    assert "You have no tokens." in world.form()
    assert f"{world.settings.port}/mcp" in world.form()

    token = await creates(world)
    assert COPY_NOW in world.form()
    assert "Weekly sync" in await Agent(world.url, token).reads("list_my_meetings")
    assert await answer_to(world, token) == 200

    await opens_tokens(world)
    assert not TOKEN.search(world.form())
    assert f"…{token[-4:]}* · created" in world.form()
    assert "last used" in world.form()

    await world.and_it_changes(world.maya, world.maya.clicks(Action.REVOKE_TOKEN))
    assert REVOKED in world.form()
    assert await answer_to(world, token) == 401


async def test_nothing_of_the_token_is_kept_but_its_hash_and_its_end(world):
    await opens_tokens(world)
    token = await creates(world)
    await Agent(world.url, token).reads("list_my_meetings")

    async with world.store.database.read() as connection:
        names = [row[0] for row in await connection.execute(text("SELECT name FROM sqlite_master WHERE type='table'"))]
        rows = [str(row) for name in names for row in await connection.execute(text(f"SELECT * FROM {name}"))]
    assert not any(token in row or token[4:-4] in row for row in rows)
    assert any(f"'{token[-4:]}'" in row for row in rows)
    assert token not in world.maya.view["private_metadata"]


async def test_making_using_and_revoking_are_in_the_audit_trail(world):
    await opens_tokens(world)
    token = await creates(world)
    await Agent(world.url, token).reads("list_my_meetings")
    await world.and_it_changes(world.maya, world.maya.clicks(Action.REVOKE_TOKEN))

    lines = [line async for line in read_audit(world.settings.database_url.get_secret_value())]
    hint = token[-4:]
    assert [(line["who"], line["what"], line.get("token"), line.get("caller")) for line in lines] == [
        ("U0MAYA", "token made", hint, None),
        ("U0MAYA", "agent call", None, f"personal_token {hint}"),
        ("U0MAYA", "token revoked", hint, None),
    ]


async def test_a_person_has_so_many_tokens_and_reads_why_no_more(world):
    await opens_tokens(world)
    for _ in range(MOST_TOKENS):
        await creates(world)

    assert TOO_MANY in world.form()
    assert not any("Create a token" in str(block) for block in world.maya.view["blocks"])


async def test_the_last_use_is_shown(world):
    await opens_tokens(world)
    token = await creates(world)
    assert "never used" in world.form()
    world.clock.advance(timedelta(hours=2))
    before = int(world.clock.now().timestamp())
    await Agent(world.url, token).reads("list_my_meetings")

    await opens_tokens(world)

    (moment,) = re.findall(r"last used <!date\^(\d+)", str(world.maya.view))
    assert int(moment) >= before


async def test_help_and_home_name_agents_only_where_they_are_on(world, a_sqlite_world):
    other = await a_sqlite_world()

    for where, is_on in ((world, True), (other, False)):
        await where.maya.types(f"{COMMAND} help", "C0SALES")
        assert ("AI agent" in await where.reads_ephemeral()) is is_on
        await where.maya.opens_home()
        await where.until(lambda where=where: where.maya.home)
        assert ("AI agents" in where.home()) is is_on


async def test_jonas_sees_no_token_of_maya(world):
    await opens_tokens(world)
    await creates(world)

    await opens_tokens(world, world.jonas)

    assert "You have no tokens." in world.form(world.jonas)
