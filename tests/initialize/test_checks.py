"""Find the region that a key belongs to, among four pretend ones."""

from contextlib import AsyncExitStack

import pytest

from bot.initialize.checks import Vendors, check_answer
from bot.recall.base_url import REGIONS
from bot.sandbox.clock import MovableClock
from bot.sandbox.recall.pretend_recall import PretendRecall
from bot.sandbox.serving import serving


@pytest.fixture
async def regions():
    async with AsyncExitStack() as stack:
        urls = {}
        for region in REGIONS:
            recall = PretendRecall(MovableClock(), api_key=f"key-of-{region}")
            stack.push_async_callback(recall.aclose)
            urls[region] = await stack.enter_async_context(serving(recall.asgi))
        yield Vendors(region_url=urls.__getitem__)


async def test_a_key_is_accepted_in_its_region(regions):
    verdict = await check_answer(
        "RECALL_API_KEY", {"RECALL_API_KEY": "key-of-us-east-1", "RECALL_REGION": "us-east-1"}, regions
    )

    assert not verdict.is_refused
    assert verdict.region is None


async def test_a_key_of_another_region_says_which(regions):
    values = {"RECALL_API_KEY": "key-of-eu-central-1", "RECALL_REGION": "us-east-1"}

    verdict = await check_answer("RECALL_API_KEY", values, regions)

    assert verdict.is_refused
    assert [finding.sentence for finding in verdict.findings] == [
        "RECALL_API_KEY doesn't work in us-east-1, but it works in eu-central-1."
    ]
    assert not verdict.with_found_region().is_refused
    assert verdict.region == "eu-central-1"


async def test_a_key_of_no_region_is_refused(regions):
    verdict = await check_answer("RECALL_API_KEY", {"RECALL_API_KEY": "old", "RECALL_REGION": "us-east-1"}, regions)

    assert verdict.with_found_region().is_refused
    assert verdict.region is None
