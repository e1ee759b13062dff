"""Tell which of a person's calendars are missing from a form, and which of them they can connect."""

from dataclasses import dataclass, replace

from bot.core.access.people import Person
from bot.core.calendars.connect_offer import ConnectOffer
from bot.core.calendars.connection import ConnectionState, ConnectionView
from bot.core.calendars.providers import CalendarProvider
from bot.core.home.agenda import OwnCalendar
from bot.scheduling.access.upcoming_meetings import Offer, OfferState, UpcomingMeetings
from bot.scheduling.calendars.connections import ConnectedCalendars
from bot.scheduling.forms.opening import NothingToOffer, Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarGaps:
    has_none: bool  # no calendar of this person's at all
    disconnected: tuple[str, ...]  # addresses
    to_reconnect: tuple[CalendarProvider, ...]


class OwnCalendars:
    def __init__(self, upcoming: UpcomingMeetings, connected: ConnectedCalendars, offer: ConnectOffer) -> None:
        self._upcoming = upcoming
        self._connected = connected
        self.offer = offer

    async def list_connections(self, person: Person) -> tuple[ConnectionView, ...]:
        """Those that the person connected from Slack."""
        return await self._connected.list_own(person)

    async def list_calendars(self, person: Person) -> tuple[OwnCalendar, ...]:
        """All that Recall has with the person's address, however they were connected."""
        return await self._upcoming.calendars_of(person)

    async def find_gaps(self, person: Person) -> CalendarGaps:
        own = await self.list_calendars(person)
        connections = await self.list_connections(person)
        lost = {calendar.platform: calendar.email for calendar in own if calendar.is_disconnected}
        lost |= {
            view.connection.provider.platform: view.connection.email
            for view in connections
            if view.state is ConnectionState.NEEDS_RECONNECT
        }
        return CalendarGaps(
            has_none=not own and not connections,
            disconnected=tuple(lost.values()),
            to_reconnect=tuple(each for each in self.offer.providers if each.platform in lost),
        )

    async def explain_nothing(self, person: Person, origin: Origin, offer: Offer) -> NothingToOffer:
        """Why there is no meeting to pick. A calendar that Recall does not list yet is being connected."""
        gaps = await self.find_gaps(person)
        is_listed = offer.state is not OfferState.NO_CALENDAR or gaps.has_none
        return NothingToOffer(
            offer=offer if is_listed else replace(offer, state=OfferState.CONNECTING),
            origin=origin,
            connect=self.offer,
            disconnected=gaps.to_reconnect,
        )
