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
from tests.ports import free_port

ROOT = Path(__file__).parent.parent
READY = re.compile(r"recall-schedule ready http://127\.0\.0\.1:\d+ \((socket|http)\)\n")


@pytest.fixture
def slack():
    return PretendSlack(MovableClock())


@pytest.fixture
async def environment(slack, tmp_path):
    """Pretend services on the real clock, and the variables that lead to them."""
    recall = PretendRecall(slack.workspace.clock)
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
            "PORT": str(free_port()),
            "PYTHONPATH": str(ROOT),
        }


@contextmanager
def started(environment: dict[str, str], folder: Path, *program: str):
    process = subprocess.Popen(
        [sys.executable, *(program or ("-m", "bot")), "serve"],
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
        with started({**environment, "PORT": str(free_port())}, tmp_path) as second:
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


@pytest.mark.parametrize(
    ("variable", "method"), [("SLACK_BOT_TOKEN", "auth.test"), ("SLACK_APP_TOKEN", "apps.connections.open")]
)
async def test_a_revoked_token_is_one_plain_message(environment, tmp_path, slack, variable, method):
    slack.fail_next(method, error="token_revoked", times=10)

    with started({**environment, "SLACK_APP_TOKEN": APP_TOKEN}, tmp_path) as process:
        code = await finished(process)
        message = process.stderr.read()

    assert code == 2
    assert message.count("\n") == 1
    assert f"Slack doesn't accept {variable} (token_revoked)" in message


@pytest.mark.parametrize(
    ("variable", "nowhere", "sentence"),
    [
        ("SLACK_API_URL", "http://127.0.0.1:9/api/", "Slack can't be reached from here"),
        ("DATABASE_URL", "postgresql://postgres@127.0.0.1:9/test", "DATABASE_URL: the database can't be used"),
    ],
)
async def test_without_an_answer_there_is_one_plain_message(environment, tmp_path, variable, nowhere, sentence):
    tries_once = "import stamina; stamina.set_testing(True, attempts=1); from bot.cli import main; main()"
    with started({**environment, variable: nowhere}, tmp_path, "-c", tries_once) as process:
        code = await finished(process)
        message = process.stderr.read()

    assert code == 2
    assert message.splitlines()[-1].startswith(sentence)
    assert "Traceback" not in message


@pytest.mark.parametrize("silent", ["SLACK_API_URL", "DATABASE_URL"])
async def test_it_stops_while_it_waits_for_others_at_its_start(environment, tmp_path, silent):
    with socket.create_server(("127.0.0.1", 0)) as says_nothing:
        port = says_nothing.getsockname()[1]
        addresses = {
            "SLACK_API_URL": f"http://127.0.0.1:{port}/api/",
            "DATABASE_URL": f"postgresql://somebody@127.0.0.1:{port}/nothing",
        }
        with started({**environment, silent: addresses[silent]}, tmp_path) as process:
            await until_it_listens(int(environment["PORT"]))
            await asyncio.sleep(0.5)
            asked = time.monotonic()
            code = await stopped(process)

    assert time.monotonic() - asked < 10
    assert code == 0


@pytest.mark.parametrize("after", [0.05, 0.3, 0.6, 0.9, 1.2])
async def test_it_stops_at_any_moment_of_its_start(environment, tmp_path, after):
    with started(environment, tmp_path) as process:
        await asyncio.sleep(after)
        code = await stopped(process)
        said = process.stderr.read()

    assert code in {0, -signal.SIGTERM}
    assert "Traceback" not in said


async def test_as_the_first_process_of_a_container_it_stops_before_it_has_begun(environment, tmp_path):
    """The kernel passes such a process no signal that it does not handle."""
    script = (
        "import os, signal\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "import bot.cli\n"
        "bot.cli._settings = lambda: os.kill(os.getpid(), signal.SIGTERM)\n"
        "bot.cli.main()\n"
    )
    with started(environment, tmp_path, "-c", script) as process:
        assert await finished(process) == 0


async def until_it_listens(port: int) -> None:
    async with asyncio.timeout(20):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except ConnectionError:
                await asyncio.sleep(0.05)
            else:
                writer.close()
                await writer.wait_closed()
                return


async def test_what_does_not_end_in_time_is_ended(environment, tmp_path):
    """As a thread that waits for a name server would hold it up."""
    script = (
        "import bot.serve, threading, time, asyncio\n"
        "bot.serve.STOP_WITHIN_SECONDS = 0.5\n"
        "async def stuck(*args):\n    await asyncio.to_thread(time.sleep, 30)\n"
        "bot.serve._run = stuck\n"
        "from bot.cli import main; main()\n"
    )
    with started(environment, tmp_path, "-c", script) as process:
        await until_it_listens(int(environment["PORT"]))
        await asyncio.sleep(0.3)

        assert await stopped(process) == 1


async def test_anyone_who_does_not_finish_a_request_is_let_go(environment, tmp_path):
    script = (
        "import bot.serve, functools\n"
        "bot.serve.bounded_protocol = functools.partial(bot.serve.bounded_protocol, request_within=0.5)\n"
        "from bot.cli import main; main()\n"
    )
    with started(environment, tmp_path, "-c", script) as process:
        await ready_line(process)
        reader, writer = await asyncio.open_connection("127.0.0.1", int(environment["PORT"]))
        writer.write(b"POST /slack/events HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf")
        answer = await asyncio.wait_for(reader.read(), 5)
        writer.close()
        await writer.wait_closed()
        await stopped(process)
        said = process.stderr.read()

    assert answer.startswith(b"HTTP/1.1 408")
    assert said.count("requests refused") == 1
