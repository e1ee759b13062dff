import httpx
import pytest
from starlette.applications import Starlette

from bot.core.calendars.ping import sign_ping
from bot.entrypoints.connect.ping import Ping

SECRET = "xoxb-made-up-token"
NONCE = "a-nonce-that-is-long-enough"


async def ask(nonce: str) -> httpx.Response:
    transport = httpx.ASGITransport(Starlette(routes=[Ping(SECRET).route()]))
    async with httpx.AsyncClient(transport=transport, base_url="http://app.test") as client:
        return await client.get(f"/connect/ping/{nonce}")


async def test_who_has_the_same_secret_can_tell_that_it_is_this_installation() -> None:
    answer = await ask(NONCE)

    assert answer.json()["proof"] == sign_ping(SECRET, NONCE)
    assert answer.json()["proof"] != sign_ping("xoxb-of-another", NONCE)
    assert SECRET not in answer.text
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "nonce", ["short", "x" * 65, "a%20nonce%20with%20spaces%20in%20it", "a-nonce-that-is-lo%C3%B1g"]
)
async def test_nothing_else_is_signed(nonce: str) -> None:
    assert (await ask(nonce)).status_code == 404
