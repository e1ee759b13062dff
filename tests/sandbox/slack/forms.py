"""Open a form with named fields by a command."""

from typing import Any

from bot.sandbox.slack.person import Person
from tests.sandbox.slack.block_kit_examples import field, modal
from tests.sandbox.slack.conftest import Api
from tests.sandbox.slack.tiny_app import TinyApp

Json = dict[str, Any]


async def open_form(maya: Person, app: TinyApp, api: Api, *blocks: Json, channel: str = "C0GENERAL") -> Json:
    await maya.types("/recall-schedule", channel)
    opened = await api("views.open", trigger_id=app.last["trigger_id"], view=modal(*blocks))
    assert opened["ok"], opened
    return opened["view"]


def named(element: Json, name: str = "field", **fields: object) -> Json:
    return field({**element, "action_id": "answer"}, block_id=name, **fields)


def state_of(payload: Json, name: str = "field") -> Json:
    return payload["view"]["state"]["values"][name]["answer"]
