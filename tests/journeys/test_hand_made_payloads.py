"""Signed, and yet of no shape that Slack sends: answered without failing, and nothing is done."""

import time

import pytest

from bot.blocks.names import Action
from tests.journeys.hand_made import command, interaction, pick, post, post_interaction, submission
from tests.journeys.reading import words

TEAM, MAYA = {"id": "T0EXAMPLE"}, {"id": "U0MAYA"}
VIEW = {"type": "modal", "callback_id": "schedule_form"}
MISSHAPEN = [
    None,
    [],
    "text",
    {},
    {"type": "view_submission"},
    {"type": "view_submission", "team": TEAM, "user": MAYA, "view": None},
    {"type": "view_submission", "team": TEAM, "user": MAYA, "view": {"callback_id": "schedule_form"}},
    {"type": "view_submission", "team": TEAM, "user": MAYA, "view": VIEW},
    {"type": "view_submission", "team": TEAM, "user": None, "view": VIEW},
    {"type": "view_submission", "team": TEAM, "user": "U0MAYA", "view": VIEW},
    {"type": "view_submission", "team": TEAM, "user": MAYA, "view": {**VIEW, "state": None, "private_metadata": "{}"}},
    {"type": "block_actions", "team": TEAM, "user": MAYA},
    {"type": "block_actions", "team": TEAM, "user": MAYA, "actions": None},
    {"type": "block_actions", "team": TEAM, "user": MAYA, "actions": []},
    {"type": "block_actions", "team": TEAM, "user": MAYA, "actions": [{}]},
    *(
        {
            "type": "block_actions",
            "team": TEAM,
            "user": MAYA,
            "actions": [{"type": "button", "action_id": action, "block_id": "b", "value": value}],
        }
        for action in Action
        for value in (None, "{}", 5, '{"v": 1, "booking_id": "b1", "revision": "x"}')
    ),
    {"type": "block_suggestion", "team": TEAM, "user": MAYA, "action_id": Action.PICK_MEETING, "block_id": "meeting"},
    {"type": "block_suggestion", "team": TEAM, "action_id": Action.PICK_MEETING, "block_id": "meeting", "value": []},
    {"type": "message_action", "team": TEAM, "user": MAYA, "callback_id": "schedule_recording_bot"},
    {"type": "message_action", "team": TEAM, "user": MAYA, "callback_id": "schedule_recording_bot", "message": None},
    {"type": "view_closed", "team": TEAM, "user": MAYA, "view": VIEW},
    {"type": "something_new", "team": "T0EXAMPLE", "user": "U0MAYA"},
]


async def test_a_misshapen_payload_never_makes_the_program_fail(world, log):
    for payload in MISSHAPEN:
        answer = await post_interaction(world, payload)

        assert answer.status_code in {200, 400, 404}, payload
    await world.nothing_is_left_to_do()
    assert world.scheduled() == []


@pytest.mark.parametrize(
    "missing", ["team_id", "user_id", "channel_id", "text", "trigger_id", "response_url", "command"]
)
async def test_a_command_without_one_of_its_fields_never_makes_the_program_fail(world, missing):
    answer = await post(world, command(without=missing))

    assert answer.status_code in {200, 404}


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"", "application/x-www-form-urlencoded"),
        (b"\xff\xfe", "application/x-www-form-urlencoded"),
        (b"payload=", "application/x-www-form-urlencoded"),
        (b"payload=%7B", "application/x-www-form-urlencoded"),
        (b"{", "application/json"),
        (b"[]", "application/json"),
        (b"[" * 100_000, "application/json"),
        (b'{"type": "event_callback"}', "application/json"),
        (b'{"type": "event_callback", "team_id": "T0EXAMPLE", "event": null}', "application/json"),
        (
            b'{"type": "event_callback", "team_id": "T0EXAMPLE", "event": {"type": "app_home_opened"}}',
            "application/json",
        ),
        (b"a=b", ""),
    ],
)
async def test_a_body_that_is_no_request_of_slacks_never_makes_the_program_fail(world, body, content_type):
    answer = await post(world, body, content_type)

    assert answer.status_code in {200, 400, 401, 404}


async def test_a_submission_with_strange_answers_is_answered_under_the_fields(world):
    await world.opens_form("weekly")
    payload = submission(world.slack, world.maya)
    values = payload["view"]["state"]["values"]

    for strange in ([], None, {}, {"answer": None}, {"answer": {"value": 5, "selected_option": "x"}}):
        payload["view"]["state"]["values"] = dict.fromkeys(values, strange)
        answer = await post_interaction(world, payload)
        assert answer.json()["response_action"] == "errors"
    await world.nothing_is_left_to_do()
    assert world.scheduled() == []


@pytest.mark.parametrize(
    "metadata", ["", "{}", "null", "[]", '{"v": 99}', '{"v": 1, "kind": "calendar", "x": 1}', 5, None]
)
async def test_a_form_that_is_not_ours_is_said_to_be_of_an_older_version(world, metadata):
    await world.opens_form("weekly")
    payload = submission(world.slack, world.maya)
    payload["view"]["private_metadata"] = metadata

    answer = await post_interaction(world, payload)

    assert "This form is from an older version of the app." in words(answer.json())
    assert world.scheduled() == []


async def test_a_meeting_that_does_not_exist_cannot_be_picked(world):
    await world.opens_form("weekly")

    for event_id in ("no-such-event", "x" * 150, "../../calendars", "\ud800"):
        answer = await post_interaction(world, pick(submission(world.slack, world.maya), event_id))
        assert "response_action" in answer.json()
    await world.nothing_is_left_to_do()
    assert world.scheduled() == []


async def test_an_answer_comes_in_time_whatever_comes_in(world):
    """Slack waits for three seconds."""
    await world.opens_form("weekly")
    payload = submission(world.slack, world.maya)
    payload["view"]["state"]["values"] |= {f"field#{n}": {"answer": {"value": "x" * 3000}} for n in range(300)}
    started = time.perf_counter()

    await post(world, interaction(payload))
    await post(world, command(text="a " * 100_000))

    assert time.perf_counter() - started < 3.0
