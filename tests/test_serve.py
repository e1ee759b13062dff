"""Run the installed program as a process: how it starts, reports ready, and stops."""

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path

import httpx
import pytest

from bot.sandbox.clock import MovableClock
from bot.sandbox.recall.pretend_recall import PretendRecall
from bot.sandbox.serving import serving
from bot.sandbox.slack.installation import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET
from bot.sandbox.slack.pretend_slack import PretendSlack

ROOT = Path(__file__).parent.parent
READY = re.compile(r"recall-schedule ready http://127\.0\.0\.1:\d+ \((socket|http)\)\n")


def a_free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


@pytest.fixture
async def environment(tmp_path):
    """Pretend services on the real clock, and the variables that lead to them."""
    clock = MovableClock()
    slack, recall = PretendSlack(clock), PretendRecall(clock)
    async with AsyncExitStack() as stack:
        slack_url = await stack.enter_async_context(slack.serving())
        recall_url = await stack.enter_async_context(serving(recall.asgi))
        stack.push_async_callback(recall.aclose)
        yield {
            "PATH": os.environ["PATH"],
            "SLACK_BOT_TOKEN": BOT_TOKEN,
            "SLACK_SIGNING_SECRET": SIGNING_SECRET,
            "SLACK_API_URL": f"{slack_url}/api/",
            "RECALL_API_KEY": recall.api_key,
            "RECALL_API_URL": recall_url,
            "DATABASE_URL": f"sqlite:///{tmp_path}/serve.db",
            "PORT": str(a_free_port()),
            "PYTHONPATH": str(ROOT),
        }


@contextmanager
def started(environment: dict[str, str], folder: Path):
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "serve"],
        env=environment,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


async def ready_line(process: subprocess.Popen[str]) -> str:
    return await asyncio.wait_for(asyncio.to_thread(process.stdout.readline), 20)


async def finished(process: subprocess.Popen[str]) -> int:
    return await asyncio.wait_for(asyncio.to_thread(process.wait), 20)


async def stopped(process: subprocess.Popen[str]) -> int:
    process.send_signal(signal.SIGTERM)
    return await asyncio.wait_for(asyncio.to_thread(process.wait), 10)


@pytest.mark.parametrize("way", ["http", "socket"])
async def test_it_says_that_it_is_ready_and_stops_politely(environment, tmp_path, way):
    if way == "socket":
        environment["SLACK_APP_TOKEN"] = APP_TOKEN

    with started(environment, tmp_path) as process:
        line = await ready_line(process)
        async with httpx.AsyncClient() as http:
            health = await http.get(f"http://127.0.0.1:{environment['PORT']}/healthz")
        asked = time.monotonic()
        code = await stopped(process)

    assert READY.fullmatch(line)[1] == way
    assert health.text == "ok"
    assert code == 0
    assert time.monotonic() - asked < 10


async def test_a_second_one_on_the_same_file_is_refused(environment, tmp_path):
    with started(environment, tmp_path) as first:
        await ready_line(first)
        with started({**environment, "PORT": str(a_free_port())}, tmp_path) as second:
            code = await finished(second)
            message = second.stderr.read()

    assert code == 2
    assert "already serves" in message


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"SLACK_BOT_TOKEN": "xoxb-of-somebody-else"}, "SLACK_BOT_TOKEN"),
        ({"SLACK_BOT_TOKEN": ""}, "SLACK_BOT_TOKEN"),
        ({"DATABASE_URL": "mysql://localhost/x"}, "DATABASE_URL"),
        ({"DATABASE_URL": "sqlite:////nowhere/at/all.db"}, "DATABASE_URL"),
        ({"DATABASE_URL": "postgresql://postgres@127.0.0.1:1/test"}, "DATABASE_URL"),
    ],
)
async def test_a_set_up_error_is_one_plain_message(environment, tmp_path, changes, word):
    with started({**environment, **changes}, tmp_path) as process:
        code = await finished(process)
        message = process.stderr.read()

    assert code == 2
    assert word in message
    assert "Traceback" not in message
    assert "xoxb-of-somebody-else" not in message


async def test_a_taken_port_is_one_plain_message(environment, tmp_path):
    with socket.create_server(("127.0.0.1", int(environment["PORT"]))), started(environment, tmp_path) as process:
        code = await finished(process)
        message = process.stderr.read()

    assert code == 2
    assert "PORT" in message
