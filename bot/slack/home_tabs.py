"""Publish App Home. https://docs.slack.dev/reference/methods/views.publish"""

from datetime import datetime

from slack_sdk.web.async_client import AsyncWebClient

from bot.blocks.home.view import build_closed_home, build_home
from bot.blocks.messages.errors import account_refusal
from bot.blocks.messages.help import Corners
from bot.blocks.rules.overview import RulesOverview
from bot.core.access.people import AccountProblem
from bot.core.home.agenda import Agenda
from bot.core.identifiers import UserId
from bot.slack.web_api import call_slack


class HomeTabs:
    def __init__(self, client: AsyncWebClient, corners: Corners) -> None:
        self._client = client
        self._corners = corners

    async def show(self, agenda: Agenda, rules: RulesOverview | None, now: datetime, time_zone: str) -> None:
        """Publish a person's agenda. Raises SlackRefusal."""
        view = build_home(agenda, now, time_zone, rules, self._corners)
        await call_slack(self._client.views_publish(user_id=agenda.user_id, view=view))

    async def show_closed(self, user_id: UserId, reason: AccountProblem) -> None:
        """Publish a notice to a person who may not use the app. Raises SlackRefusal."""
        view = build_closed_home(account_refusal(reason), self._corners)
        await call_slack(self._client.views_publish(user_id=user_id, view=view))
