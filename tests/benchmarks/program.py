"""The real program in a process of its own, between the pretend services in theirs."""

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from bot.sandbox.slack.installation import BOT_TOKEN, SIGNING_SECRET
from tests.benchmarks.processes import Process
from tests.ports import free_port

WEBHOOK_SECRET = "whsec_dGhpcy1pcy1hLW1hZGUtdXAtc2VjcmV0"


@dataclass(frozen=True, slots=True)
class PretendServices:
    process: Process
    addresses: dict[str, str]

    async def ask(self, wish: str, **details: Any) -> Any:
        """What the desk answers to a wish that needs details, or to a question."""
        async with httpx.AsyncClient(base_url=self.addresses["desk_url"], timeout=60, trust_env=False) as client:
            answer = await (client.post(wish, json=details) if details else client.get(wish))
            answer.raise_for_status()
            return answer.json()


@asynccontextmanager
async def pretend_services(folder: Path) -> AsyncIterator[PretendServices]:
    async with Process("pretend-services", ["-m", "tests.benchmarks.pretend_services"], folder) as process:
        yield PretendServices(process, json.loads(process.ready_line))


@asynccontextmanager
async def program(
    folder: Path, services: PretendServices, database_file: Path, arguments: Sequence[str] = ("-m", "bot")
) -> AsyncIterator[tuple[Process, int]]:
    """`recall-schedule serve` over HTTP, ready; with the port that it listens on."""
    port = free_port()
    variables = {
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_SIGNING_SECRET": SIGNING_SECRET,
        "SLACK_API_URL": services.addresses["slack_api_url"],
        "RECALL_API_KEY": services.addresses["recall_api_key"],
        "RECALL_API_URL": services.addresses["recall_url"],
        "RECALL_WEBHOOK_SECRET": WEBHOOK_SECRET,
        "DATABASE_URL": f"sqlite:///{database_file}",
        "PORT": str(port),
    }
    async with Process("program", [*arguments, "serve"], folder, variables) as process:
        yield process, port
