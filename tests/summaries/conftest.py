"""Serve a pretend model over real HTTP, and the clients that ask it."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack

import pytest

from bot.core.summaries.prompt import Prompt, build_summary_prompt
from bot.sandbox.model.pretend_model import KEY, MODEL, PretendModel
from bot.sandbox.serving import serving
from bot.summaries.anthropic import ANTHROPIC
from bot.summaries.client import ModelClient, new_http
from bot.summaries.openai import OPENAI
from tests.core.summaries.talks import ENGLISH, talk

DIALECTS = {"openai": OPENAI, "anthropic": ANTHROPIC}
MakeClient = Callable[..., ModelClient]


@pytest.fixture
def prompt() -> Prompt:
    return build_summary_prompt(talk(ENGLISH), ["Maya", "Tom", "Jonas"])


@pytest.fixture
def model() -> PretendModel:
    return PretendModel()


@pytest.fixture
async def make_client(model: PretendModel) -> AsyncIterator[MakeClient]:
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(serving(model.asgi))
        http = await stack.enter_async_context(new_http(trust_env=False))

        def make(
            dialect: str = "openai", *, key: str = KEY, name: str = MODEL, base: str | None = None, seconds: float = 5.0
        ) -> ModelClient:
            return ModelClient(DIALECTS[dialect], base or f"{url}/v1", key, name, http, seconds)

        yield make
