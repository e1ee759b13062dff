"""Use a `response_url`: five times within half an hour, for the app's own messages there."""

from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest

from bot.sandbox.clock import MovableClock
from bot.sandbox.slack.person import Person
from bot.sandbox.slack.pretend_slack import PretendSlack
from tests.sandbox.slack.block_kit_examples import actions, button, section
from tests.sandbox.slack.conftest import Api
from tests.sandbox.slack.tiny_app import TinyApp


class Answering:
    """One interaction's response_url."""

    def __init__(self, client: httpx.AsyncClient, url: str) -> None:
        self._client = client
        self._url = url

    async def __call__(self, **body: object) -> tuple[int, str]:
        answer = await self._client.post(self._url, json=body)
        return answer.status_code, answer.text


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient() as client:
        yield client


@pytest.fixture
async def answer(maya: Person, app: TinyApp, client: httpx.AsyncClient) -> Answering:
    """To a command that Maya typed in a conversation that the app is not in."""
    await maya.types("/recall-schedule", "C0SECRET")
    return Answering(client, app.last["response_url"])


async def test_an_answer_is_ephemeral_unless_it_says_otherwise(
    slack: PretendSlack, maya: Person, answer: Answering
) -> None:
    assert await answer(text="For you", blocks=[section()]) == (200, "ok")
    assert await answer(text="For all", response_type="in_channel") == (200, "ok")

    assert [message.text for message in maya.ephemerals] == ["For you"]
    assert [message.text for message in slack.messages("C0SECRET")] == ["For all"]


async def test_the_sixth_use_is_refused(maya: Person, answer: Answering) -> None:
    answers = [await answer(text="Again") for _ in range(6)]

    assert answers == [(200, "ok")] * 5 + [(404, "used_url")]
    assert len(maya.ephemerals) == 5


@pytest.mark.parametrize(("minutes", "status"), [(30, 200), (31, 404)])
async def test_it_lives_for_half_an_hour(answer: Answering, clock: MovableClock, minutes: int, status: int) -> None:
    clock.advance(timedelta(minutes=minutes))

    assert (await answer(text="Late"))[0] == status


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ({}, "no_text"),
        ({"blocks": [{"type": "section"}]}, "invalid_blocks"),
        ({"text": "x", "response_type": "everywhere"}, "invalid_payload"),
        ({"text": "x", "thread_ts": "1.000001"}, "cannot_reply_to_message"),
        ({"text": "x", "replace_original": True}, "message_not_found"),
        ({"delete_original": True}, "message_not_found"),
    ],
)
async def test_a_bad_answer_is_refused_and_costs_no_use(answer: Answering, body: dict[str, object], word: str) -> None:
    assert [await answer(**body) for _ in range(6)] == [(400, word)] * 6
    assert (await answer(text="Good"))[0] == 200


async def test_what_the_app_said_there_can_be_replaced_and_deleted(maya: Person, answer: Answering) -> None:
    await answer(text="Wait")
    await answer(text="Done", replace_original=True, response_type="in_channel")
    replaced = maya.ephemerals
    await answer(delete_original=True)

    assert [(message.text, message.visible_to) for message in replaced] == [("Done", "U0MAYA")]
    assert maya.ephemerals == []


async def test_a_click_can_replace_the_message_it_was_in(
    slack: PretendSlack, maya: Person, app: TinyApp, api: Api, client: httpx.AsyncClient
) -> None:
    await api("chat.postMessage", channel="C0GENERAL", text="Card", blocks=[actions(button())])
    await maya.clicks("press", maya.sees("C0GENERAL")[0])

    await Answering(client, app.last["response_url"])(text="Pressed", replace_original=True)

    assert [(message.text, message.blocks) for message in slack.messages("C0GENERAL")] == [("Pressed", ())]


async def test_a_persons_own_message_cannot_be_replaced(maya: Person, app: TinyApp, client: httpx.AsyncClient) -> None:
    message = await maya.says("Mine", "C0GENERAL")
    await maya.uses_shortcut("schedule", "C0GENERAL", message)

    answered = await Answering(client, app.last["response_url"])(text="Yours", replace_original=True)

    assert answered == (400, "message_not_found")
    assert maya.sees("C0GENERAL") == [message]


async def test_a_thread_is_reached_by_its_ts(
    slack: PretendSlack, maya: Person, app: TinyApp, client: httpx.AsyncClient
) -> None:
    message = await maya.says("Plan", "C0SECRET")
    await maya.uses_shortcut("schedule", "C0SECRET", message)

    await Answering(client, app.last["response_url"])(
        text="Noted", response_type="in_channel", replace_original=False, thread_ts=message.ts
    )

    assert slack.messages("C0SECRET")[1].thread_ts == message.ts


async def test_it_can_fail_and_is_recorded(slack: PretendSlack, maya: Person, answer: Answering) -> None:
    slack.fail_next("response_url", status=503)

    failed = await answer(text="Hello")
    done = await answer(text="Hello again")

    assert (failed[0], done[0]) == (503, 200)
    assert [(call.args["text"], call.is_ok) for call in slack.calls_to("response_url")] == [
        ("Hello", False),
        ("Hello again", True),
    ]
    assert [message.text for message in maya.ephemerals] == ["Hello again"]


async def test_nothing_but_json_is_taken(maya: Person, app: TinyApp, client: httpx.AsyncClient) -> None:
    await maya.types("/recall-schedule", "C0GENERAL")

    answered = await client.post(app.last["response_url"], content=b"{")

    assert (answered.status_code, answered.text) == (400, "invalid_payload")


async def test_an_unknown_address_is_refused(slack: PretendSlack, client: httpx.AsyncClient) -> None:
    url = f"{slack.workspace.base_url}/respond/T0EXAMPLE/R0"

    assert await Answering(client, url)(text="Hello") == (404, "no_service")
