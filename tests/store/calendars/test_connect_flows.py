"""Flows: every secret counts once, in time, in one browser and at one provider."""

import asyncio
from datetime import timedelta

import pytest

from bot.core.calendars.flow import FLOW_TTL, MOST_FLOWS, Leg
from bot.core.calendars.outcomes import ConnectOutcome
from bot.core.calendars.providers import CalendarProvider
from bot.store.calendars.connect_flows import ConnectFlows
from tests.examples import JONAS, NOW, TEAM

GOOGLE = CalendarProvider.GOOGLE


@pytest.fixture
async def flows(database):
    made = ConnectFlows(database)
    assert await made.create("link", TEAM, JONAS, GOOGLE, None, NOW)
    return made


async def begun(flows, now=NOW, **changes):
    given = {"link_hash": "link", "browser_hash": "browser", "state_hash": "state", "leg": Leg.GOOGLE, "now": now}
    return await flows.begin(**{**given, **changes})


async def test_an_answer_is_taken_once_however_many_come_at_a_time(flows):
    await begun(flows)

    taken = await asyncio.gather(*(flows.take("state", "browser", Leg.GOOGLE, NOW) for _ in range(5)))

    assert len([each for each in taken if each is not None]) == 1


@pytest.mark.parametrize(
    ("state", "browser", "leg", "now"),
    [
        ("another", "browser", Leg.GOOGLE, NOW),
        ("state", "another", Leg.GOOGLE, NOW),
        ("state", "browser", Leg.MICROSOFT, NOW),
        ("state", "browser", Leg.SLACK, NOW),
        ("state", "browser", Leg.GOOGLE, NOW + FLOW_TTL),
    ],
)
async def test_an_answer_that_does_not_fit_takes_nothing(flows, state, browser, leg, now):
    await begun(flows)

    assert await flows.take(state, browser, leg, now) is None
    assert await flows.take("state", "browser", Leg.GOOGLE, NOW) is not None


async def test_beginning_again_makes_the_first_state_void(flows):
    await begun(flows)

    assert await begun(flows, state_hash="second") is not None
    assert await flows.take("state", "browser", Leg.GOOGLE, NOW) is None
    assert await flows.take("second", "browser", Leg.GOOGLE, NOW) is not None


@pytest.mark.parametrize("changes", [{"browser_hash": "another"}, {"link_hash": "another"}, {"now": NOW + FLOW_TTL}])
async def test_only_the_first_browser_begins_and_only_in_time(flows, changes):
    await begun(flows)

    assert await begun(flows, **changes) is None


async def test_after_its_answer_a_link_opens_nothing(flows):
    await begun(flows)
    flow = await flows.take("state", "browser", Leg.GOOGLE, NOW)
    await flows.finish(flow.id, ConnectOutcome.CONNECTED, NOW)

    assert await flows.find_open("link", NOW) is None
    assert await begun(flows) is None
    again = await flows.find_taken("state", "browser")
    assert again.outcome is ConnectOutcome.CONNECTED
    assert await flows.find_in_browser(flow.id, "another") is None


async def test_slacks_answer_moves_on_to_the_flows_own_provider(flows):
    await begun(flows, leg=Leg.SLACK)

    assert await flows.move_on("state", "another", "next", NOW) is None
    assert await flows.move_on("state", "browser", "next", NOW) is not None
    assert await flows.move_on("state", "browser", "next", NOW) is None
    assert await flows.take("next", "browser", Leg.GOOGLE, NOW) is not None


async def test_only_so_many_are_begun_in_a_while_even_at_once(flows):
    made = await asyncio.gather(*(flows.create(f"link-{n}", TEAM, JONAS, GOOGLE, None, NOW) for n in range(9)))

    assert made.count(True) == MOST_FLOWS - 1
    assert await flows.create("later", TEAM, JONAS, GOOGLE, None, NOW + timedelta(minutes=10))


async def test_old_flows_are_forgotten(flows):
    await flows.forget(NOW + timedelta(seconds=1))

    assert await flows.find_open("link", NOW) is None
