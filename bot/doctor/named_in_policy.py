"""Check that the people and channels that the policy names exist: a typo in an id goes unnoticed otherwise."""

import asyncio
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.core.access.people import SlackAccount
from bot.core.errors import SlackRefusal
from bot.core.identifiers import UserId
from bot.doctor.finding import Finding, note, wrong
from bot.doctor.slack import doctors_client
from bot.settings import Settings
from bot.slack.people import Accounts
from bot.slack.session import slack_session
from bot.slack.web_api import call_slack

MAX_LOOKUPS = 20  # of each, so that Slack's rate limits are not met
_REMEDY = "Correct the ID under policy: in CONFIG_FILE."


async def examine_named_in_policy(settings: Settings) -> list[Finding]:
    policy = settings.configuration.policy
    operators, channels = sorted(policy.operators)[:MAX_LOOKUPS], sorted(policy.channels or ())[:MAX_LOOKUPS]
    async with slack_session() as session:
        client = doctors_client(settings, session)
        accounts = await asyncio.gather(*(_account(client, user_id) for user_id in operators))
        places = await asyncio.gather(*(_channel(client, channel_id) for channel_id in channels))
    findings = [judge_operator(*each) for each in zip(operators, accounts, strict=True)]
    findings += [judge_channel(*each) for each in zip(channels, places, strict=True)]
    return [finding for finding in findings if finding is not None]


def judge_operator(user_id: str, account: SlackAccount | SlackRefusal | None) -> Finding | None:
    """Return None for an active account, and where Slack does not answer: another check reports that."""
    if isinstance(account, SlackRefusal):
        return None
    if account is None:
        return wrong(f"The admin {user_id} isn't in this workspace.", _REMEDY)
    if account.is_deleted:
        return wrong(f"The admin {user_id} is deactivated in Slack and won't get any messages.", _REMEDY)
    if account.is_bot or account.is_stranger:
        return wrong(f"The admin {user_id} isn't a member of this workspace.", _REMEDY)
    return None


def judge_channel(channel_id: str, channel: dict[str, Any] | SlackRefusal) -> Finding | None:
    if isinstance(channel, SlackRefusal):
        if channel.code != "channel_not_found":
            return None
        return note(
            f"The app can't see the channel {channel_id}: either it's private and the app isn't in it, or "
            "the ID is wrong.",
            f"Invite the app to it. {_REMEDY}",
        )
    is_archived = bool(channel.get("is_archived"))
    return (
        wrong(f"The channel {channel_id} is archived, so nothing can be posted there.", _REMEDY)
        if is_archived
        else None
    )


async def _account(client: AsyncWebClient, user_id: str) -> SlackAccount | SlackRefusal | None:
    try:
        return await Accounts(client).fetch(UserId(user_id))
    except SlackRefusal as refusal:
        return refusal


async def _channel(client: AsyncWebClient, channel_id: str) -> dict[str, Any] | SlackRefusal:
    try:
        answer = await call_slack(client.conversations_info(channel=channel_id))
    except SlackRefusal as refusal:
        return refusal
    found: dict[str, Any] = answer.get("channel") or {}
    return found
