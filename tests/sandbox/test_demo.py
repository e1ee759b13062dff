"""Run the demo from the command line: one address, the terminal play, plain words when it cannot start."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time

import httpx
import pytest

from bot.core.errors import SetupError
from bot.sandbox.demo import run_demo


async def test_the_demo_prints_one_address_where_the_page_is(capsys):
    demo = asyncio.create_task(run_demo(None, once=False))
    async with asyncio.timeout(20):
        while "http://" not in (printed := capsys.readouterr().out):  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    (address,) = [word for word in printed.split() if word.startswith("http://")]

    async with httpx.AsyncClient() as http:
        answer = await http.get(address)
    demo.cancel()
    await demo

    assert "#sales" in answer.text


async def test_once_plays_the_story_and_ends(capsys):
    async with asyncio.timeout(30):
        await run_demo(None, once=True)

    printed = capsys.readouterr().out
    assert "Scheduled." in printed
    assert "Failed. The bot couldn't be scheduled" in printed
    assert "agent> schedule_recording_bot" in printed
    assert "Scheduled:" in printed.rpartition("agent> get_bot_status")[2]
    summary = printed.partition("the card's thread says what was decided")[2]
    assert "Acme renews with us on the enterprise plan" in summary
    assert "Send the list of invoices since September today – Maya Lindqvist" in summary
    assert "- [ ] Propose two dates for the training in January (Maya Lindqvist)" in summary
    assert "Open questions" in summary


@pytest.mark.parametrize(("arguments", "told"), [([], signal.SIGHUP), (["--once"], signal.SIGTERM)])
def test_anyone_who_stops_it_while_it_starts_leaves_nothing_behind(tmp_path, arguments, told):
    command = [sys.executable, "-m", "bot", "demo", *arguments]
    with subprocess.Popen(command, env=os.environ | {"TMPDIR": str(tmp_path)}, stdout=subprocess.DEVNULL) as demo:
        while not list(tmp_path.glob("recall-schedule-demo-*")) and demo.poll() is None:
            time.sleep(0.01)
        demo.send_signal(told)
        demo.send_signal(told)

    assert demo.returncode == 0
    assert list(tmp_path.iterdir()) == []


def test_a_reader_who_has_seen_enough_of_the_play_is_told_nothing():
    command = [sys.executable, "-u", "-m", "bot", "demo", "--once"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as demo:
        assert demo.stdout
        assert demo.stderr
        demo.stdout.readline()
        demo.stdout.close()
        said = demo.stderr.read()

    assert said == b""


@pytest.mark.parametrize("once", [False, True])
async def test_a_port_that_is_taken_is_named_before_anything_else_is_done(once, monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "missing"))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        with pytest.raises(SetupError, match=f"port {port} is in use") as raised:
            await run_demo(port, once=once)

    assert 'make demo ARGS="--port N"' in str(raised.value)


async def test_a_folder_that_cannot_be_written_to_is_named(monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "missing"))

    with pytest.raises(SetupError) as raised:
        await run_demo(None, once=True)

    assert "missing" in str(raised.value)
    assert "TMPDIR" in str(raised.value)
