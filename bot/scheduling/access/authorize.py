"""Authorize people by what the mirror says now; the rules themselves are in core/access/permissions.py."""

from collections.abc import Sequence

from bot.clock import Clock
from bot.core.access.people import Person
from bot.core.access.permissions import Deed, Refusal, Role, Why, invitation_roles, judge, roles_of
from bot.core.booking.model import Booking
from bot.core.booking.same_meeting import is_same_call
from bot.core.bot_config.policy import Configuration
from bot.core.identifiers import BookingId, CalendarEventId, LinkKey
from bot.core.meetings.meeting import Meeting, may_see
from bot.scheduling.access.link_aliases import events_by_link, link_forms
from bot.store.bookings.bookings import Bookings
from bot.store.mirror.mirror import Mirror


class Refused(Exception):
    """The person may not do that, or not now: `refusal` says why, and whom to ask."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(f"{refusal.deed}: {refusal.why}")
        self.refusal = refusal


def missing_booking(deed: Deed) -> Refused:
    return Refused(Refusal(deed, Why.GONE))


class Rights:
    def __init__(self, mirror: Mirror, bookings: Bookings, clock: Clock, configuration: Configuration) -> None:
        self._mirror = mirror
        self._bookings = bookings
        self._clock = clock
        self._policy = configuration.policy

    async def authorize(
        self, deed: Deed, person: Person, booking_id: BookingId, *, even_if: Why | None = None
    ) -> Booking:
        """The booking. Raises Refused, which is written down. `even_if`: anyone who asks says that themselves."""
        booking = await self.find_booking(deed, booking_id)
        refusal = await self.find_refusal(deed, person, booking)
        if refusal is not None and refusal.why is not even_if:
            why, now = refusal.why.value, self._clock.now()
            await self._bookings.record_refusal(person.user_id, deed.value, now, reason=why, booking_id=booking_id)
            raise Refused(refusal)
        return booking

    async def find_booking(self, deed: Deed, booking_id: BookingId) -> Booking:
        """Raises Refused where there is none."""
        booking = await self._bookings.get(booking_id)
        if booking is None:
            raise missing_booking(deed)
        return booking

    async def has_right(self, deed: Deed, person: Person, booking: Booking) -> bool:
        return await self.find_refusal(deed, person, booking) is None

    async def find_refusal(self, deed: Deed, person: Person, booking: Booking) -> Refusal | None:
        return self.evaluate(deed, person, booking, await self.invitation_roles(person, booking))

    async def list_deeds(
        self, person: Person, bookings: Sequence[Booking], meetings: Sequence[Meeting]
    ) -> dict[BookingId, frozenset[Deed]]:
        """What the person may do with each now, for many at once. `meetings` are those that they see."""
        ids = {booking.meeting.event_id for booking in bookings} | {_vetoed_for(booking) for booking in bookings}
        rows = await self._mirror.events_by_id([event_id for event_id in ids if event_id])
        events: dict[CalendarEventId | None, Meeting] = {row.event_id: row for row in rows.values()}
        own = frozenset(calendar.id for calendar in await self._mirror.calendars_of(person.emails))
        invitations = [each for each in meetings if may_see(each, person.emails, own, everyone_sees_everything=False)]
        found = {}
        for booking in bookings:
            event, vetoed_for = events.get(booking.meeting.event_id), events.get(_vetoed_for(booking))
            linked = [each for each in invitations if booking.meeting.link_key in each.link_keys]
            invited = invitation_roles(person, booking, event, linked, own, vetoed_for)
            found[booking.id] = frozenset(d for d in Deed if self.evaluate(d, person, booking, invited) is None)
        return found

    def evaluate(self, deed: Deed, person: Person, booking: Booking, invited: frozenset[Role]) -> Refusal | None:
        """The same within a transaction: `invited` was looked up before it."""
        return judge(deed, booking, roles_of(person, booking, invited, self._policy), self._clock.now())

    async def invitation_roles(self, person: Person, booking: Booking) -> frozenset[Role]:
        if person.team_id != booking.team_id:
            return frozenset()
        event = await self.find_event(booking)
        own = [calendar.id for calendar in await self._mirror.calendars_of(person.emails)]
        event_id = _vetoed_for(booking)
        vetoed_for = await self._mirror.event(event_id) if event_id else None
        return invitation_roles(person, booking, event, await self.find_linked_events(person, booking), own, vetoed_for)

    async def find_event(self, booking: Booking) -> Meeting | None:
        """The booked row of the calendar as it is now."""
        return await self._mirror.event(booking.meeting.event_id) if booking.meeting.event_id else None

    async def find_vetoed_event(self, person: Person, booking: Booking) -> Meeting | None:
        """The event that the person is invited to, where the bot was booked for its bare link."""
        if booking.meeting.event_id is not None:
            return None
        linked = [each for each in await self.find_linked_events(person, booking) if not each.is_gone]
        return next((each for each in linked if is_same_call(booking, each)), None)

    async def find_link_forms(self, booking: Booking) -> tuple[LinkKey, ...]:
        """Its own and the other forms of its link, no matter who may see the events that list them."""
        return link_forms(booking.meeting, await events_by_link(self._mirror, booking.meeting))

    async def find_linked_events(self, person: Person, booking: Booking) -> list[Meeting]:
        """The person's own meetings with the booking's link, from when it began or from now."""
        since = min(booking.meeting.start_time, self._clock.now())
        return await self._mirror.find_with_links_for(person.emails, [booking.meeting.link_key], since)


def _vetoed_for(booking: Booking) -> CalendarEventId | None:
    return booking.veto.event_id if booking.veto else None
