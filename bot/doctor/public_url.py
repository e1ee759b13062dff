"""Check that PUBLIC_URL leads to the process that serves here."""

import asyncio
import hmac
import json
import secrets
from dataclasses import dataclass
from typing import Any

import httpx

from bot.core.calendars.ping import PING_PATH, sign_ping
from bot.doctor.finding import Finding, note, ok, wrong
from bot.recall.response_body import ACCEPT_ENCODING, UnusableBody, read_body
from bot.settings import Settings

_EVERY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 -- where to ask, not where to listen
LARGEST_ANSWER = 10_000  # ours has some hundred bytes; what else answers there may be of any size
_PROXY = "Make your reverse proxy forward /connect/ to {here} with the full path."


@dataclass(frozen=True, slots=True)
class Pong:
    """`process` None: no one answered as this app does; `problem` says how, in words of ours."""

    process: str | None = None
    is_ours: bool = False  # an installation with the same secrets
    problem: str = ""


async def examine_public_url(settings: Settings) -> list[Finding]:
    if settings.public_url is None:
        return []
    here = f"http://{_local_host(settings.host)}:{settings.port}"
    secret = settings.slack_bot_token.get_secret_value()
    async with httpx.AsyncClient(timeout=10.0) as through_proxy, httpx.AsyncClient(trust_env=False) as direct:
        public, local = await asyncio.gather(
            _ping(through_proxy, settings.public_url, secret), _ping(direct, here, secret)
        )
    return [judge_public_url(settings.public_url, here, public, local, settings.processes)]


def judge_public_url(public_url: str, here: str, public: Pong, local: Pong, processes: int) -> Finding:
    """`here` is where this installation listens."""
    if public.process is None:
        if local.process is None:
            sentence = f"Nothing answers at {here}, so we can't tell if PUBLIC_URL ({public_url}) leads there."
            return note(sentence, "Start serve, then run doctor again.")
        return wrong(f"PUBLIC_URL ({public_url}) doesn't lead here: {public.problem}.", _PROXY.format(here=here))
    if not public.is_ours:
        return wrong(
            f"PUBLIC_URL ({public_url}) leads to another installation of this app.",
            "Set PUBLIC_URL to the address of this one, or point the address here.",
        )
    if local.process is None or local.process != public.process:
        return _judge_other_process(public_url, here, local, processes)
    return ok(f"PUBLIC_URL ({public_url}) leads to this very process.")


def _judge_other_process(public_url: str, here: str, local: Pong, processes: int) -> Finding:
    sentence = f"PUBLIC_URL ({public_url}) leads to a process of this installation"
    if local.process is None or processes > 1:
        return ok(f"{sentence}.")
    return note(f"{sentence}, but not to the one at {here}.", "Stop the other one, or set PROCESSES.")


async def _ping(client: httpx.AsyncClient, base: str, secret: str) -> Pong:
    nonce = secrets.token_urlsafe(24)
    try:
        status, body = await _fetch(client, f"{base}{PING_PATH}{nonce}")
    except httpx.TimeoutException:
        return Pong(problem="no answer in time")
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        return Pong(problem=_network_problem(error))
    if status != 200:
        return Pong(problem=f"the answer was {status}")
    answer = _read_object(body)
    if not isinstance(answer.get("process"), str):
        return Pong(problem="something else answers there")
    return Pong(answer["process"], hmac.compare_digest(str(answer.get("proof")), sign_ping(secret, nonce)))


async def _fetch(client: httpx.AsyncClient, url: str) -> tuple[int, bytes]:
    """Status, and the body of a success; what is longer than any answer of ours counts as no body at all."""
    async with client.stream("GET", url, headers={"Accept-Encoding": ACCEPT_ENCODING}) as response:
        if response.status_code != 200:
            return response.status_code, b""
        try:
            return 200, await read_body(response.aiter_raw(), response.headers, LARGEST_ANSWER)
        except UnusableBody:
            return 200, b""


def _network_problem(error: Exception) -> str:
    if "CERTIFICATE" in str(error).upper():
        return "its certificate isn't trusted"
    return "no connection" if isinstance(error, httpx.ConnectError) else type(error).__name__


def _read_object(body: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return answer if isinstance(answer, dict) else {}


def _local_host(host: str) -> str:
    host = _EVERY_ADDRESS.get(host, host)
    return f"[{host}]" if ":" in host else host
