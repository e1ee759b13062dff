"""Only Slack is listened to, and what it said stays out of the log."""

from datetime import timedelta

import pytest

from bot.blocks.names import Field
from tests.journeys.furniture import MEET
from tests.journeys.hand_made import command, post

SECRET_TEXT = "Project Falcon"


async def test_an_unsigned_request_is_refused(world, log):
    body = command(text=SECRET_TEXT)

    for headers in (
        {"X-Slack-Signature": "v0=" + "0" * 64},
        {"X-Slack-Signature": ""},
        {"X-Slack-Signature": "naïve"},
        {"X-Slack-Request-Timestamp": "yesterday"},
        {"X-Slack-Request-Timestamp": ""},
        {"X-Slack-Request-Timestamp": "9" * 5000},
        {"X-Slack-Request-Timestamp": "9" * 400},
    ):
        assert (await post(world, body, headers=headers)).status_code == 401
    await world.nothing_is_left_to_do()
    assert world.maya.view is None
    assert SECRET_TEXT not in log.text


@pytest.mark.parametrize("minutes", [-6, 6])
async def test_a_stale_signature_is_refused(world, log, minutes):
    body = command(text=SECRET_TEXT)
    headers = world.slack.signed_headers(body)
    world.clock.advance(timedelta(minutes=minutes))

    assert (await post(world, body, headers=headers)).status_code == 401
    assert SECRET_TEXT not in log.text


async def test_a_signature_of_another_body_is_refused(world):
    headers = world.slack.signed_headers(command(text="weekly"))

    assert (await post(world, command(text="friday"), headers=headers)).status_code == 401


async def test_a_body_larger_than_slack_ever_sends_is_refused(world):
    assert (await post(world, b"a=" + b"a" * 2_000_000)).status_code == 413


async def test_nothing_that_was_asked_for_is_in_the_log(a_sqlite_world, log):
    def prepare(world):
        world.meeting(SECRET_TEXT)

    world = await a_sqlite_world(prepare=prepare)
    await world.opens_form("falcon")
    await world.maya.fills(Field.CHAT_NOTICE, "We record the falcon.")
    await world.maya.submits()
    await world.card(saying="Scheduled:")

    assert "step" in log.text
    for private in (SECRET_TEXT, "falcon", MEET, "respond/", "xoxb-", "maya@example.com", world.recall.api_key):
        assert private not in log.text
