"""The page for admins in App Home, and what an admin is told by direct message."""

import httpx
import pytest

from bot.blocks.names import Action
from tests.journeys.furniture import PRIVATE
from tests.journeys.homes import home_says, opens_home
from tests.journeys.world import SCHEDULE, World

OPERATED = {"policy": {"operators": ["U0OLGA"]}}


@pytest.fixture
async def world(a_sqlite_world) -> World:
    return await a_sqlite_world(configuration=OPERATED)


async def books_without_credit(world: World, channel_id: str | None = None) -> None:
    world.recall.fail_next(402, method="POST", path=SCHEDULE, body={"detail": "Out of credit."})
    await world.opens_form("weekly", **({"channel_id": channel_id} if channel_id else {}))
    await world.maya.submits()
    await world.until(lambda: world.olga.direct_messages)


async def opens_admin_page(world: World) -> str:
    await opens_home(world, world.olga)
    await world.olga.clicks(Action.SHOW_ADMIN_PAGE)
    await world.until(lambda: world.olga.view)
    return world.form(world.olga)


async def test_an_admin_sees_what_failed_with_the_way_to_the_card(world):
    await books_without_credit(world)
    card = await world.card(saying="Failed:")

    page = await opens_admin_page(world)

    assert "The Recall.ai account is out of credit" in page
    assert "*Weekly sync*" in page
    assert "<@U0MAYA>" in page
    assert f"/archives/{card.channel_id}/p{card.ts.replace('.', '')}|Open the card" in page
    assert "recall-schedule 0" in page


async def test_an_admin_is_told_of_meeting_person_and_card(world):
    await books_without_credit(world)

    (message,) = world.olga.direct_messages
    assert "Weekly sync" in message.text
    assert "<@U0MAYA>" in message.text
    assert "|Open the card>" in message.text
    assert "out of credit" in message.text


async def test_a_card_in_someones_direct_messages_is_not_linked(world):
    await books_without_credit(world, PRIVATE)

    (message,) = world.olga.direct_messages
    assert "Open the card" not in message.text
    assert "The card is in their direct messages." in await opens_admin_page(world)


async def test_the_page_opens_though_slack_gives_no_links(world):
    await books_without_credit(world)
    world.slack.fail_next("chat.getPermalink", error="internal_error")

    assert "*Weekly sync*" in await opens_admin_page(world)


async def test_a_webhook_that_is_refused_is_counted(world):
    async with httpx.AsyncClient(base_url=world.url) as client:
        headers = {"webhook-id": "m", "webhook-timestamp": "1", "webhook-signature": "v1,x"}
        assert (await client.post("/recall/webhooks", content=b"{}", headers=headers)).status_code == 401

    page = await opens_admin_page(world)

    assert "*Rejected since the last restart*" in page


async def test_others_have_no_button(world):
    await opens_home(world)

    assert Action.SHOW_ADMIN_PAGE not in str(world.maya.home)


async def test_the_welcome_goes_with_the_first_booking(world):
    await opens_home(world)
    assert "1. Pick a meeting or paste its link" in world.home()
    await world.maya.clicks(Action.SHOW_HELP)
    await world.until(lambda: world.maya.view)
    assert "In a thread" in world.form()
    await world.maya.closes()

    await world.books()
    await home_says(world, "*Scheduled*")

    assert "1. Pick a meeting" not in world.home()
