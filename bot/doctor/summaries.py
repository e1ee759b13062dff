"""Check what writes summaries: the endpoint is asked for its models, which costs nothing."""

from contextlib import AsyncExitStack
from urllib.parse import urlsplit

from bot.app.summaries import open_model_client
from bot.core.summaries.model import SummaryFailure, SummaryProvider
from bot.core.summaries.model_error import ModelError
from bot.doctor.finding import Finding, note, ok, wrong
from bot.settings import Settings

_SET_UP = "docs/summaries.md shows how."


async def examine_summaries(settings: Settings) -> list[Finding]:
    if settings.summary_provider is SummaryProvider.OFF:
        return [note("SUMMARY_PROVIDER is off: recorded meetings aren't summarized.", _SET_UP)]
    if settings.summary_provider is SummaryProvider.HIGHLIGHTS:
        return [ok("Summaries: highlights without AI. Nothing leaves this machine.")]
    async with AsyncExitStack() as stack:
        client = await open_model_client(stack, settings)
        if client is None:
            return []
        where = describe_place(settings.summary_provider, client.base_url)
        try:
            models = await client.list_models()
        except ModelError as error:
            return [judge_failure(error, where)]
    tokens = settings.configuration.summaries.tokens_per_day
    return [judge_models(models, client.model, where), *judge_budget(tokens)]


def describe_place(provider: SummaryProvider, base_url: str) -> str:
    return f"{urlsplit(base_url).netloc} ({provider.value})"


def judge_models(models: frozenset[str], model: str, where: str) -> Finding:
    sent = f"Transcripts of recorded meetings are sent to {where}"
    if model in models or not models:
        return ok(f"{sent}, which accepts the key. The model is {model}.")
    return note(f"{sent}, which doesn't list the model {model}.", "Check SUMMARY_MODEL; some providers don't list all.")


def judge_failure(error: ModelError, where: str) -> Finding:
    if error.code in {"http_401", "http_403"}:
        return wrong(f"{where} doesn't accept SUMMARY_API_KEY ({error.code}).", "Copy the key again.")
    if error.code in {"http_404", "http_405", "http_501"}:
        return note(f"{where} doesn't list its models, so the key can't be checked ({error.code}).")
    if error.failure in {SummaryFailure.MISCONFIGURED, SummaryFailure.NONSENSE}:
        return wrong(f"{where} doesn't answer like a model's endpoint ({error.code}).", "Check SUMMARY_BASE_URL.")
    return wrong(f"{where} couldn't be asked ({error.code}).", "Check SUMMARY_BASE_URL and this machine's network.")


def judge_budget(tokens_per_day: int) -> list[Finding]:
    if tokens_per_day:
        return [ok(f"Summaries may use {tokens_per_day:,} tokens in any 24 hours.")]
    return [note("summaries: tokens_per_day: is 0, so the model is never asked.", "Raise it in CONFIG_FILE.")]
