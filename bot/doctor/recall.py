"""Check that Recall accepts the key in this region, and list the calendars that it follows."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.clock import SystemClock
from bot.core.errors import AnsweredError, RecallError
from bot.doctor.finding import Finding, note, ok, wrong
from bot.recall.base_url import REGIONS, base_url_for
from bot.recall.client import RecallClient
from bot.recall.wire import WireCalendar
from bot.settings import Settings

# Enough to act on; a company's list of leavers would bury the rest.
MAX_NAMED = 10
_PLATFORMS = {"google_calendar": "Google", "microsoft_outlook": "Outlook"}


@dataclass(frozen=True, slots=True)
class KeyRefused:
    error: RecallError
    region: str | None  # None: RECALL_API_URL says where
    accepted_in: tuple[str, ...] = ()  # other regions, where the same key works


async def examine_recall(settings: Settings) -> list[Finding]:
    key = settings.recall_api_key.get_secret_value()
    try:
        calendars = await fetch_calendars(settings.recall_base_url, key)
    except RecallError as error:
        region = settings.recall_region if settings.recall_api_url is None else None
        is_unknown = isinstance(error, AnsweredError) and error.status == 401
        accepted_in = await find_regions(key, region) if region and is_unknown else ()
        return [judge_refusal(KeyRefused(error, region, accepted_in))]
    return [ok(f"Recall accepts the API key at {settings.recall_base_url}."), *judge_calendars(calendars)]


def judge_refusal(refused: KeyRefused) -> Finding:
    if not isinstance(refused.error, AnsweredError):
        return wrong(
            f"Recall can't be reached from here: {refused.error}.",
            "Check this machine's network and proxy, and RECALL_REGION or RECALL_API_URL.",
        )
    if refused.error.status == 401:
        return _unknown_key(refused)
    if refused.error.status == 402:
        return wrong("The Recall.ai account is out of credit.", "Add credit in your Recall.ai dashboard.")
    return wrong(f"Recall answered {refused.error.status}.", "Run doctor again in a minute.")


def _unknown_key(refused: KeyRefused) -> Finding:
    if refused.accepted_in:
        other = refused.accepted_in[0]
        sentence = f"RECALL_API_KEY doesn't work in {refused.region}, but it works in {other}."
        return wrong(sentence, f"Set RECALL_REGION={other}.")
    where = "in any region" if refused.region else "at RECALL_API_URL"
    remedy = "Copy the key again from your Recall.ai dashboard (API Keys & Secrets)."
    return wrong(f"RECALL_API_KEY doesn't work {where}.", remedy)


def judge_calendars(calendars: Sequence[WireCalendar]) -> list[Finding]:
    if not calendars:
        remedy = "Let people connect their calendars from Slack: docs/calendars.md."
        return [note("No calendars are connected yet, so bots can only be scheduled with a link.", remedy)]
    connected = sum(calendar.status == "connected" for calendar in calendars)
    lost = [calendar for calendar in calendars if calendar.status == "disconnected"]
    waiting = [calendar for calendar in calendars if calendar.status not in {"connected", "disconnected"}]
    findings = [ok(f"Calendars: {connected} connected.")] if connected else []
    if lost:
        sentence = f"Calendars: {len(lost)} disconnected, so their changes aren't seen: {_owners(lost)}."
        remedy = "Ask each owner to reconnect the calendar where it was first connected."
        findings.append(note(sentence, remedy) if connected else wrong(sentence, remedy))
    if waiting:
        sentence = f"Calendars: {len(waiting)} still connecting: {_owners(waiting)}."
        findings.append(note(sentence, "Run doctor again in a minute."))
    return findings


def _owners(calendars: Sequence[WireCalendar]) -> str:
    names = [
        f"{calendar.emails[0] if calendar.emails else calendar.id}"
        f" ({_PLATFORMS.get(calendar.platform, calendar.platform)})"
        for calendar in calendars[:MAX_NAMED]
    ]
    more = len(calendars) - len(names)
    return ", ".join(names) + (f" and {more} more" if more else "")


async def fetch_calendars(base_url: str, key: str) -> list[WireCalendar]:
    client = RecallClient(base_url, key, SystemClock())
    try:
        return await client.list_calendars()
    finally:
        await client.aclose()


async def find_regions(key: str, besides: str, region_url: Callable[[str], str] = base_url_for) -> tuple[str, ...]:
    """Find the regions that know the key, other than `besides`."""
    others = [other for other in REGIONS if other != besides]
    answers = await asyncio.gather(*(_is_known(key, region_url(other)) for other in others))
    return tuple(other for other, is_known in zip(others, answers, strict=True) if is_known)


async def _is_known(key: str, base_url: str) -> bool:
    try:
        await fetch_calendars(base_url, key)
    except RecallError:
        return False
    return True
