"""The program as people install it: from the wheel, by uv, and as one file. Run by `make deploy-check`."""

import asyncio
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, contextmanager
from functools import partial
from pathlib import Path

import httpx
import pytest

import bot
from bot.sandbox.clock import MovableClock
from bot.sandbox.recall.pretend_recall import PretendRecall
from bot.sandbox.serving import serving
from bot.sandbox.slack.installation import APP_TOKEN, BOT_TOKEN
from bot.sandbox.slack.pretend_slack import PretendSlack
from tests.deploy.files import CHECKOUT, find_tool, run
from tests.ports import free_port

pytestmark = [pytest.mark.deploy, pytest.mark.timeout(400)]

VERSION = f"recall-schedule {bot.__version__}\n"
ENOUGH = {
    "SLACK_BOT_TOKEN": "xoxb-made-up",
    "SLACK_APP_TOKEN": "xapp-made-up",
    "RECALL_API_KEY": "made-up-key",
    "RECALL_REGION": "us-east-1",
}


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder, cwd=CHECKOUT)
    return folder


@pytest.fixture(scope="module")
def plain(dist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clean environment with the wheel and no extra."""
    folder = tmp_path_factory.mktemp("plain")
    run(sys.executable, "-m", "venv", folder)
    run(folder / "bin/pip", "install", "--quiet", *dist.glob("*.whl"), seconds=300)
    return folder / "bin/recall-schedule"


def call(program: Path, *arguments: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), **variables}
    return subprocess.run(
        [program, *arguments], cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


def test_a_plain_installation_runs_without_what_not_everyone_needs(plain, tmp_path):
    installed = run(plain.parent / "pip", "list", "--format=freeze").stdout.lower()

    assert call(plain, "--version", folder=tmp_path).stdout == VERSION
    assert "socket_mode_enabled: true" in call(plain, "manifest", folder=tmp_path).stdout
    assert not [name for name in ("asyncpg", "websockets", "opentelemetry", "mcp", "pytest") if name in installed]


def test_without_settings_it_says_what_to_set(plain, tmp_path):
    done = call(plain, "serve", folder=tmp_path)

    assert done.returncode == 2
    assert "SLACK_BOT_TOKEN isn't set" in done.stderr


@pytest.mark.parametrize("command", ["serve", "doctor", "audit"])
def test_a_postgres_without_the_extra_is_one_sentence_that_names_it(plain, tmp_path, command):
    done = call(plain, command, folder=tmp_path, DATABASE_URL="postgresql://db.test/bot", **ENOUGH)

    assert done.returncode == 2
    sentence = done.stderr.splitlines()[-1]
    assert sentence.startswith("DATABASE_URL needs the Postgres driver")
    assert "recall-schedule[postgres]" in sentence


def test_the_demo_without_the_extra_is_one_sentence_that_names_it(plain, tmp_path):
    done = call(plain, "demo", "--once", folder=tmp_path)

    assert done.returncode == 2
    [sentence] = done.stderr.splitlines()
    assert "recall-schedule[demo]" in sentence


@pytest.fixture
async def variables() -> AsyncIterator[dict[str, str]]:
    """Enough to serve between a pretend Slack and a pretend Recall."""
    slack = PretendSlack(MovableClock())
    recall = PretendRecall(slack.workspace.clock)
    async with AsyncExitStack() as stack:
        slack_url = await stack.enter_async_context(slack.serving())
        recall_url = await stack.enter_async_context(serving(recall.asgi))
        stack.push_async_callback(recall.aclose)
        yield {
            "SLACK_BOT_TOKEN": BOT_TOKEN,
            "SLACK_APP_TOKEN": APP_TOKEN,
            "SLACK_API_URL": f"{slack_url}/api/",
            "RECALL_API_KEY": recall.api_key,
            "RECALL_API_URL": recall_url,
            "PORT": str(free_port()),
            "PUBLIC_URL": "http://127.0.0.1:9",
            "GOOGLE_CLIENT_ID": "made-up-client",
            "GOOGLE_CLIENT_SECRET": "made-up-secret",
        }


@contextmanager
def started(program: Path, folder: Path, variables: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    environment = {"PATH": os.environ["PATH"], **variables}
    with subprocess.Popen(
        [program, "serve"], cwd=folder, env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


async def test_a_plain_installation_serves_with_what_the_wheel_brings(plain, tmp_path, variables):
    """Migrations, pages and all."""
    say = partial(asyncio.to_thread, call, plain, folder=tmp_path, **variables)

    assert (await say("init", "--non-interactive")).returncode == 0
    with started(plain, tmp_path, variables) as process:
        ready = await asyncio.wait_for(asyncio.to_thread(process.stdout.readline), 60)
        async with httpx.AsyncClient() as http:
            page = await http.get(f"http://127.0.0.1:{variables['PORT']}/connect/no-such-link")
        examined, copied = await say("doctor"), await say("backup", "copy.db")
        process.terminate()
        code = await asyncio.to_thread(process.wait, 15)

    assert ready.startswith("recall-schedule ready")
    assert "<html" in page.text
    assert "reachable and up to date" in examined.stdout
    assert (copied.returncode, code) == (0, 0)


def test_uv_installs_it_as_a_tool_with_an_extra(dist, tmp_path):
    [wheel] = dist.glob("*.whl")
    environment = {
        **os.environ,
        "UV_TOOL_DIR": str(tmp_path / "tools"),
        "UV_TOOL_BIN_DIR": str(tmp_path / "bin"),
        "UV_PYTHON_DOWNLOADS": "never",
    }
    command = [sys.executable, "-m", "uv", "tool", "install", "--quiet", "--python", sys.executable]
    run(*command, f"recall-schedule[demo] @ file://{wheel}", env=environment, seconds=300)

    program = tmp_path / "bin/recall-schedule"
    assert call(program, "--version", folder=tmp_path).stdout == VERSION
    assert call(program, "demo", "--once", folder=tmp_path).returncode == 0


def names_where_it_was_made(archive: Path) -> list[str]:
    """Files that would differ in another folder, for the same commit."""
    with zipfile.ZipFile(archive) as opened:
        return [name for name in opened.namelist() if str(CHECKOUT).encode() in opened.read(name)]


def test_the_single_file_plays_the_demo(tmp_path):
    make = find_tool("make")
    run(make, "--directory", CHECKOUT, "zipapp", "sbom", seconds=300)

    bill = json.loads((CHECKOUT / "dist/sbom.cdx.json").read_text())
    assert bill["metadata"]["component"]["version"] == bot.__version__
    assert {"slack-bolt", "asyncpg", "pydantic-core"} <= {each["name"] for each in bill["components"]}
    program = CHECKOUT / "dist/recall-schedule.pyz"
    assert names_where_it_was_made(program) == []
    assert call(program, "--version", folder=tmp_path).stdout == VERSION
    assert call(program, "demo", "--once", folder=tmp_path).returncode == 0
