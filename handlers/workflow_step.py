"""Take up a step of a workflow: write it down, then acknowledge it, so that Slack sends it again if that failed."""

from typing import Any

from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncAck

from bot.blocks.names import WORKFLOW_STEP
from bot.core.errors import DatabaseUnavailable
from bot.scheduling.workflow_steps import WorkflowSteps
from handlers.after_ack import AfterAck


class WorkflowStep:
    def __init__(self, steps: WorkflowSteps, after_ack: AfterAck) -> None:
        self._steps = steps
        self._after_ack = after_ack

    async def handle(self, ack: AsyncAck, event: dict[str, Any]) -> BoltResponse | None:
        execution_id = event.get("function_execution_id")
        if not isinstance(execution_id, str) or not execution_id:
            await ack()
            return None
        is_ours = (event.get("function") or {}).get("callback_id") == WORKFLOW_STEP
        try:
            refusal = await self._steps.receive(event, is_ours=is_ours)
        except DatabaseUnavailable:
            return BoltResponse(status=503)
        if refusal is not None:
            self._after_ack.do(self._steps.refuse(execution_id, refusal))
        await ack()
        return None
