"""Pretend to be a Slack workspace over loopback HTTP, strict about all that the real one refuses."""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.routing import Route, WebSocketRoute

from bot.clock import Clock
from bot.sandbox.floods import Flood
from bot.sandbox.oauth.pretend_provider import PretendProvider
from bot.sandbox.oauth.profiles import SLACK
from bot.sandbox.serving import serving
from bot.sandbox.slack.changes import Changes
from bot.sandbox.slack.chat_methods import CHAT_METHODS
from bot.sandbox.slack.deliveries import Deliveries, Delivery
from bot.sandbox.slack.directory import Channel, User
from bot.sandbox.slack.directory_methods import DIRECTORY_METHODS
from bot.sandbox.slack.faults import Fault
from bot.sandbox.slack.function_methods import FUNCTION_METHODS
from bot.sandbox.slack.http_delivery import HttpDelivery, signed_headers
from bot.sandbox.slack.installation import (
    ALL_SCOPES,
    APP_TOKEN,
    BOT_TOKEN,
    CLIENT_ID,
    CLIENT_SECRET,
    SIGNING_SECRET,
    Installation,
)
from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.person import Person
from bot.sandbox.slack.socket_mode import DisconnectReason, SocketMode
from bot.sandbox.slack.view_methods import VIEW_METHODS
from bot.sandbox.slack.web_api import Call, WebApi
from bot.sandbox.slack.wire import Retry
from bot.sandbox.slack.workflows import Execution, Workflow
from bot.sandbox.slack.workspace import Workspace

TIMEOUT_SECONDS = 3.0  # of real time, for every answer of the app


class PretendSlack:
    """Serve `asgi`, or enter `serving()`. The app's Web API base is `{base_url}/api/`.

    `patience` is Slack's three seconds; a test that wants to see them pass can shorten it.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        team_id: str = "T0EXAMPLE",
        bot_token: str = BOT_TOKEN,
        app_token: str = APP_TOKEN,
        signing_secret: str = SIGNING_SECRET,
        scopes: Iterable[str] = ALL_SCOPES,
        patience: float = TIMEOUT_SECONDS,
    ) -> None:
        self.installation = Installation(
            team_id=team_id,
            bot_token=bot_token,
            app_token=app_token,
            signing_secret=signing_secret,
            scopes=frozenset(scopes),
        )
        self.workspace = Workspace(clock, self.installation)
        self.sockets = SocketMode(self.workspace)
        self.deliveries = Deliveries(self.workspace, self.sockets, patience)
        self._http: HttpDelivery | None = None
        self._people: dict[str, Person] = {}
        self._web_api = WebApi(
            self.workspace,
            {**CHAT_METHODS, **VIEW_METHODS, **DIRECTORY_METHODS, **FUNCTION_METHODS, **self.sockets.methods},
        )
        self.sign_in = PretendProvider(SLACK, clock, client_id=CLIENT_ID, client_secret=CLIENT_SECRET)
        self.asgi = Starlette(
            routes=[
                *self.sign_in.routes,
                Route("/api/{method}", self._web_api.endpoint, methods=["GET", "POST"]),
                Route("/respond/{team}/{secret}", self._web_api.respond, methods=["POST"]),
                WebSocketRoute("/link/", self.sockets.endpoint),
            ]
        )

    @asynccontextmanager
    async def serving(self, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[str]:
        """Yields the base URL, and closes whatever was opened."""
        async with serving(self.asgi, host, port) as base_url:
            self.workspace.base_url = base_url
            try:
                yield base_url
            finally:
                await self.close()

    async def close(self) -> None:
        await self.sockets.disconnect(None)
        if self._http:
            await self._http.close()

    def add_user(self, user_id: str, **details: Any) -> User:
        """`details` are fields of User; a user with another `team_id` is an outsider."""
        user = self.workspace.directory.add_user(user_id, **details)
        if user.email:
            claims = {"https://slack.com/user_id": user_id, "https://slack.com/team_id": user.team_id}
            self.sign_in.add_account(user.email, name=user.real_name, claims=claims)
        return user

    def add_channel(self, channel_id: str, **details: Any) -> Channel:
        """`members`, `app_is_member` and the fields of Channel."""
        return self.workspace.directory.add_channel(channel_id, **details)

    def open_direct_message(self, *user_ids: str) -> Channel:
        """The conversation of just these people; of one person: theirs with the app."""
        return self.workspace.directory.open_direct_message(*user_ids)

    def person(self, user_id: str, **details: Any) -> Person:
        """Return the same Person at every call; a user who is not in the workspace yet is added, with `details`."""
        if user_id not in self._people:
            users = self.workspace.directory.users
            user = users[user_id] if user_id in users and not details else self.add_user(user_id, **details)
            self._people[user_id] = Person(self.workspace, self.deliveries, user)
        return self._people[user_id]

    def follow_manifest(self, manifest: Mapping[str, Any]) -> None:
        """From now on there are only the commands, shortcuts, scopes and events of this app manifest."""
        self.installation.follow_manifest(manifest)

    def build_workflow(self, name: str, callback_id: str, **inputs: Any) -> None:
        """As a builder does, with the app's step. Raises ValueError for what they cannot set."""
        workflow = Workflow(name=name, callback_id=callback_id, inputs=inputs)
        self.workspace.workflows.build(workflow, self.installation.functions)

    def execution(self, execution: Execution) -> Execution:
        """As it is by now."""
        return self.workspace.workflows.executions[execution.id]

    def deliver_over_http(self, url: str) -> None:
        """The app's one request URL. Sockets that it has connected go before it."""
        self._http = HttpDelivery(url, self.installation.signing_secret, self.workspace.clock)
        self.deliveries.http = self._http

    async def replay(self, delivery: Delivery, retry: Retry | None = None) -> Delivery:
        """The same once more, newly signed. With `retry` as Slack repeats events. No answer changes anything."""
        return await self.deliveries.send(delivery.envelope_type, delivery.payload, retry)

    def signed_headers(self, body: bytes) -> dict[str, str]:
        """Sign a request that a test makes itself."""
        now = int(self.workspace.clock.now().timestamp())
        return signed_headers(body, self.installation.signing_secret, now)

    async def disconnect_sockets(self, reason: DisconnectReason | None = "refresh_requested") -> None:
        """The app is told to come back by another; `warning` is only a word, None cuts off without one."""
        await self.sockets.disconnect(reason)

    def fail_next(
        self,
        method: str,
        *,
        error: str | None = None,
        status: int = 200,
        times: int = 1,
        retry_after: int | None = None,
        after: bool = False,
        no_answer: bool = False,
        flood: Flood | None = None,
    ) -> None:
        """The next calls of `method` are answered with this. With `after` they are carried out all the same.

        `retry_after` answers 429; `no_answer` cuts the connection off; `flood` answers without measure.
        "response_url" is taken for a method too.
        """
        fault = Fault(
            error=error, status=status, retry_after=retry_after, after=after, is_silent=no_answer, flood=flood
        )
        self._web_api.faults.add(method, fault, times)

    def clear_faults(self) -> None:
        self._web_api.faults.clear()

    def limit_rates(self, are_on: bool = True) -> None:
        """Slack's rate limits, on the clock: 429 with Retry-After."""
        self._web_api.rate_limits.are_on = are_on

    def refuse_posts_in(self, channel_id: str, error: str | None) -> None:
        """`chat.postMessage` answers `error` there, until None takes that back."""
        if error is None:
            self.workspace.refusals.pop(channel_id, None)
        else:
            self.workspace.refusals[channel_id] = error

    @property
    def calls(self) -> list[Call]:
        return self._web_api.calls

    def calls_to(self, method: str) -> list[Call]:
        return [call for call in self.calls if call.method == method]

    @property
    def delivered(self) -> list[Delivery]:
        return self.deliveries.delivered

    @property
    def changes(self) -> Changes:
        """`with slack.changes.follow() as queue:` for a page or a terminal that follows along."""
        return self.workspace.changes

    def messages(self, channel_id: str) -> list[Message]:
        """The messages that all members of the conversation see, in order of posting."""
        return self.workspace.messages.list_in_channel(channel_id)

    async def until(self, is_so: Callable[[], object], patience: float = TIMEOUT_SECONDS) -> None:
        """Wait for something that the app does after its answer. Raises TimeoutError after `patience`."""
        await self.changes.until(is_so, patience)
