"""Follow changes as a page or a terminal does."""

import asyncio

import pytest

from bot.sandbox.slack.person import Person
from bot.sandbox.slack.pretend_slack import PretendSlack
from tests.sandbox.slack.block_kit_examples import field, modal, text_input
from tests.sandbox.slack.conftest import Api
from tests.sandbox.slack.tiny_app import TinyApp


async def test_everything_that_can_be_seen_is_told(slack: PretendSlack, maya: Person, app: TinyApp, api: Api) -> None:
    with slack.changes.follow() as queue:
        await maya.types("/recall-schedule", "C0GENERAL")
        view = modal(field(text_input(), block_id="field"))
        await api("views.open", trigger_id=app.last["trigger_id"], view=view)
        await maya.fills("field", "x")
        await maya.submits()
        posted = await api("chat.postMessage", channel="C0GENERAL", text="Hello")
        await api("chat.update", channel="C0GENERAL", ts=posted["ts"], text="Hello again")

    kinds = [queue.get_nowait().kind for _ in range(queue.qsize())]
    assert [kind for kind in kinds if kind != "method_called"] == [
        "app_answered",
        "view_opened",
        "view_changed",
        "view_changed",
        "app_answered",
        "view_closed",
        "message_posted",
        "message_changed",
    ]


async def test_an_ephemeral_message_is_told_of_one_person(slack: PretendSlack, api: Api) -> None:
    with slack.changes.follow() as queue:
        await api("chat.postEphemeral", channel="C0GENERAL", user="U0MAYA", text="Psst")

    assert queue.get_nowait().user_id == "U0MAYA"


async def test_a_test_can_wait_for_what_comes_later(slack: PretendSlack, maya: Person, api: Api) -> None:
    posting = asyncio.create_task(api("chat.postMessage", channel="C0GENERAL", text="Later"))

    await slack.until(lambda: maya.sees("C0GENERAL"))

    assert (await posting)["ok"]


async def test_waiting_has_an_end(slack: PretendSlack) -> None:
    with pytest.raises(TimeoutError):
        await slack.until(lambda: False, patience=0.01)
