"""Price what bots use, before and after: seconds in the call, seconds transcribed, and on which terms.

https://docs.recall.ai/docs/calculating-usage
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from bot.core.costs.prices import Prices

SECONDS_PER_HOUR = 3600
# Recall's own transcription, while the bot is in the call and afterwards.
_RECALL_PROVIDERS = frozenset({"recallai_streaming", "recallai_async"})


class Transcription(StrEnum):
    """What Recall bills for the transcript."""

    NONE = "none"  # no transcript, the meeting's captions, or another vendor's
    MIXED = "mixed"
    SEPARATE_STREAMS = "separate_streams"


@dataclass(frozen=True, slots=True)
class BillingTerms:
    """The parts of a `bot_config` that change its price."""

    transcription: Transcription = Transcription.NONE
    variant: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What Recall bills for one bot, or for a transcript that was made afterwards."""

    at: datetime | None = None  # when the bot joined: the month that it counts to; None in an estimate
    bot_seconds: int = 0
    transcribed_seconds: int = 0
    terms: BillingTerms = BillingTerms()


def read_billing_terms(bot_config: Mapping[str, Any], platform: str | None) -> BillingTerms:
    """`bot_config` as Recall got it, or as it will. A variant counts on its own platform only."""
    transcript = _part(_part(bot_config, "recording_config"), "transcript")
    variant = _part(bot_config, "variant").get(platform or "")
    return BillingTerms(_transcription_of(transcript), variant if isinstance(variant, str) else None)


def _transcription_of(transcript: Mapping[str, Any]) -> Transcription:
    if not _RECALL_PROVIDERS & _part(transcript, "provider").keys():
        return Transcription.NONE
    is_separate = _part(transcript, "diarization").get("use_separate_streams_when_available")
    return Transcription.SEPARATE_STREAMS if is_separate else Transcription.MIXED


def keep_billing_terms(bot_config: Mapping[str, Any]) -> dict[str, Any]:
    """The part of a `bot_config` that `read_billing_terms` reads. Nothing in it is personal."""
    transcript = _part(_part(bot_config, "recording_config"), "transcript")
    kept: dict[str, Any] = {"provider": {name: {} for name in _part(transcript, "provider")}} if transcript else {}
    if diarization := _part(transcript, "diarization"):
        kept["diarization"] = dict(diarization)
    parts = {"recording_config": {"transcript": kept} if kept else {}, "variant": dict(_part(bot_config, "variant"))}
    return {name: part for name, part in parts.items() if part}


def _part(document: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    part = document.get(key)
    return part if isinstance(part, Mapping) else {}


def price_usage(usage: Usage, prices: Prices) -> Decimal:
    """Dollars, not rounded."""
    terms = usage.terms
    bot_rate = prices.bot_per_hour + prices.variants_per_hour.get(terms.variant or "", Decimal(0))
    return (
        usage.bot_seconds * bot_rate + usage.transcribed_seconds * _transcription_rate(terms.transcription, prices)
    ) / SECONDS_PER_HOUR


def _transcription_rate(transcription: Transcription, prices: Prices) -> Decimal:
    match transcription:
        case Transcription.NONE:
            return Decimal(0)
        case Transcription.MIXED:
            return prices.transcription_per_hour
        case Transcription.SEPARATE_STREAMS:
            return prices.transcription_per_hour * prices.separate_streams_factor


def price_all(usages: Iterable[Usage], prices: Prices) -> Decimal:
    return sum((price_usage(usage, prices) for usage in usages), Decimal(0))


def estimate(start: datetime, end: datetime, terms: BillingTerms, prices: Prices) -> Decimal:
    """Estimate a meeting that takes as long as the calendar says, all of it transcribed if any of it is."""
    seconds = seconds_between(start, end)
    return price_usage(Usage(bot_seconds=seconds, transcribed_seconds=seconds, terms=terms), prices)


def seconds_between(start: datetime, end: datetime) -> int:
    """To the nearest second; none for an end before its start."""
    return max(round((end - start).total_seconds()), 0)
