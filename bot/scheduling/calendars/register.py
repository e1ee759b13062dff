"""Register an account's calendar at Recall, once: under a lock, by our own key, and taken back if we cannot keep it."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from pydantic import SecretStr

from bot.clock import Clock
from bot.core.access.people import Person
from bot.core.calendars.connection import CalendarConnection
from bot.core.calendars.outcomes import ConnectOutcome
from bot.core.calendars.owner_check import Identity
from bot.core.errors import RecallError
from bot.scheduling.calendars.recall_calendars import PutCalendar, RecallCalendars
from bot.store.calendars.connections import CalendarConnections
from bot.store.leases import Leases

log = structlog.get_logger()

# A person is waiting in front of a browser; after that they are asked to start again, and no token is queued.
TIMEOUT_SECONDS = 25.0
_POLL_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Consent:
    """What a person has allowed, for the moment in which it is passed on."""

    flow_id: str
    identity: Identity
    refresh_token: SecretStr = field(repr=False)
    ends_at: datetime | None = None


class RegisterCalendar:
    def __init__(
        self,
        calendars: RecallCalendars,
        connections: CalendarConnections,
        leases: Leases,
        clock: Clock,
    ) -> None:
        self._calendars = calendars
        self._connections = connections
        self._leases = leases
        self._clock = clock

    async def register(self, person: Person, consent: Consent) -> ConnectOutcome:
        """The owner check has been passed."""
        try:
            async with asyncio.timeout(TIMEOUT_SECONDS), self._lock(consent.identity):
                return await self._register(person, consent)
        except TimeoutError:
            return ConnectOutcome.RECALL_SILENT

    async def _register(self, person: Person, consent: Consent) -> ConnectOutcome:
        row = await self._connections.reserve(person.team_id, person.user_id, consent.identity, self._clock.now())
        if row.user_id != person.user_id:
            return ConnectOutcome.CONNECTED_BY_SOMEONE_ELSE
        try:
            put = await self._calendars.put(row, consent.identity, consent.refresh_token, consent.flow_id)
        except RecallError as error:
            log.warning("calendar not taken by recall", error=type(error).__name__, status=getattr(error, "status", 0))
            if error.permanent and row.calendar_id is None:
                await self._connections.forget(row.id)
            return ConnectOutcome.RECALL_REFUSED if error.permanent else ConnectOutcome.RECALL_SILENT
        return await self._record(row, put, consent)

    async def _record(self, row: CalendarConnection, put: PutCalendar, consent: Consent) -> ConnectOutcome:
        """Take a new calendar back if it cannot be noted here: no one would ever see or disconnect it."""
        try:
            is_kept = await self._connections.record_calendar(
                row.id, put.calendar.id, consent.identity, self._clock.now(), consent.ends_at
            )
        except Exception:
            log.exception("connection not saved")
            is_kept = False
        if is_kept:
            await self._calendars.show(put.calendar)
            return ConnectOutcome.CONNECTED
        if put.is_new:
            await self._calendars.take_back(put.calendar.id)
        return ConnectOutcome.NOT_SAVED

    @asynccontextmanager
    async def _lock(self, identity: Identity) -> AsyncIterator[None]:
        """Across processes; a lease, since no transaction may stay open while Recall is asked."""
        key = hashlib.sha256(f"{identity.provider}/{identity.subject}".encode()).hexdigest()[:40]
        while True:
            async with self._leases.acquire(f"calendar {key}") as is_ours:
                if is_ours:
                    yield
                    return
            await asyncio.sleep(_POLL_SECONDS)
