"""Update a modal that is open. https://docs.slack.dev/reference/methods/views.update"""

from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.web_api import call_slack


class OpenViews:
    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client

    async def update(self, view_id: str, view: dict[str, Any], view_hash: str | None = None) -> str:
        """Return its new hash. With `view_hash`, only if nothing has changed in it since. Raises SlackRefusal."""
        known = {"hash": view_hash} if view_hash else {}
        answer = await call_slack(self._client.views_update(view_id=view_id, view=view, **known))
        return str(answer["view"]["hash"])
