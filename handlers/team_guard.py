"""Reject requests from other workspaces, in private: this installation belongs to one."""

from collections.abc import Awaitable, Callable

from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncBoltRequest
from slack_bolt.middleware.async_middleware import AsyncMiddleware

from bot.blocks.form.notices import account_refused_notice
from bot.blocks.messages.errors import account_refusal
from bot.core.access.people import AccountProblem
from bot.core.identifiers import TeamId
from handlers.after_ack import AfterAck
from handlers.ephemeral_message import PrivateMessages

CLICKS = frozenset({"block_actions", "message_action", "shortcut"})


class TeamGuard(AsyncMiddleware):
    """A class, because for a function Bolt first builds all injectable arguments."""

    def __init__(self, team_id: TeamId, private_messages: PrivateMessages, after_ack: AfterAck) -> None:
        self._team_id = team_id
        self._private_messages = private_messages
        self._after_ack = after_ack

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002 -- Bolt's name
    ) -> BoltResponse | None:
        if req.context.team_id == self._team_id:
            return await next()
        return await self._refuse(req)

    async def _refuse(self, req: AsyncBoltRequest) -> BoltResponse:
        body, ack = req.body, req.context.ack
        if "command" in body:
            return await ack(text=account_refusal(AccountProblem.OTHER_TEAM), response_type="ephemeral")
        if body.get("type") == "view_submission":
            return await ack(response_action="update", view=account_refused_notice(AccountProblem.OTHER_TEAM))
        if body.get("type") == "block_suggestion":
            return await ack(options=[])
        if body.get("type") in CLICKS:
            self._after_ack.do(self._private_messages.say(body, account_refusal(AccountProblem.OTHER_TEAM)))
        return await ack()
