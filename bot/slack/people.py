"""Fetch a Slack user, reduced to the fields that access rules need."""

from collections.abc import Awaitable
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.core.access.people import SlackAccount
from bot.core.errors import SlackRefusal
from bot.core.identifiers import TeamId, UserId
from bot.slack.web_api import call_slack

# `users.lookupByEmail` has the plural.
NO_SUCH_ACCOUNT = frozenset({"user_not_found", "user_not_visible", "users_not_found"})


class Accounts:
    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client

    async def fetch(self, user_id: UserId) -> SlackAccount | None:
        """None if Slack does not find the account, or does not show it to this app. Raises SlackRefusal.

        https://docs.slack.dev/reference/methods/users.info
        """
        return await _read_from(self._client.users_info(user=user_id))

    async def with_email(self, email: str) -> SlackAccount | None:
        """https://docs.slack.dev/reference/methods/users.lookupByEmail"""
        return await _read_from(self._client.users_lookupByEmail(email=email))


async def _read_from(call: Awaitable[AsyncSlackResponse]) -> SlackAccount | None:
    try:
        answer = await call_slack(call)
    except SlackRefusal as refusal:
        if refusal.code in NO_SUCH_ACCOUNT:
            return None
        raise
    if not isinstance(answer.get("user"), dict) or not answer["user"].get("id"):
        raise SlackRefusal("unreadable", permanent=False)
    return read_account(answer["user"])


def read_account(user: dict[str, Any]) -> SlackAccount:
    profile, confirmed = user.get("profile") or {}, user.get("is_email_confirmed")
    return SlackAccount(
        user_id=UserId(user["id"]),
        team_id=TeamId(user.get("team_id") or ""),
        email=profile.get("email"),
        email_is_confirmed=confirmed if isinstance(confirmed, bool) else None,
        time_zone=user.get("tz") or "UTC",
        name=profile.get("display_name") or user.get("real_name") or user.get("name") or "",
        is_deleted=bool(user.get("deleted")),
        is_bot=bool(user.get("is_bot")) or user.get("id") == "USLACKBOT",
        is_stranger=bool(user.get("is_stranger")),
        is_guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
    )
