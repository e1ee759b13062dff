"""Bring connections back in line with Recall and Slack: what a crash left behind, and people who have left."""

from datetime import timedelta

import structlog

from bot.clock import Clock
from bot.core.access.people import AccountProblem
from bot.core.calendars.connection import CalendarConnection
from bot.core.calendars.flow import FLOW_TTL
from bot.core.calendars.owner_check import Identity
from bot.core.errors import SlackRefusal
from bot.core.identifiers import TeamId, UserId
from bot.scheduling.access.people import KnownPeople, UntrustedAccount
from bot.scheduling.calendars.disconnect import DisconnectCalendar
from bot.scheduling.calendars.recall_calendars import RecallCalendars
from bot.store.calendars.connect_flows import ConnectFlows
from bot.store.calendars.connections import CalendarConnections
from bot.store.leases import Leases

log = structlog.get_logger()

FLOWS_KEPT = timedelta(days=1)
ASK_AGAIN_AFTER = timedelta(days=1)
MOST_ASKED = 50  # of Slack's hundred and more a minute, which people's clicks need as well
# Anyone who has left for one of these reasons does not come back by the next hour.
_HAS_LEFT = frozenset({AccountProblem.DELETED, AccountProblem.OTHER_TEAM})


class KeepConnectionsTrue:
    def __init__(
        self,
        team_id: TeamId,
        calendars: RecallCalendars,
        connections: CalendarConnections,
        flows: ConnectFlows,
        disconnect: DisconnectCalendar,
        people: KnownPeople,
        leases: Leases,
        clock: Clock,
    ) -> None:
        self._team_id = team_id
        self._calendars = calendars
        self._connections = connections
        self._flows = flows
        self._disconnect = disconnect
        self._people = people
        self._leases = leases
        self._clock = clock

    async def run(self) -> None:
        """Once an hour, in one process. Raises RecallError when Recall cannot be asked."""
        async with self._leases.acquire("connections") as is_ours:
            if is_ours:
                now = self._clock.now()
                await self._flows.forget(now - FLOWS_KEPT)
                for connection in await self._connections.find_unfinished(now - FLOW_TTL):
                    await self._finish(connection)
                await self._disconnect_departed()

    async def check_account(self, user_id: UserId) -> None:
        """Slack says that this account was closed, and is asked whether that is so."""
        if await self._connections.find_for_person(self._team_id, user_id) and await self._has_left(user_id):
            await self._disconnect.disconnect_departed(self._team_id, user_id)

    async def _disconnect_departed(self) -> None:
        """Those of whom Slack has not spoken since yesterday, a few at a time."""
        owners = {each.user_id for each in await self._connections.find_all(self._team_id)}
        unknown = [each for each in sorted(owners) if not await self._people.is_known(each, ASK_AGAIN_AFTER)]
        for user_id in unknown[:MOST_ASKED]:
            if await self._has_left(user_id):
                await self._disconnect.disconnect_departed(self._team_id, user_id)

    async def _finish(self, connection: CalendarConnection) -> None:
        """Its process died between Recall's answer and our note of it, or before either."""
        created = await self._calendars.find_created(connection)
        if created is None:
            await self._connections.forget(connection.id)
            return
        identity = Identity(
            provider=connection.provider,
            subject=connection.subject,
            email=connection.email,
            has_verified_email=connection.has_verified_email,
        )
        await self._connections.record_calendar(connection.id, created.id, identity, self._clock.now())
        log.info("connection finished later", calendar_id=created.id)

    async def _has_left(self, user_id: UserId) -> bool:
        """Asked of Slack now, not of what was known an hour ago. No answer is no reason to disconnect anything."""
        try:
            await self._people.fetch(user_id)
        except UntrustedAccount as problem:
            return problem.reason in _HAS_LEFT
        except SlackRefusal:
            return False
        return False
