"""Whose plan is sent, and who may send it: once for each person and local day, on SQLite and on Postgres."""

import asyncio
from datetime import timedelta

from bot.core.identifiers import TeamId
from bot.core.rules.model import Preferences
from bot.store.engine.database import Database
from bot.store.preferences import PersonalPreferences
from tests.examples import JONAS, MAYA, NOW, TEAM

TODAY, TOMORROW = "2026-03-02", "2026-03-03"
AT_EIGHT = Preferences(team_id=TEAM, user_id=MAYA, plan_at=480)


async def test_who_has_chosen_a_time_is_found_until_they_turn_it_off(database):
    kept = PersonalPreferences(database)
    await kept.save(AT_EIGHT)
    await kept.save(Preferences(team_id=TEAM, user_id=JONAS))

    assert await kept.find_with_plan(TEAM) == [AT_EIGHT]
    assert await kept.find_with_plan(TeamId("T0OTHER")) == []

    await kept.save(Preferences(team_id=TEAM, user_id=MAYA))
    assert await kept.find_with_plan(TEAM) == []


async def test_a_plan_is_claimed_once_for_each_person_and_day(database):
    kept = PersonalPreferences(database)

    assert await kept.claim_plan(TEAM, MAYA, TODAY, NOW)
    assert not await kept.claim_plan(TEAM, MAYA, TODAY, NOW + timedelta(hours=1))
    assert await kept.claim_plan(TEAM, MAYA, TOMORROW, NOW)
    assert await kept.claim_plan(TEAM, JONAS, TODAY, NOW)
    assert await kept.claim_plan(TeamId("T0OTHER"), MAYA, TODAY, NOW)


async def test_of_several_processes_one_sends_it(database, database_url):
    others = [Database(database_url) for _ in range(3)]
    everyone = [PersonalPreferences(each) for each in (database, *others)]
    try:
        claims = await asyncio.gather(*(each.claim_plan(TEAM, MAYA, TODAY, NOW) for each in everyone for _ in range(3)))
    finally:
        for each in others:
            await each.aclose()

    assert sum(claims) == 1


async def test_what_was_given_back_can_be_claimed_again(database):
    kept = PersonalPreferences(database)
    await kept.claim_plan(TEAM, MAYA, TODAY, NOW)
    await kept.claim_plan(TEAM, JONAS, TODAY, NOW)

    await kept.give_back_plan(TEAM, MAYA, TODAY)

    assert await kept.claim_plan(TEAM, MAYA, TODAY, NOW)
    assert not await kept.claim_plan(TEAM, JONAS, TODAY, NOW)


async def test_old_claims_are_forgotten(database):
    kept = PersonalPreferences(database)
    await kept.claim_plan(TEAM, MAYA, TODAY, NOW)
    await kept.claim_plan(TEAM, MAYA, TOMORROW, NOW + timedelta(days=1))

    await kept.forget_plans(before=NOW + timedelta(hours=1))

    assert await kept.claim_plan(TEAM, MAYA, TODAY, NOW)
    assert not await kept.claim_plan(TEAM, MAYA, TOMORROW, NOW)
