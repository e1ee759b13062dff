"""Complete the steps of workflows. https://docs.slack.dev/reference/methods/functions.completeSuccess"""

from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.web_api import call_slack

# The workflow was stopped, or completed by a request whose answer was lost.
OVER = frozenset({"execution_not_in_running_state", "function_execution_not_found"})


class WorkflowFunctions:
    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client

    async def succeed(self, execution_id: str, outputs: dict[str, Any]) -> None:
        """Raises SlackRefusal."""
        await call_slack(self._client.functions_completeSuccess(function_execution_id=execution_id, outputs=outputs))

    async def fail(self, execution_id: str, sentence: str) -> None:
        """Slack shows the sentence to the person who started the workflow. Raises SlackRefusal."""
        await call_slack(self._client.functions_completeError(function_execution_id=execution_id, error=sentence))
