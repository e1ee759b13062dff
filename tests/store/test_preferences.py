"""Whose plan is sent, and who may send it: once for each person and local day, on SQLite and on Postgres."""

import asyncio
from datetime import timedelta

from bot.core.identifiers import TeamId
from bot.core.rules.model import Preferences
from bot.store.engine.database import Database
from bot.store.preferences import CLAIM, PersonalPreferences, PlanClaim
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

    assert await kept.claim_plan(TEAM, MAYA, TODAY, NOW) is PlanClaim.OURS
    assert await kept.claim_plan(TEAM, MAYA, TODAY, NOW + CLAIM / 2) is PlanClaim.ANOTHERS
    assert await kept.claim_plan(TEAM, MAYA, TOMORROW, NOW) is PlanClaim.OURS
    assert await kept.claim_plan(TEAM, JONAS, TODAY, NOW) is PlanClaim.OURS
    assert await kept.claim_plan(TeamId("T0OTHER"), MAYA, TODAY, NOW) is PlanClaim.OURS


async def test_of_several_processes_one_sends_it_also_when_another_has_died_over_it(database, database_url):
    others = [Database(database_url) for _ in range(3)]
    everyone = [PersonalPreferences(each) for each in (database, *others)]
    try:
        for now in (NOW, NOW + CLAIM):
            trying = [each.claim_plan(TEAM, MAYA, TODAY, now) for each in everyone for _ in range(3)]
            claims = await asyncio.gather(*trying)
            assert claims.count(PlanClaim.OURS) == 1
    finally:
        for each in others:
            await each.aclose()


async def test_what_no_one_has_noted_as_sent_is_passed_on_once(database):
    kept = PersonalPreferences(database)
    await kept.claim_plan(TEAM, MAYA, TODAY, NOW)

    assert await kept.claim_plan(TEAM, MAYA, TODAY, NOW + CLAIM) is PlanClaim.OURS
    assert await kept.claim_plan(TEAM, MAYA, TODAY, NOW + 3 * CLAIM) is PlanClaim.SETTLED


async def test_what_was_sent_or_seen_is_not_sent(database):
    kept = PersonalPreferences(database)
    await kept.claim_plan(TEAM, MAYA, TODAY, NOW)

    await kept.settle_plan(TEAM, MAYA, TODAY, NOW)
    await kept.settle_plan(TEAM, JONAS, TODAY, NOW)

    assert await kept.claim_plan(TEAM, MAYA, TODAY, NOW + CLAIM) is PlanClaim.SETTLED
    assert await kept.claim_plan(TEAM, JONAS, TODAY, NOW) is PlanClaim.SETTLED


async def test_what_was_given_back_can_be_claimed_again(database):
    kept = PersonalPreferences(database)
    await kept.claim_plan(TEAM, MAYA, TODAY, NOW)
    await kept.claim_plan(TEAM, JONAS, TODAY, NOW)

    await kept.give_back_plan(TEAM, MAYA, TODAY, NOW)

    assert await kept.claim_plan(TEAM, MAYA, TODAY, NOW) is PlanClaim.OURS
    assert await kept.claim_plan(TEAM, JONAS, TODAY, NOW) is PlanClaim.ANOTHERS


async def test_a_second_try_that_is_given_back_stays_the_last(database):
    kept = PersonalPreferences(database)
    await kept.claim_plan(TEAM, MAYA, TODAY, NOW)
    later = NOW + CLAIM
    await kept.claim_plan(TEAM, MAYA, TODAY, later)

    await kept.give_back_plan(TEAM, MAYA, TODAY, later)

    assert await kept.claim_plan(TEAM, MAYA, TODAY, later) is PlanClaim.OURS
    assert await kept.claim_plan(TEAM, MAYA, TODAY, later + CLAIM) is PlanClaim.SETTLED


async def test_old_claims_are_forgotten(database):
    kept = PersonalPreferences(database)
    await kept.settle_plan(TEAM, MAYA, TODAY, NOW)
    await kept.settle_plan(TEAM, MAYA, TOMORROW, NOW + timedelta(days=1))

    await kept.forget_plans(before=NOW + timedelta(hours=1))

    assert await kept.claim_plan(TEAM, MAYA, TODAY, NOW) is PlanClaim.OURS
    assert await kept.claim_plan(TEAM, MAYA, TOMORROW, NOW) is PlanClaim.SETTLED
