"""Set up the demo's stage: the real program between furnished pretend services, on a movable clock."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import yaml

from bot.app import Program, build
from bot.blocks.names import WORKFLOW_STEP
from bot.core.bot_config.read_configuration import read_configuration
from bot.manifest import build_manifest
from bot.sandbox.clock import MovableClock
from bot.sandbox.consent import serve_consent_pages
from bot.sandbox.day import JONAS, MAYA, NORTHWIND_LINK, CalendarOwner, Day, seed_day
from bot.sandbox.history import seed_history
from bot.sandbox.model.pretend_model import PretendModel
from bot.sandbox.recall.pretend_recall import PretendRecall
from bot.sandbox.serving import address_of, listening, serving
from bot.sandbox.slack.installation import BOT_TOKEN, SIGNING_SECRET
from bot.sandbox.slack.pretend_slack import PretendSlack
from bot.scheduling.access.upcoming_meetings import LAST_READ
from bot.settings import Settings

WEBHOOK_SECRET = "whsec_c2FuZGJveC1zZWNyZXQ="
READS_A_NEW_CALENDAR_WITHIN = timedelta(seconds=1.5)  # long enough to read *Connecting…*
TRANSCRIBES_WITHIN = timedelta(seconds=3)
PEOPLE = ("U0MAYA", "U0JONAS")
WORKFLOW = "Record the Northwind onboarding"
OPERATOR = "U0MAYA"  # so that Jonas may not change what she has booked


@dataclass(frozen=True, slots=True)
class Stage:
    clock: MovableClock
    slack: PretendSlack
    recall: PretendRecall
    day: Day
    app_url: str
    recall_url: str
    agents_url: str | None  # None: the MCP server isn't installed


@asynccontextmanager
async def set_up_stage(folder: Path, listener: socket.socket | None = None) -> AsyncIterator[Stage]:
    """Start everything and wait until the calendars have been read. The database goes into `folder`.

    `listener` is where the app listens; without one, at any free port.
    """
    clock = MovableClock(_next_tuesday())
    slack, recall, model = PretendSlack(clock), PretendRecall(clock), PretendModel()
    async with AsyncExitStack() as stack:
        slack_url = await stack.enter_async_context(slack.serving())
        recall_url = await stack.enter_async_context(serving(recall.asgi))
        stack.push_async_callback(recall.aclose)
        model_url = await stack.enter_async_context(serving(model.asgi))
        _furnish(slack)
        seed_history(slack)
        day = seed_day(recall, clock.now(), unconnected=[JONAS])
        listener = listener or stack.enter_context(listening())
        app_url = address_of(listener)
        consent = await serve_consent_pages(stack, clock, app_url, (MAYA, JONAS))
        recall.connecting.find_account = consent.find_account
        recall.connecting.delay = READS_A_NEW_CALENDAR_WITHIN
        recall.transcribes_later_within(TRANSCRIBES_WITHIN)
        writer = {"summary_base_url": f"{model_url}/v1", "summary_model": model.model, "summary_api_key": model.key}
        further = {"summary_provider": "openai", **writer, **consent.settings}
        settings = _settings(slack_url, recall, recall_url, folder, further)
        program = await stack.enter_async_context(build(settings, clock))
        await stack.enter_async_context(serving(program.web, listener=listener))
        slack.deliver_over_http(f"{app_url}/slack/events")
        recall.webhooks_to(f"{app_url}/recall/webhooks", WEBHOOK_SECRET)
        await _wait_until_read(program)
        yield Stage(clock, slack, recall, day, app_url, recall_url, app_url if settings.mcp_enabled else None)


def _next_tuesday() -> datetime:
    """A working morning in New York and an afternoon in Berlin, whenever the demo is run."""
    today = datetime.now(UTC).replace(hour=13, minute=20, second=0, microsecond=0)
    return today + timedelta(days=(1 - today.weekday()) % 7)


async def _wait_until_read(program: Program) -> None:
    while await program.store.marks.get(LAST_READ) is None:  # noqa: ASYNC110 -- the fact is in the database
        await asyncio.sleep(0.02)


def _settings(
    slack_url: str, recall: PretendRecall, recall_url: str, folder: Path, further: dict[str, Any]
) -> Settings:
    return Settings.model_validate(
        {
            "slack_bot_token": BOT_TOKEN,
            "slack_signing_secret": SIGNING_SECRET,
            "slack_api_url": f"{slack_url}/api/",
            "recall_api_key": recall.api_key,
            "recall_api_url": recall_url,
            "recall_webhook_secret": WEBHOOK_SECRET,
            "workflow_step_enabled": True,
            "database_url": f"sqlite:///{folder}/demo.db",
            "configuration": read_configuration({"policy": {"operators": [OPERATOR]}}),
            "mcp_enabled": find_spec("mcp") is not None,
            **further,
        }
    )


def _furnish(slack: PretendSlack) -> None:
    slack.follow_manifest(yaml.safe_load(build_manifest(has_mentions=True, has_workflow_step=True)))
    people = set(PEOPLE) | {"U0LEA"}
    for user_id, owner in zip(PEOPLE, (MAYA, JONAS), strict=True):
        _add(slack, user_id, owner)
    slack.add_user("U0LEA", email="lea@example.com", tz="Europe/Paris", real_name="Lea Fournier")
    slack.add_channel("C0SALES", name="sales", members=people, app_is_member=True)
    slack.build_workflow(WORKFLOW, WORKFLOW_STEP, link=NORTHWIND_LINK, channel="C0SALES")
    slack.add_channel("C0PRODUCT", name="product", members=people, app_is_member=True)
    slack.add_channel("C0GENERAL", name="general", members=people)
    slack.add_channel("C0HIRING", name="hiring", members={"U0JONAS", "U0LEA"}, kind="private")
    slack.open_direct_message(*PEOPLE)
    for user_id in PEOPLE:
        slack.open_direct_message(user_id)


def _add(slack: PretendSlack, user_id: str, owner: CalendarOwner) -> None:
    slack.person(user_id, email=owner.email, tz=owner.time_zone, real_name=owner.name)
