"""This installation belongs to one workspace; what comes from another is refused in private."""

from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncAck, AsyncBoltContext

from bot.blocks.error_message import not_vouched_for
from bot.blocks.schedule_notices import person_not_vouched_for
from bot.core.identifiers import TeamId
from bot.core.people import Distrust
from handlers.after_ack import AfterAck
from handlers.private_word import PrivateWord

Next = Callable[[], Awaitable[None]]
Middleware = Callable[[dict[str, Any], AsyncBoltContext, AsyncAck, Next], Awaitable[BoltResponse | None]]

CLICKS = frozenset({"block_actions", "message_action"})


def only_our_team(team_id: TeamId, word: PrivateWord, after_ack: AfterAck) -> Middleware:
    async def check_team(
        body: dict[str, Any],
        context: AsyncBoltContext,
        ack: AsyncAck,
        next: Next,  # noqa: A002 -- Bolt's name
    ) -> BoltResponse | None:
        if context.team_id == team_id:
            await next()
            return None
        if "command" in body:
            return await ack(not_vouched_for(Distrust.OTHER_TEAM))
        if body.get("type") == "view_submission":
            return await ack(response_action="update", view=person_not_vouched_for(Distrust.OTHER_TEAM))
        if body.get("type") == "block_suggestion":
            return await ack(options=[])
        if body.get("type") in CLICKS:
            after_ack.do(word.say(body, not_vouched_for(Distrust.OTHER_TEAM)))
        return await ack()

    return check_team
