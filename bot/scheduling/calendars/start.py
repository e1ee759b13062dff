"""Start connecting a calendar: mint the one-time link that a person opens in their browser."""

from dataclasses import dataclass
from datetime import datetime

from bot.clock import Clock
from bot.core.access.people import Person
from bot.core.calendars.connect_offer import StartRefusal
from bot.core.calendars.flow import FLOW_TTL
from bot.core.calendars.providers import CalendarProvider
from bot.core.identifiers import ConnectionId
from bot.scheduling.calendars.clients import ConnectClients
from bot.scheduling.calendars.secrets import hash_secret, mint_secret
from bot.store.calendars.connect_flows import ConnectFlows
from bot.store.calendars.connections import CalendarConnections


@dataclass(frozen=True, slots=True)
class ConnectLink:
    """`url` is the person's alone: it goes into a modal that only they see, and into no log."""

    url: str
    expires_at: datetime

    def __repr__(self) -> str:
        return f"ConnectLink(expires_at={self.expires_at!r})"


class StartConnecting:
    def __init__(
        self, clients: ConnectClients, flows: ConnectFlows, connections: CalendarConnections, clock: Clock
    ) -> None:
        self._clients = clients
        self._flows = flows
        self._connections = connections
        self._clock = clock

    @property
    def providers(self) -> tuple[CalendarProvider, ...]:
        """Those for which a button makes sense, in the order in which they are offered."""
        return tuple(each for each in CalendarProvider if self.find_refusal(each) is None)

    def find_refusal(self, provider: CalendarProvider) -> StartRefusal | None:
        """What the admin has not set up for this provider."""
        if self._clients.public_url is None:
            return StartRefusal.NO_PUBLIC_URL
        return None if self._clients.has(provider) else StartRefusal.NO_CLIENT

    async def start(
        self, person: Person, provider: CalendarProvider, *, connection_id: ConnectionId | None = None
    ) -> ConnectLink | StartRefusal:
        """`connection_id`: reconnect this one, with the same account."""
        if (refusal := self.find_refusal(provider)) is not None:
            return refusal
        if connection_id is not None and not await self._is_theirs(person, provider, connection_id):
            return StartRefusal.CONNECTION_GONE
        link, now = mint_secret(), self._clock.now()
        is_new = await self._flows.create(
            hash_secret(link), person.team_id, person.user_id, provider, connection_id, now
        )
        if not is_new:
            return StartRefusal.TOO_MANY
        return ConnectLink(f"{self._clients.public_url}/connect/{link}", now + FLOW_TTL)

    async def _is_theirs(self, person: Person, provider: CalendarProvider, connection_id: ConnectionId) -> bool:
        found = await self._connections.get(connection_id)
        return found is not None and (found.team_id, found.user_id, found.provider) == (
            person.team_id,
            person.user_id,
            provider,
        )
