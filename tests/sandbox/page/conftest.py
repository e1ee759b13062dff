"""Serve a demo at rest, and its page over HTTP."""

import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.app import adapters
from bot.sandbox.page.site import build_page
from bot.sandbox.serving import serving
from bot.sandbox.slack.person import Person
from bot.sandbox.stage import Stage, set_up_stage
from tests.quick_database import QuickDatabase


@dataclass(frozen=True)
class Page:
    stage: Stage
    http: httpx.AsyncClient

    @property
    def maya(self) -> Person:
        return self.stage.slack.person("U0MAYA")

    async def reads(self, **query: str) -> str:
        answer = await self.http.get("/", params=query)
        assert answer.status_code == 200
        return answer.text

    async def does(self, deed: str, *, who: str = "U0MAYA", place: str = "C0SALES", **args: Any) -> httpx.Response:
        return await self.http.post(f"/do/{deed}", params={"as": who, "in": place}, json=args)

    async def until(self, is_so: Any) -> None:
        await self.stage.slack.until(is_so, 5.0)


@asynccontextmanager
async def a_page(folder: Any) -> AsyncIterator[Page]:
    async with (
        set_up_stage(folder) as stage,
        serving(build_page(stage)) as url,
        httpx.AsyncClient(base_url=url) as http,
    ):
        yield Page(stage, http)


@pytest.fixture(scope="session", autouse=True)
def _databases_are_quick() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(adapters, "Database", QuickDatabase)
        yield


@pytest.fixture
async def page(migrated_sqlite: Path, memory_path: Path) -> AsyncIterator[Page]:
    """On a database that has its tables already: making them takes longer than most tests."""
    shutil.copy(migrated_sqlite, memory_path / "demo.db")
    async with a_page(memory_path) as opened:
        yield opened
