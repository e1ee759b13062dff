"""Read off a booking what Recall bills for its bots, once they have finished.

https://docs.recall.ai/docs/calculating-usage
"""

from dataclasses import replace
from datetime import datetime

from bot.core.booking.bot_state import BotState
from bot.core.booking.bot_status import BotStatus, Phase
from bot.core.costs.usage import BillingTerms, Transcription, Usage, read_billing_terms, seconds_between

_FINAL = frozenset({BotStatus.DONE, BotStatus.FATAL, BotStatus.ANALYSIS_DONE, BotStatus.ANALYSIS_FAILED})


def with_status_times(bot: BotState, status: BotStatus, at: datetime) -> BotState:
    """Remember when the bot set out for the call and when it finished, in whichever order the events come."""
    if status.row.phase is Phase.LIVE and (bot.joined_at is None or at < bot.joined_at):
        return replace(bot, joined_at=at)
    if status in _FINAL and (bot.finished_at is None or at < bot.finished_at):
        return replace(bot, finished_at=at)
    return bot


def usages_of_bot(bot: BotState, platform: str | None) -> tuple[Usage, ...]:
    """What is billed for a bot that has finished, and for each transcript that was made of its recording later.

    A bot is billed from `joining_call` to its final event, the waiting room included, and not at all if that is
    `fatal`. A transcript is billed by the length of the recording.
    """
    if bot.joined_at is None or bot.finished_at is None:
        return ()
    terms, recorded = read_billing_terms(bot.applied_config or {}, platform), bot.recorded_seconds or 0
    usage = Usage(
        at=bot.joined_at,
        bot_seconds=max(seconds_between(bot.joined_at, bot.finished_at), recorded),  # webhooks may be lost
        transcribed_seconds=0 if terms.transcription is Transcription.NONE else recorded,
        terms=terms,
    )
    later = Usage(at=bot.joined_at, transcribed_seconds=recorded, terms=BillingTerms(Transcription.MIXED))
    return (*(() if bot.status == BotStatus.FATAL else (usage,)), *(later,) * bot.later_transcripts)
