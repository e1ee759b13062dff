"""Check that no one is asked twice, on SQLite and on Postgres."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from bot.core.booking.model import Card
from bot.core.identifiers import CalendarEventId, ChannelId
from bot.store.offers import MadeOffer, MadeOffers
from tests.examples import JONAS, MAYA, NOW, SOON, TEAM

OFFER = MadeOffer(team_id=TEAM, user_id=MAYA, occurrence="o1", event_id=CalendarEventId("event-1"), starts_at=SOON)
MESSAGE = Card(channel_id=ChannelId("D0MAYA"), ts="1772452800.000100")


async def test_of_those_who_claim_an_offer_one_makes_it(database):
    made = MadeOffers(database)

    claims = await asyncio.gather(*(made.claim(OFFER, NOW) for _ in range(5)))

    assert sorted(claims) == [False, False, False, False, True]
    assert await made.claim(replace(OFFER, user_id=JONAS), NOW)
    assert await made.claim(replace(OFFER, occurrence="o2"), NOW)


async def test_it_is_open_once_it_was_sent_and_until_it_is_settled(database):
    made = MadeOffers(database)
    await made.claim(OFFER, NOW)
    assert await made.list_open(TEAM) == []

    await made.note(OFFER, MESSAGE, SOON)
    assert await made.list_open(TEAM) == [replace(OFFER, message=MESSAGE)]
    assert await made.list_open(TEAM, JONAS) == []

    settled = await asyncio.gather(*(made.settle(OFFER, NOW) for _ in range(3)))
    assert sorted(settled) == [False, False, True]
    assert await made.list_open(TEAM, MAYA) == []
    assert not await made.claim(OFFER, NOW)


async def test_what_was_not_sent_is_given_back(database):
    made = MadeOffers(database)
    await made.claim(OFFER, NOW)
    await made.give_back(OFFER)

    assert await made.claim(OFFER, NOW)


async def test_it_is_forgotten_once_the_meeting_is_long_over(database):
    made = MadeOffers(database)
    await made.claim(OFFER, NOW)

    await made.forget(SOON)
    assert not await made.claim(OFFER, NOW)
    await made.forget(SOON + timedelta(seconds=1))
    assert await made.claim(OFFER, NOW)
