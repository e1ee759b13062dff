"""Disconnect a calendar: Recall forgets it, with the bots that were booked through it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

import structlog

from bot.clock import Clock
from bot.core.access.people import Person
from bot.core.booking.model import Booking
from bot.core.calendars.connection import CalendarConnection
from bot.core.errors import RecallError
from bot.core.identifiers import ConnectionId, TeamId, UserId
from bot.scheduling.calendars.recall_calendars import RecallCalendars
from bot.scheduling.sync.notify_owner import notice_mark
from bot.store.bookings.bookings import Bookings
from bot.store.calendars.connections import CalendarConnections
from bot.store.leases import Marks
from bot.store.mirror.mirror import Mirror

log = structlog.get_logger()


class DisconnectOutcome(StrEnum):
    DISCONNECTED = "disconnected"
    GONE = "gone"  # not this person's, or not there any more
    TRY_AGAIN = "try_again"  # Recall did not answer, and the calendar stays connected
    REFUSED = "refused"  # Recall does not let us: an admin has to look


@dataclass(frozen=True, slots=True)
class DisconnectPreview:
    connection: CalendarConnection
    bookings: tuple[Booking, ...]  # whose bots will not come, the soonest first


class DisconnectCalendar:
    def __init__(
        self,
        calendars: RecallCalendars,
        connections: CalendarConnections,
        bookings: Bookings,
        mirror: Mirror,
        marks: Marks,
        clock: Clock,
        read_calendars_soon: Callable[[], None],
        refresh_homes: Callable[[Iterable[UserId]], None],
    ) -> None:
        self._calendars = calendars
        self._connections = connections
        self._bookings = bookings
        self._mirror = mirror
        self._marks = marks
        self._clock = clock
        self._read_calendars_soon = read_calendars_soon
        self._refresh_homes = refresh_homes

    async def preview(self, person: Person, connection_id: ConnectionId) -> DisconnectPreview | None:
        """What a disconnect would end; None if there is nothing of this person's to disconnect."""
        connection = await self._find_own(person, connection_id)
        if connection is None:
            return None
        now, carried = self._clock.now(), []
        async for bookings in self._bookings.swept.find_following_calendars(now):
            carried += [
                each
                for each in bookings
                if each.veto is None and each.meeting.calendar_id == connection.calendar_id and each.is_live(now)
            ]
        return DisconnectPreview(connection, tuple(carried))

    async def disconnect(self, person: Person, connection_id: ConnectionId) -> DisconnectOutcome:
        """Their App Home is refreshed within seconds."""
        connection = await self._find_own(person, connection_id)
        return DisconnectOutcome.GONE if connection is None else await self._disconnect(connection, person.user_id)

    async def disconnect_departed(self, team_id: TeamId, user_id: UserId) -> bool:
        """Everything of someone whose Slack account was closed; False if Recall has to be asked again."""
        outcomes = [
            await self._disconnect(each, None) for each in await self._connections.find_for_person(team_id, user_id)
        ]
        return all(each is DisconnectOutcome.DISCONNECTED for each in outcomes)

    async def _find_own(self, person: Person, connection_id: ConnectionId) -> CalendarConnection | None:
        connection = await self._connections.get(connection_id)
        is_own = connection is not None and (connection.team_id, connection.user_id) == (person.team_id, person.user_id)
        return connection if is_own else None

    async def _disconnect(self, connection: CalendarConnection, by: UserId | None) -> DisconnectOutcome:
        """Recall first: what it still has, a later try finds by our row."""
        outcome = DisconnectOutcome.DISCONNECTED
        if connection.calendar_id is not None:
            try:
                await self._calendars.delete(connection.calendar_id)
            except RecallError as error:
                log.warning("calendar not disconnected", error=type(error).__name__)
                return DisconnectOutcome.REFUSED if error.permanent else DisconnectOutcome.TRY_AGAIN
            await self._forget_here(connection)
        await self._connections.forget(connection.id)
        facts: dict[str, str | None] = {"provider": connection.provider.value, "outcome": outcome.value}
        await self._connections.record(by, "disconnect calendar", facts, self._clock.now())
        self._read_calendars_soon()
        self._refresh_homes([connection.user_id])
        return outcome

    async def _forget_here(self, connection: CalendarConnection) -> None:
        """Its events are theirs no more to show; and who did it themselves needs no message about it."""
        if connection.calendar_id is not None:
            await self._marks.set(notice_mark(connection.calendar_id), self._clock.now())
            await self._mirror.forget_calendar(connection.calendar_id)
