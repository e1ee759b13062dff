"""Personal tokens: kept as hashes, a few for each person, revoked by their owner alone."""

import asyncio
from datetime import timedelta

import pytest

from bot.core.agents.personal_token import MOST_TOKENS
from bot.store.agents.personal_tokens import PersonalTokens
from tests.examples import JONAS, MAYA, NOW, TEAM


@pytest.fixture
def tokens(database):
    return PersonalTokens(database)


async def test_a_token_is_found_by_its_hash_in_its_team_until_it_is_revoked(tokens):
    made = await tokens.create("hash", "4f2a", TEAM, MAYA, NOW)

    assert await tokens.find("hash", TEAM) == made
    assert await tokens.find("other", TEAM) is None
    assert await tokens.find("hash", "T0OTHER") is None
    assert await tokens.revoke(made.id, TEAM, MAYA, NOW)
    assert await tokens.find("hash", TEAM) is None
    assert not await tokens.revoke(made.id, TEAM, MAYA, NOW)


async def test_no_one_revokes_or_lists_anothers(tokens):
    made = await tokens.create("hash", "4f2a", TEAM, MAYA, NOW)

    assert await tokens.list_own(TEAM, JONAS) == []
    assert not await tokens.revoke(made.id, TEAM, JONAS, NOW)
    assert await tokens.list_own(TEAM, MAYA) == [made]


async def test_a_person_has_so_many_and_no_more_however_fast_they_press(tokens):
    pressed = [tokens.create(f"hash-{n}", "4f2a", TEAM, MAYA, NOW) for n in range(MOST_TOKENS + 3)]
    made = [token for token in await asyncio.gather(*pressed) if token]

    assert len(made) == len(await tokens.list_own(TEAM, MAYA)) == MOST_TOKENS
    assert await tokens.create("of-jonas", "4f2a", TEAM, JONAS, NOW)


async def test_the_last_use_is_written_once_a_minute(tokens):
    made = await tokens.create("hash", "4f2a", TEAM, MAYA, NOW)

    for seconds in (1, 30, 61):
        await tokens.record_use(made.id, NOW + timedelta(seconds=seconds))

    (token,) = await tokens.list_own(TEAM, MAYA)
    assert token.last_used_at == NOW + timedelta(seconds=61)
