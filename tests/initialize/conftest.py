"""Pretend vendors, and the environment that leads a process to them."""

import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

import bot
from bot.sandbox.clock import MovableClock
from bot.sandbox.recall.pretend_recall import PretendRecall
from bot.sandbox.serving import serving
from bot.sandbox.slack.pretend_slack import PretendSlack


class PretendVendors:
    def __init__(self) -> None:
        self.slack = PretendSlack(MovableClock())
        self.recall = PretendRecall(self.slack.workspace.clock)
        self.slack_url = self.recall_url = ""

    @property
    def environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(Path(bot.__file__).parents[1]),
            "SLACK_API_URL": f"{self.slack_url}/api/",
            "RECALL_API_URL": self.recall_url,
        }


@pytest.fixture
async def vendors() -> AsyncIterator[PretendVendors]:
    vendors = PretendVendors()
    async with AsyncExitStack() as stack:
        vendors.slack_url = await stack.enter_async_context(vendors.slack.serving())
        vendors.recall_url = await stack.enter_async_context(serving(vendors.recall.asgi))
        stack.push_async_callback(vendors.recall.aclose)
        yield vendors
