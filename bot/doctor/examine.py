"""Run `recall-schedule doctor`: check the installation and name remedies. It changes nothing.

Facts are gathered by thin functions that touch the world; what they mean is judged by pure ones.
"""

import asyncio
from collections.abc import Awaitable

from bot.doctor.agents import examine_agents
from bot.doctor.configuration import examine_configuration
from bot.doctor.connecting import examine_connecting
from bot.doctor.database import examine_database
from bot.doctor.deliveries import examine_deliveries
from bot.doctor.finding import Finding
from bot.doctor.named_in_policy import examine_named_in_policy
from bot.doctor.person import examine_person
from bot.doctor.public_url import examine_public_url
from bot.doctor.recall import examine_recall
from bot.doctor.silence import CHECK_TIMEOUT_SECONDS, describe_silence
from bot.doctor.slack import examine_slack
from bot.doctor.summaries import examine_summaries
from bot.settings import Settings


async def examine(settings: Settings, seconds: float = CHECK_TIMEOUT_SECONDS, user: str | None = None) -> list[Finding]:
    """Run all checks concurrently, each limited to `seconds`. `user` has passed `check_user`."""
    person = [_run_with_timeout(seconds, "Slack", examine_person(settings, user))] if user else []
    parts = await asyncio.gather(
        _run_with_timeout(seconds, "Slack", examine_slack(settings)),
        *person,
        _run_with_timeout(seconds, "Slack", examine_named_in_policy(settings)),
        _run_with_timeout(seconds, "Recall", examine_recall(settings)),
        _run_with_timeout(seconds, "The database", examine_database(settings)),
        _run_with_timeout(seconds, "The database", examine_deliveries(settings)),
        _run_with_timeout(seconds, "PUBLIC_URL", examine_public_url(settings)),
        _run_with_timeout(seconds, "/mcp", examine_agents(settings)),
        _run_with_timeout(seconds, "A calendar provider", examine_connecting(settings)),
        _run_with_timeout(seconds, "SUMMARY_BASE_URL", examine_summaries(settings)),
    )
    findings = dict.fromkeys(finding for part in parts for finding in part)  # a service that is slow is named once
    return [*findings, *examine_configuration(settings)]


async def _run_with_timeout(seconds: float, who: str, examination: Awaitable[list[Finding]]) -> list[Finding]:
    try:
        async with asyncio.timeout(seconds):
            return await examination
    except TimeoutError:
        return [describe_silence(who, seconds)]
