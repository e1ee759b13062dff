"""Check that Slack's events are taken up once, on SQLite and on Postgres."""

import asyncio
from datetime import timedelta

from bot.store.slack_events import SlackEvents
from tests.examples import NOW


async def test_of_those_who_claim_an_event_one_has_it(database):
    events = SlackEvents(database)

    claims = await asyncio.gather(*(events.claim("Ev1", NOW) for _ in range(5)))

    assert sorted(claims) == [False, False, False, False, True]
    assert await events.claim("Ev2", NOW)


async def test_it_is_forgotten_after_a_time(database):
    events = SlackEvents(database)
    await events.claim("Ev1", NOW)

    await events.forget(NOW)
    assert not await events.claim("Ev1", NOW)
    await events.forget(NOW + timedelta(seconds=1))
    assert await events.claim("Ev1", NOW)
