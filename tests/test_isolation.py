"""Check what conftest.py promises of every test."""

import os
import socket

import httpx
import pytest
from slack_sdk.web.async_client import AsyncWebClient


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "slack.test"])
def test_another_machine_is_out_of_reach(host):
    with pytest.raises(Exception, match=f"a test tried to reach {host}"):
        socket.create_connection((host, 80), timeout=0.1)


async def test_httpx_is_held_back():
    async with httpx.AsyncClient() as client:
        with pytest.raises(Exception, match=r"a test tried to reach recall\.test"):
            await client.get("https://recall.test")


async def test_aiohttp_is_held_back():
    with pytest.raises(Exception, match=r"a test tried to reach slack\.test"):
        await AsyncWebClient("xoxb-made-up", base_url="https://slack.test/api/").auth_test()


def test_no_ones_settings_are_seen():
    assert [name for name in os.environ if name.startswith(("SLACK_", "RECALL_"))] == []
