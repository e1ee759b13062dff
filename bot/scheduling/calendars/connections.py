"""List who has connected which calendars, and in which state they are."""

from collections.abc import Mapping

from bot.core.access.people import Person
from bot.core.calendars.connection import CalendarConnection, ConnectionView, read_state
from bot.core.identifiers import CalendarId, ConnectionId, TeamId
from bot.store.calendars.connections import CalendarConnections
from bot.store.mirror.mirror import Mirror


class ConnectedCalendars:
    def __init__(self, connections: CalendarConnections, mirror: Mirror) -> None:
        self._connections = connections
        self._mirror = mirror

    async def list_own(self, person: Person) -> tuple[ConnectionView, ...]:
        """The oldest first."""
        own = await self._connections.find_for_person(person.team_id, person.user_id)
        ids = [each.calendar_id for each in own if each.calendar_id]
        return _views(own, await self._mirror.find_statuses(ids))

    async def list_all(self, team_id: TeamId) -> tuple[ConnectionView, ...]:
        """Everyone's, in the order of their user ids: for admins only."""
        statuses = {each.id: each.status for each in await self._mirror.all_calendars()}
        return _views(await self._connections.find_all(team_id), statuses)

    async def find_own(self, person: Person, connection_id: ConnectionId) -> ConnectionView | None:
        return next((each for each in await self.list_own(person) if each.connection.id == connection_id), None)


def _views(connections: list[CalendarConnection], statuses: Mapping[CalendarId, str]) -> tuple[ConnectionView, ...]:
    return tuple(ConnectionView(each, read_state(each, statuses)) for each in connections)
