"""Run Socket Mode with Bolt on the other side, and with a bare WebSocket."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from bot.sandbox.slack.person import Person
from bot.sandbox.slack.pretend_slack import PretendSlack
from tests.sandbox.slack.block_kit_examples import external, field, modal, options
from tests.sandbox.slack.conftest import BOT_TOKEN
from tests.sandbox.slack.tiny_app import TinyApp


async def address_of(slack: PretendSlack) -> str:
    headers = {"Authorization": "Bearer xapp-example"}
    async with httpx.AsyncClient() as client:
        answer = await client.post(f"{slack.workspace.base_url}/api/apps.connections.open", headers=headers)
    return str(answer.json()["url"])


async def received(socket: ClientConnection) -> dict[str, Any]:
    return json.loads(await socket.recv())


@pytest.fixture
async def socket(slack: PretendSlack) -> AsyncIterator[ClientConnection]:
    async with connect(await address_of(slack)) as socket:
        assert (await received(socket))["type"] == "hello"
        yield socket


@pytest.fixture
async def bolt(slack: PretendSlack) -> AsyncIterator[AsyncApp]:
    client = AsyncWebClient(BOT_TOKEN, base_url=f"{slack.workspace.base_url}/api/")
    app = AsyncApp(client=client, process_before_response=True)
    handler = AsyncSocketModeHandler(app, "xapp-example")
    await handler.connect_async()
    await slack.until(lambda: slack.sockets.is_connected)
    yield app
    await handler.close_async()


async def test_bolt_answers_commands_clicks_searches_and_submissions(
    slack: PretendSlack, maya: Person, bolt: AsyncApp
) -> None:
    @bolt.command("/recall-schedule")
    async def open_form(ack: Any, body: Any, client: Any) -> None:
        await ack()
        menu = {**external(min_query_length=0), "action_id": "pick"}
        await client.views_open(trigger_id=body["trigger_id"], view=modal(field(menu), callback_id="form"))

    @bolt.options("pick")
    async def offer(ack: Any) -> None:
        await ack(options=options(2))

    @bolt.view("form")
    async def refuse(ack: Any, body: Any) -> None:
        await ack(response_action="errors", errors={next(iter(body["view"]["state"]["values"])): "Not that one"})

    await maya.types("/recall-schedule", "C0GENERAL")
    await slack.until(lambda: maya.view)
    await maya.picks("pick", "Option 1")
    await maya.submits()

    assert list(maya.view_errors.values()) == ["Not that one"]
    assert maya.notices == []
    assert {delivery.way for delivery in slack.delivered} == {"socket"}


async def test_bolt_hears_of_home(slack: PretendSlack, maya: Person, bolt: AsyncApp) -> None:
    opened = []

    @bolt.event("app_home_opened")
    async def remember(event: Any) -> None:
        opened.append(event["user"])

    delivery = await maya.opens_home()

    assert opened == ["U0MAYA"]
    assert delivery.ack.is_ok


async def test_bolt_comes_back_after_a_disconnect(slack: PretendSlack, maya: Person, bolt: AsyncApp) -> None:
    @bolt.command("/recall-schedule")
    async def answer(ack: Any) -> None:
        await ack("Here")

    await slack.disconnect_sockets()
    await slack.until(lambda: slack.sockets.is_connected)
    await maya.types("/recall-schedule", "C0GENERAL")

    assert maya.notices == []
    assert [message.text for message in maya.ephemerals] == ["Here"]


async def test_an_envelope_is_answered_by_its_id(slack: PretendSlack, maya: Person, socket: ClientConnection) -> None:
    typing = asyncio.create_task(maya.types("/recall-schedule help", "C0GENERAL"))
    envelope = await received(socket)
    await socket.send(json.dumps({"envelope_id": "another", "payload": {"text": "Wrong"}}))
    await socket.send(json.dumps({"envelope_id": envelope["envelope_id"], "payload": {"text": "Right"}}))
    await typing

    assert (envelope["type"], envelope["accepts_response_payload"]) == ("slash_commands", True)
    assert envelope["payload"]["text"] == "help"
    assert [message.text for message in maya.ephemerals] == ["Right"]


async def test_an_event_takes_no_answer_but_its_receipt(maya: Person, socket: ClientConnection) -> None:
    opening = asyncio.create_task(maya.opens_home())
    envelope = await received(socket)
    await socket.send(json.dumps({"envelope_id": envelope["envelope_id"]}))

    assert (envelope["type"], envelope["accepts_response_payload"]) == ("events_api", False)
    assert (envelope["retry_attempt"], envelope["retry_reason"]) == (0, "")
    assert (await opening).ack.is_ok


async def test_a_socket_that_says_nothing_is_a_failure(
    slack: PretendSlack, maya: Person, socket: ClientConnection
) -> None:
    slack.deliveries.patience = 0.02

    delivery = await maya.types("/recall-schedule", "C0GENERAL")

    assert (delivery.way, delivery.ack.error) == ("socket", "operation_timeout")


async def test_a_socket_that_is_lost_is_a_failure_at_once(maya: Person, socket: ClientConnection) -> None:
    typing = asyncio.create_task(maya.types("/recall-schedule", "C0GENERAL"))
    await received(socket)
    await socket.close()

    assert (await typing).ack.error == "dispatch_failed"


async def test_each_delivery_goes_to_one_socket_in_turn(
    slack: PretendSlack, maya: Person, socket: ClientConnection
) -> None:
    async with connect(await address_of(slack)) as other:
        hello = await received(other)
        for each in (socket, other):
            typing = asyncio.create_task(maya.types("/recall-schedule", "C0GENERAL"))
            envelope = await received(each)
            await each.send(json.dumps({"envelope_id": envelope["envelope_id"]}))
            await typing

    assert hello["num_connections"] == 2
    assert hello["connection_info"] == {"app_id": "A0EXAMPLE"}


async def test_sockets_go_before_http(maya: Person, app: TinyApp, socket: ClientConnection) -> None:
    typing = asyncio.create_task(maya.types("/recall-schedule", "C0GENERAL"))
    envelope = await received(socket)
    await socket.send(json.dumps({"envelope_id": envelope["envelope_id"]}))

    assert (await typing).way == "socket"
    assert app.payloads == []


async def test_a_disconnect_says_why(slack: PretendSlack, socket: ClientConnection) -> None:
    await slack.disconnect_sockets("warning")
    warned = await received(socket)
    still_there = slack.sockets.is_connected
    await slack.disconnect_sockets("link_disabled")
    told = await received(socket)

    assert (warned["type"], warned["reason"], still_there) == ("disconnect", "warning", True)
    assert told["reason"] == "link_disabled"
    assert not slack.sockets.is_connected
    with pytest.raises(ConnectionClosed):
        await received(socket)


async def test_what_is_under_way_when_a_socket_is_refreshed_still_counts(
    slack: PretendSlack, maya: Person, socket: ClientConnection
) -> None:
    typing = asyncio.create_task(maya.types("/recall-schedule", "C0GENERAL"))
    envelope = await received(socket)

    await slack.disconnect_sockets("refresh_requested")
    await socket.send(json.dumps({"envelope_id": envelope["envelope_id"]}))

    assert (await typing).ack.is_ok
    assert not slack.sockets.is_connected


async def test_an_address_is_good_for_one_connection(slack: PretendSlack) -> None:
    address = await address_of(slack)
    async with connect(address):
        with pytest.raises(InvalidHandshake):
            await connect(address)
