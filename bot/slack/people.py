"""Fetch a Slack user, reduced to the fields that access rules need."""

from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.core.access.people import SlackAccount
from bot.core.identifiers import TeamId, UserId
from bot.slack.web_api import call_slack


class Accounts:
    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client

    async def fetch(self, user_id: UserId) -> SlackAccount:
        """Raises SlackRefusal. https://docs.slack.dev/reference/methods/users.info"""
        answer = await call_slack(self._client.users_info(user=user_id))
        return read_account(answer["user"])


def read_account(user: dict[str, Any]) -> SlackAccount:
    profile = user.get("profile") or {}
    return SlackAccount(
        user_id=UserId(user["id"]),
        team_id=TeamId(user.get("team_id") or ""),
        email=profile.get("email"),
        email_is_confirmed=bool(user.get("is_email_confirmed")),
        time_zone=user.get("tz") or "UTC",
        name=profile.get("display_name") or user.get("real_name") or user.get("name") or "",
        is_deleted=bool(user.get("deleted")),
        is_bot=bool(user.get("is_bot")) or user.get("id") == "USLACKBOT",
        is_stranger=bool(user.get("is_stranger")),
        is_guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
    )
