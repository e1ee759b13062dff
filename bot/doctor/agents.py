"""Check that agents reach /mcp: at PUBLIC_URL, and at where this installation listens."""

from dataclasses import dataclass

import httpx

from bot.app.agents import MCP_PATH, mcp_url
from bot.doctor.finding import Finding, note, ok, wrong
from bot.settings import Settings

_REALM = 'realm="recall-schedule"'
_PING = {"jsonrpc": "2.0", "id": 1, "method": "ping"}


@dataclass(frozen=True, slots=True)
class Probe:
    """What came back to a request without a token. `status` None: nothing."""

    status: int | None = None
    is_ours: bool = False


async def examine_agents(settings: Settings) -> list[Finding]:
    if not settings.mcp_enabled:
        return []
    url = mcp_url(settings)
    async with httpx.AsyncClient(timeout=10.0, trust_env=settings.public_url is not None) as client:
        probe = await _probe(client, url)
    return [judge_probe(url, probe), *judge_reach(settings)]


def judge_probe(url: str, probe: Probe) -> Finding:
    if probe.status is None:
        return note(f"Nothing answers at {url}, so we can't tell if agents reach it.", "Start serve, then retry.")
    if probe.is_ours:
        return ok(f"AI agents reach {url}, and it asks for a token.")
    if probe.status == 404:
        return wrong(
            f"{url} isn't there (404).",
            f"Restart serve after setting MCP_ENABLED, and make your reverse proxy forward {MCP_PATH}.",
        )
    return wrong(
        f"{url} answers {probe.status} where this app would ask for a token.",
        f"Make your reverse proxy forward {MCP_PATH}, without a login of its own.",
    )


def judge_reach(settings: Settings) -> list[Finding]:
    if settings.public_url is not None:
        return []
    return [note("PUBLIC_URL isn't set: only agents on this machine reach /mcp.", "Set it to let others in.")]


async def _probe(client: httpx.AsyncClient, url: str) -> Probe:
    """The head of the answer says it all: a body, of whatever size, is not read."""
    try:
        async with client.stream("POST", url, json=_PING) as response:
            is_ours = response.status_code == 401 and _REALM in response.headers.get("www-authenticate", "")
            return Probe(response.status_code, is_ours)
    except (httpx.HTTPError, httpx.InvalidURL, OSError, TimeoutError):
        return Probe()
