"""What doctor says about summaries, against a real answer of a pretend model."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.core.bot_config.read_configuration import read_configuration
from bot.doctor.summaries import examine_summaries
from bot.sandbox.model.mischief import ModelMischief
from bot.sandbox.model.pretend_model import KEY, MODEL, PretendModel
from bot.sandbox.serving import listening, serving
from bot.settings import Settings


def settings(**more: Any) -> Settings:
    given = {
        "slack_bot_token": "xoxb-made-up-token",
        "slack_signing_secret": "made-up-signing-secret-0123456789",
        "recall_api_key": "made-up-key",
        "recall_region": "us-west-2",
    }
    return Settings.model_validate({**given, **more})


async def told(**more: Any) -> str:
    return "\n".join(
        f"{each.level} {each.sentence} {each.remedy}" for each in await examine_summaries(settings(**more))
    )


@pytest.fixture
async def there() -> AsyncIterator[dict[str, Any]]:
    """The settings that lead to a pretend model."""
    model = PretendModel()
    async with serving(model.asgi) as url:
        key = {"summary_api_key": KEY, "summary_model": MODEL, "summary_provider": "openai"}
        yield {"model": model, "settings": {**key, "summary_base_url": f"{url}/v1"}}


async def test_what_is_off_is_a_note():
    assert await told() == (
        "note SUMMARY_PROVIDER is off: recorded meetings aren't summarized. docs/summaries.md shows how."
    )


async def test_highlights_stay_in_the_house():
    assert "Nothing leaves this machine" in await told(summary_provider="highlights")


@pytest.mark.parametrize("provider", ["openai", "anthropic"])
async def test_where_transcripts_go_is_said_and_the_model_is_not_asked(there, provider):
    said = await told(**{**there["settings"], "summary_provider": provider})

    assert said.startswith("ok Transcripts of recorded meetings are sent to 127.0.0.1:")
    assert f"({provider}), which accepts the key. The model is pretend-1." in said
    assert "Summaries may use 2,000,000 tokens in any 24 hours." in said
    assert there["model"].asked == []


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"summary_api_key": "other"}, "doesn't accept SUMMARY_API_KEY (http_401)"),
        ({"summary_model": "gone"}, "doesn't list the model gone"),
        ({"configuration": read_configuration({"summaries": {"tokens_per_day": 0}})}, "the model is never asked"),
    ],
)
async def test_what_is_wrong_is_named(there, wrong, sentence):
    assert sentence in await told(**{**there["settings"], **wrong})


async def test_an_address_that_is_no_model_is_named(there):
    async def page(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"<h1>It works!</h1>"})

    async with serving(page) as url:
        said = await told(**{**there["settings"], "summary_base_url": url})
    with listening() as listener:
        port = listener.getsockname()[1]
    silent = await told(**{**there["settings"], "summary_base_url": f"http://127.0.0.1:{port}/v1"})

    assert "doesn't answer like a model's endpoint (not_json)" in said
    assert "couldn't be asked (ConnectError)" in silent


async def test_a_model_that_lists_nothing_is_no_fault(there):
    there["model"].behave(ModelMischief(status=500))
    base = there["settings"]["summary_base_url"].removesuffix("/v1")

    assert "doesn't list its models" in await told(**{**there["settings"], "summary_base_url": base})
