"""Requests as no Slack client would send them, signed or not."""

import json
import ssl
from collections.abc import Mapping
from copy import deepcopy
from typing import Any
from urllib.parse import urlencode

import httpx

from bot.blocks.names import COMMAND, Action, Block, Field
from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.payloads import Payloads
from bot.sandbox.slack.person import Person
from bot.sandbox.slack.pretend_slack import PretendSlack
from bot.sandbox.slack.wire import Json
from tests.journeys.furniture import SALES
from tests.journeys.world import World

FORM = "application/x-www-form-urlencoded"
# The program is on this machine; reading the system's authorities takes longer than the request.
_NO_AUTHORITIES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


async def post(
    world: World, body: bytes, content_type: str = FORM, headers: Mapping[str, str] | None = None
) -> httpx.Response:
    """Signed, unless `headers` say otherwise."""
    given = {"Content-Type": content_type, **world.slack.signed_headers(body), **(headers or {})}
    spelled = {name: value.encode() for name, value in given.items()}
    async with httpx.AsyncClient(trust_env=False, verify=_NO_AUTHORITIES) as client:
        return await client.post(f"{world.url}/slack/events", content=body, headers=spelled)


async def post_interaction(world: World, payload: Any) -> httpx.Response:
    return await post(world, interaction(payload))


def interaction(payload: Any) -> bytes:
    return urlencode({"payload": json.dumps(payload)}).encode()


def command(*, without: str | None = None, **fields: str) -> bytes:
    """Maya's, in #sales."""
    usual = {
        "command": COMMAND,
        "team_id": "T0EXAMPLE",
        "user_id": "U0MAYA",
        "channel_id": SALES,
        "text": "",
        "trigger_id": "1.2.made-up",
        "response_url": "http://127.0.0.1:9/respond/made-up",
    }
    return urlencode({name: value for name, value in {**usual, **fields}.items() if name != without}).encode()


def submission(slack: PretendSlack, person: Person) -> Json:
    """What submitting the form that is open would send, to be changed."""
    view = slack.workspace.views.top_of(person.user.id)
    assert view is not None
    return deepcopy(Payloads(slack.workspace).view_submission(person.user, view))


async def click(world: World, person: Person, card: Message, action: str, value: str | None) -> httpx.Response:
    """A button that the card need not have, with a value that it need not have."""
    button = {"type": "button", "action_id": action, "block_id": Block.BOOKING_BUTTONS, "value": value}
    return await post_interaction(world, Payloads(world.slack.workspace).block_actions(person.user, card, button))


def pick(payload: Json, event_id: str) -> Json:
    """The submission with this meeting picked, whatever was offered."""
    option = {"text": {"type": "plain_text", "text": "10:00 A meeting"}, "value": event_id}
    payload["view"]["state"]["values"][Field.MEETING][Action.PICK_MEETING]["selected_option"] = option
    return payload
