"""Load the page for admins, from the database but for the links to the cards."""

import asyncio
from collections.abc import Callable, Mapping

from bot.clock import Clock
from bot.core.access.people import Person
from bot.core.access.title_visibility import is_direct_message
from bot.core.booking.model import Booking
from bot.core.bot_config.policy import Policy
from bot.core.calendars.connect_offer import ConnectOffer
from bot.core.home.admin_overview import FAILURE_SPAN, MOST_FAILURES, AdminOverview, FailedBooking
from bot.scheduling.access.bot_costs import BotCosts
from bot.scheduling.access.upcoming_meetings import LAST_READ
from bot.scheduling.calendars.connections import ConnectedCalendars
from bot.slack.announcer import Announcer
from bot.store.bookings.bookings import Bookings
from bot.store.leases import Marks
from bot.store.mirror.mirror import Mirror
from bot.store.webhook_deliveries import Deliveries


class AdminPage:
    def __init__(
        self,
        bookings: Bookings,
        connected: ConnectedCalendars,
        connect: ConnectOffer,
        mirror: Mirror,
        marks: Marks,
        deliveries: Deliveries,
        announcer: Announcer,
        costs: BotCosts,
        clock: Clock,
        policy: Policy,
        *,
        refused_webhooks: Callable[[], Mapping[str, int]],
        has_webhook_secret: bool,
        version: str,
    ) -> None:
        self._bookings = bookings
        self._connected = connected
        self._connect = connect
        self._mirror = mirror
        self._marks = marks
        self._deliveries = deliveries
        self._announcer = announcer
        self._costs = costs
        self._clock = clock
        self._admins = policy.operators
        self._refused_webhooks = refused_webhooks
        self._has_webhook_secret = has_webhook_secret
        self._version = version

    async def load(self, person: Person) -> AdminOverview | None:
        """None for those who are no admins."""
        if person.user_id not in self._admins:
            return None
        calendars = await self._mirror.all_calendars()
        return AdminOverview(
            reader=person.user_id,
            version=self._version,
            connections=await self._connected.list_all(person.team_id),
            connect=self._connect,
            calendars_at_recall=len(calendars),
            disconnected_at_recall=sum(each.is_disconnected for each in calendars),
            read_at=await self._marks.get(LAST_READ),
            failures=await self._load_failures(person),
            month=await self._costs.sum_by_person(person.team_id),
            budget=self._costs.budget,
            has_webhook_secret=self._has_webhook_secret,
            webhook_at=await self._deliveries.last(),
            refused_webhooks=self._refused_webhooks(),
        )

    async def _load_failures(self, person: Person) -> tuple[FailedBooking, ...]:
        since = self._clock.now() - FAILURE_SPAN
        failed = await self._bookings.list_failed(person.team_id, since, MOST_FAILURES)
        links = await asyncio.gather(*(self._find_card_link(person, booking) for booking in failed))
        return tuple(FailedBooking(booking, link) for booking, link in zip(failed, links, strict=True))

    async def _find_card_link(self, person: Person, booking: Booking) -> str | None:
        card = booking.said.card
        is_elsewhere = card is None or (is_direct_message(card.channel_id) and booking.booked_by != person.user_id)
        return None if is_elsewhere or card is None else await self._announcer.fetch_card_link(card)
