"""Deliver over the app's WebSockets. https://docs.slack.dev/apis/events-api/using-socket-mode"""

import asyncio
import json
from typing import Literal
from uuid import uuid4

from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.sandbox.slack.api_method import Method, Tier
from bot.sandbox.slack.generated_ids import next_id
from bot.sandbox.slack.wire import Answer, ApiError, EnvelopeType, Json, Retry, UnreachableError
from bot.sandbox.slack.workspace import Workspace

MAX_CONNECTIONS = 10
DisconnectReason = Literal["warning", "refresh_requested", "link_disabled", "too_many_websockets"]


class SocketMode:
    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._tickets: set[str] = set()
        self._connections: list[WebSocket] = []
        self._waiting: dict[str, tuple[WebSocket, asyncio.Future[Answer]]] = {}

    @property
    def connections(self) -> int:
        return len(self._connections)

    @property
    def is_connected(self) -> bool:
        return bool(self._connections)

    @property
    def methods(self) -> dict[str, Method]:
        return {"apps.connections.open": Method(self._open, Tier.TWO, token="app")}

    def _open(self, workspace: Workspace, _args: Json) -> Json:
        """Each address is good for one connection."""
        if workspace.base_url is None:
            raise ApiError("internal_error")
        ticket = next_id("ticket-")
        self._tickets.add(ticket)
        address = workspace.base_url.replace("http", "ws", 1)
        return {"url": f"{address}/link/?ticket={ticket}&app_id={workspace.installation.app_id}"}

    async def endpoint(self, websocket: WebSocket) -> None:
        ticket = websocket.query_params.get("ticket", "")
        if ticket not in self._tickets or len(self._connections) >= MAX_CONNECTIONS:
            await websocket.close()
            return
        self._tickets.discard(ticket)
        await websocket.accept()
        await websocket.send_json(self._hello())
        self._connections.append(websocket)
        self._workspace.changes.tell("sockets_changed", self.connections)
        try:
            async for text in websocket.iter_text():
                self._take_acknowledgement(text)
        finally:
            self._forget(websocket)

    async def carry(self, envelope_type: EnvelopeType, payload: Json, retry: Retry | None) -> Answer:
        """Each delivery goes to one of the connections, in turn."""
        websocket = self._connections.pop(0)
        self._connections.append(websocket)
        envelope = _envelope(envelope_type, payload, retry)
        answered: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting[envelope["envelope_id"]] = (websocket, answered)
        try:
            await websocket.send_json(envelope)
            return await answered
        except (WebSocketDisconnect, RuntimeError) as error:
            raise UnreachableError from error
        finally:
            del self._waiting[envelope["envelope_id"]]

    async def disconnect(self, reason: DisconnectReason | None) -> None:
        """Tell every connection why it should end; None ends it without a word.

        A `warning` changes nothing yet. On `refresh_requested` nothing new is sent, and the app hangs up.
        """
        for websocket in list(self._connections):
            if reason:
                await websocket.send_json({"type": "disconnect", "reason": reason, "debug_info": {}})
            if reason == "refresh_requested":
                self._connections.remove(websocket)
            elif reason != "warning":
                self._forget(websocket)
                await websocket.close()

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self._connections) + 1,
            "connection_info": {"app_id": self._workspace.installation.app_id},
            "debug_info": {"host": "applink-pretend", "approximate_connection_time": 18060},
        }

    def _take_acknowledgement(self, text: str) -> None:
        acknowledgement = json.loads(text)
        _, answered = self._waiting.get(acknowledgement.get("envelope_id"), (None, None))
        if answered and not answered.done():
            answered.set_result(Answer(200, _body(acknowledgement.get("payload"))))

    def _forget(self, websocket: WebSocket) -> None:
        if websocket in self._connections:
            self._connections.remove(websocket)
            self._workspace.changes.tell("sockets_changed", self.connections)
        for other, answered in self._waiting.values():
            if other is websocket and not answered.done():
                answered.set_exception(UnreachableError())


def _envelope(envelope_type: EnvelopeType, payload: Json, retry: Retry | None) -> Json:
    envelope: Json = {
        "envelope_id": str(uuid4()),
        "type": envelope_type,
        "payload": payload,
        "accepts_response_payload": envelope_type != "events_api",
    }
    if envelope_type == "events_api":
        envelope["retry_attempt"] = retry.number if retry else 0
        envelope["retry_reason"] = retry.reason if retry else ""
    return envelope


def _body(payload: object) -> Json | str | None:
    """A listener that acknowledged with mere words arrives as `{"text": …}`, or as the words."""
    if isinstance(payload, dict):
        return payload or None
    return str(payload) if payload else None
