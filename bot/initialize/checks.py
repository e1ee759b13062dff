"""Ask Slack and Recall whether they accept an answer."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from bot.core.errors import AnsweredError, RecallError
from bot.doctor.finding import Finding, Level, ok
from bot.doctor.recall import KeyRefused, fetch_calendars, find_regions, judge_refusal
from bot.doctor.silence import CHECK_TIMEOUT_SECONDS, describe_silence
from bot.doctor.slack import fetch_sign_in, judge_listening, judge_sign_in, try_socket
from bot.initialize.questions import API_KEY, APP_TOKEN, BOT_TOKEN, REGION
from bot.recall.base_url import base_url_for

SLACK_API_URL = "https://slack.com/api/"


@dataclass(frozen=True, slots=True)
class Vendors:
    slack_api_url: str = SLACK_API_URL
    recall_api_url: str | None = None  # None: the region's own
    region_url: Callable[[str], str] = base_url_for


@dataclass(frozen=True, slots=True)
class Verdict:
    findings: tuple[Finding, ...] = ()
    region: str | None = None  # another that knows the key

    @property
    def is_refused(self) -> bool:
        return any(finding.level is Level.WRONG for finding in self.findings)

    def with_found_region(self) -> "Verdict":
        """Accepted, if another region knows the key: the region was the mistake, and is known now."""
        if self.region is None:
            return self
        return replace(self, findings=(ok(f"This key belongs to {self.region}: RECALL_REGION is set to that."),))


async def check_answer(variable: str, values: Mapping[str, str], vendors: Vendors) -> Verdict:
    """Check one of `values`, with those that it depends on. What no one can tell about is accepted."""
    who = "Recall" if variable == API_KEY.variable else "Slack"
    try:
        async with asyncio.timeout(CHECK_TIMEOUT_SECONDS):
            return await _ask_vendor(variable, values, vendors)
    except TimeoutError:
        return Verdict((describe_silence(who),))


async def _ask_vendor(variable: str, values: Mapping[str, str], vendors: Vendors) -> Verdict:
    value = values[variable]
    match variable:
        case BOT_TOKEN.variable:
            return await _check_bot_token(value, vendors)
        case APP_TOKEN.variable:
            return await _check_app_token(value, vendors)
        case API_KEY.variable:
            return await _check_key(value, values.get(REGION.variable), vendors)
    return Verdict()


async def _check_bot_token(token: str, vendors: Vendors) -> Verdict:
    return Verdict(tuple(judge_sign_in(await fetch_sign_in(token, vendors.slack_api_url))))


async def _check_app_token(token: str, vendors: Vendors) -> Verdict:
    return Verdict((judge_listening(True, await try_socket(token, vendors.slack_api_url)),))


async def _check_key(key: str, region: str | None, vendors: Vendors) -> Verdict:
    """In `region`, and if it is unknown there in the others: keys are made in one of them."""
    url = vendors.recall_api_url
    try:
        await fetch_calendars(url or vendors.region_url(region or ""), key)
    except RecallError as error:
        is_unknown = isinstance(error, AnsweredError) and error.status == 401
        elsewhere = await find_regions(key, region or "", vendors.region_url) if is_unknown and not url else ()
        refusal = judge_refusal(KeyRefused(error, None if url else region, elsewhere))
        return Verdict((refusal,), region=elsewhere[0] if elsewhere else None)
    return Verdict((ok("Recall accepts the key" + (f" in {region}." if region and not url else ".")),))
