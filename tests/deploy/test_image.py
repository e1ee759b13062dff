"""The image, built from deploy/Containerfile and run as deploy/ runs it. Run by `make deploy-check`."""

import asyncio
import json
import tempfile
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import pytest

from bot.sandbox.clock import MovableClock
from bot.sandbox.recall.pretend_recall import PretendRecall
from bot.sandbox.serving import serving
from bot.sandbox.slack.installation import BOT_TOKEN, SIGNING_SECRET
from bot.sandbox.slack.pretend_slack import PretendSlack
from tests.deploy.image import Image, skip_unless_containers_work
from tests.ports import free_port

pytestmark = [pytest.mark.deploy, pytest.mark.timeout(900)]

NAME = "recall-schedule-check"
SHOWN = "import os; print(os.getuid(), os.access('/opt', os.W_OK), os.access('/data', os.W_OK))"
CAPABILITIES = "print(next(line for line in open('/proc/self/status') if line.startswith('CapEff')).split()[1])"


@pytest.fixture(scope="module")
def image() -> Iterator[Image]:
    skip_unless_containers_work()
    built = Image(Path(tempfile.mkdtemp(prefix="image-")))  # podman takes no long path
    try:
        built.build()
        yield built
    finally:
        built.remove()


def test_it_says_how_it_is_run(image):
    config = json.loads(image.inspect())["Docker"]["config"]

    assert config["User"] == "10001:10001"
    assert config["Entrypoint"] == ["/opt/recall-schedule/bin/recall-schedule"]
    assert config["StopSignal"] == "SIGTERM"
    assert config["Healthcheck"]["Test"][0] == "CMD"
    assert config["Labels"]["org.opencontainers.image.title"] == "recall-schedule"


def test_it_runs_as_no_one_in_particular_with_no_capability_on_a_read_only_root(image):
    shown = image.run("-c", SHOWN, options=("--entrypoint=python3",)).stdout.split()
    capabilities = image.run("-c", CAPABILITIES, options=("--entrypoint=python3",)).stdout.strip()

    assert shown == ["10001", "False", "True"]
    assert int(capabilities, 16) == 0


def test_nothing_in_it_installs_anything(image):
    found = image.run("-c", "import importlib.util as u; print(u.find_spec('pip'))", options=("--entrypoint=python3",))

    assert found.stdout.strip() == "None"


def test_without_settings_it_says_in_plain_sentences_what_to_set(image):
    done = image.run()

    assert done.returncode == 2
    assert "SLACK_BOT_TOKEN isn't set" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_demo_plays_its_story(image):
    done = image.run("demo", "--once")

    assert done.returncode == 0, done.stderr
    assert "Acme" in done.stdout


async def test_it_serves_is_healthy_and_stops_within_ten_seconds(image):
    clock = MovableClock()
    slack, recall = PretendSlack(clock), PretendRecall(clock)
    async with AsyncExitStack() as stack:
        slack_url = await stack.enter_async_context(slack.serving())
        recall_url = await stack.enter_async_context(serving(recall.asgi))
        stack.push_async_callback(recall.aclose)
        port = free_port()
        options = _environment(
            SLACK_BOT_TOKEN=BOT_TOKEN,
            SLACK_SIGNING_SECRET=SIGNING_SECRET,
            SLACK_API_URL=f"{slack_url}/api/",
            RECALL_API_KEY=recall.api_key,
            RECALL_API_URL=recall_url,
            HOST="127.0.0.1",
            PORT=str(port),
        )
        with image.started((*options, f"--name={NAME}")) as process:
            assert process.stdout is not None
            ready = await asyncio.wait_for(asyncio.to_thread(process.stdout.readline), 60)
            async with httpx.AsyncClient() as http:
                readiness = await http.get(f"http://127.0.0.1:{port}/readyz")
            health = await asyncio.to_thread(image.check_health, port)
            asked = time.monotonic()
            await asyncio.to_thread(image.send, "TERM", NAME)
            code = await asyncio.wait_for(asyncio.to_thread(process.wait), 30)
            took = time.monotonic() - asked

    assert ready.startswith("recall-schedule ready")
    assert readiness.status_code == 200
    assert health == 0
    assert (code, took < 10) == (0, True)


def _environment(**variables: str) -> tuple[str, ...]:
    return tuple(f"--env={name}={value}" for name, value in variables.items())
