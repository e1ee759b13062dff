"""Give back what a person allowed by mistake, where the provider takes it."""

from pydantic import SecretStr

from bot.core.calendars.flow import Leg
from bot.core.calendars.owner_check import Identity
from bot.core.identifiers import TeamId
from bot.scheduling.calendars.clients import ConnectClients
from bot.store.calendars.connections import CalendarConnections
from bot.store.mirror.mirror import Mirror


class GiveBackGrants:
    def __init__(self, clients: ConnectClients, connections: CalendarConnections, mirror: Mirror) -> None:
        self._clients = clients
        self._connections = connections
        self._mirror = mirror

    async def revoke(self, leg: Leg, team_id: TeamId, identity: Identity | None, token: SecretStr) -> None:
        """Not for an account that is connected otherwise: Google revokes for the whole of a Cloud project at once."""
        if identity is None or await self._connections.find_account(team_id, identity) is not None:
            return
        if await self._mirror.calendars_of([identity.email]):
            return
        await self._clients.client(leg).revoke(token)
