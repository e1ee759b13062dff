"""Wire what lets AI agents in: personal tokens always, the MCP server where it is turned on."""

from importlib.util import find_spec
from urllib.parse import urlsplit

from starlette.routing import Route

from bot import __version__
from bot.app.adapters import Store
from bot.app.work import Personal
from bot.clock import Clock
from bot.core.errors import SetupError
from bot.core.identifiers import TeamId, UserId
from bot.core.summaries.model import SummaryProvider
from bot.entrypoints.background import Background
from bot.entrypoints.rejected_requests import RejectedRequests
from bot.entrypoints.slack_signature import build_verifier
from bot.metrics import Metrics
from bot.scheduling.agents.callers import Callers
from bot.scheduling.agents.own_meetings import OwnMeetings
from bot.scheduling.agents.schedule import ScheduleForAgent
from bot.scheduling.agents.throttle import CallThrottle
from bot.scheduling.agents.tokens import OwnTokens
from bot.scheduling.agents.what_was_said import WhatWasSaid
from bot.scheduling.direct_booking import DirectBooking
from bot.scheduling.recordings import Recordings
from bot.scheduling.wishes import Wishes
from bot.settings import Settings
from bot.store.agents.calls import AgentCalls
from bot.store.agents.personal_tokens import PersonalTokens

MCP_PATH = "/mcp"
_LOOPBACK = ("127.0.0.1", "127.0.0.1:*", "localhost", "localhost:*", "[::1]", "[::1]:*")


class Agents:
    """Personal tokens, and the endpoint that they are for."""

    def __init__(self, settings: Settings, clock: Clock, store: Store, team_id: TeamId) -> None:
        self._settings = settings
        self._clock = clock
        self._team_id = team_id
        self._calls = AgentCalls(store.database)
        self._tokens = PersonalTokens(store.database)
        self._summaries = None if settings.summary_provider is SummaryProvider.OFF else store.summaries
        self.tokens = OwnTokens(self._tokens, mcp_url(settings), clock)

    def routes(
        self,
        personal: Personal,
        direct: DirectBooking,
        wishes: Wishes,
        recordings: Recordings,
        background: Background,
        metrics: Metrics,
    ) -> list[Route]:
        """None where MCP is off. The SDK is imported here, and takes half a second."""
        settings, clock = self._settings, self._clock
        if not settings.mcp_enabled:
            return []
        from bot.entrypoints.mcp.calls import AgentToolCalls
        from bot.entrypoints.mcp.endpoint import McpEndpoint
        from bot.entrypoints.mcp.server import McpServer
        from bot.entrypoints.mcp.tools import build_tools

        tools = build_tools(
            OwnMeetings(personal.agenda, personal.rights, wishes, clock),
            ScheduleForAgent(personal.upcoming, direct, clock, settings.configuration),
            WhatWasSaid(recordings, self._summaries, clock),
        )
        throttle = CallThrottle(clock, settings.processes)
        calls = AgentToolCalls(tools, personal.people, self._team_id, throttle, self._calls, clock)
        server = McpServer(tools, calls, allowed_hosts(settings), allowed_origins(settings), __version__)
        background.start("mcp", server.run)
        rejected = RejectedRequests("mcp", clock, metrics.count_rejection)
        secret = None if settings.uses_socket_mode else settings.slack_signing_secret
        verifier = build_verifier(secret.get_secret_value(), clock) if secret else None
        environment = [(UserId(user_id), token.get_secret_value()) for user_id, token in settings.mcp_tokens]
        callers = Callers(self._tokens, self._team_id, environment, clock)
        return [Route(MCP_PATH, McpEndpoint(server, callers, verifier, rejected), methods=["POST"])]


def check_mcp_extra(settings: Settings) -> None:
    """Raises SetupError before anything has been started."""
    if settings.mcp_enabled and find_spec("mcp") is None:
        raise SetupError(
            "MCP_ENABLED is true, but the MCP server isn't installed: install recall-schedule[mcp], or set MCP_ENABLED "
            "to false."
        )


def mcp_url(settings: Settings) -> str:
    """Where agents reach it."""
    return f"{settings.public_url or f'http://{settings.host}:{settings.port}'}{MCP_PATH}"


def allowed_hosts(settings: Settings) -> list[str]:
    """Of the Host header: this installation's names, against pages that rebind a name of their own to this machine."""
    public = urlsplit(settings.public_url or "").hostname
    return [*([public, f"{public}:*"] if public else []), f"{settings.host}:{settings.port}", *_LOOPBACK]


def allowed_origins(settings: Settings) -> list[str]:
    """Only browsers send an Origin, and of pages only our own are let in."""
    public = urlsplit(settings.public_url or "")
    return [f"{public.scheme}://{public.netloc}"] if public.netloc else []
