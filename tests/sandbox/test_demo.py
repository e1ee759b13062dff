"""The demo from the command line: one address, the terminal play, and plain words when it cannot start."""

import asyncio
import socket

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
    assert "Booked." in printed
    assert "Failed. The bot could not be booked" in printed


@pytest.mark.parametrize("once", [False, True])
async def test_a_port_that_is_taken_is_named(once):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        with pytest.raises(SetupError, match=f"port {port} is taken"):
            await run_demo(port, once=once)


async def test_a_folder_that_cannot_be_written_to_is_named(monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "missing"))

    with pytest.raises(SetupError) as raised:
        await run_demo(None, once=True)

    assert "missing" in str(raised.value)
    assert "TMPDIR" in str(raised.value)
