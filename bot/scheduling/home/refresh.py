"""Publish App Home when a person opens it, and refresh it when its content has changed.

People who have never opened it cost no Slack call, others at most one call in a few seconds (throttled). It is best
effort: the next opening shows the present state, and nothing that matters waits for it.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime, timedelta
from typing import Any
from weakref import WeakValueDictionary

import structlog

from bot.blocks.rules.overview import RulesOverview
from bot.clock import Clock
from bot.core.access.people import Person
from bot.core.booking.model import Booking
from bot.core.errors import DatabaseUnavailable, SlackRefusal
from bot.core.identifiers import CalendarEventId, ChannelId, TeamId, UserId
from bot.scheduling.access.people import KnownPeople, UntrustedAccount
from bot.scheduling.home.agenda import PersonalAgenda
from bot.scheduling.home.viewers import HomeViewers
from bot.slack.home_tabs import HomeTabs
from bot.store.home_viewers import Homes

log = structlog.get_logger()

LoadRules = Callable[[Person], Awaitable[RulesOverview]]

EVERY = timedelta(seconds=3)
LOOKUP_BATCH = 100
MAX_CONCURRENT_PUBLISHES = 5


class RefreshHomes:
    def __init__(
        self,
        team_id: TeamId,
        homes: Homes,
        people: KnownPeople,
        agenda: PersonalAgenda,
        tabs: HomeTabs,
        viewers: HomeViewers,
        clock: Clock,
    ) -> None:
        self._team_id = team_id
        self._homes = homes
        self._people = people
        self._agenda = agenda
        self._tabs = tabs
        self._viewers = viewers
        self._looked_up_at: datetime | None = None
        self._clock = clock
        self._load_rules: LoadRules | None = None
        self._due: dict[UserId, datetime] = {}
        self._published: dict[UserId, datetime] = {}
        self._turns: WeakValueDictionary[UserId, asyncio.Lock] = WeakValueDictionary()
        self._asked = asyncio.Event()

    def show_rules(self, load: LoadRules) -> None:
        """From now on Home shows the person's rules too."""
        self._load_rules = load

    async def publish_opened(self, user_id: UserId, channel_id: ChannelId | None) -> None:
        """Record that it was opened, and publish it. Raises SlackRefusal."""
        await self._homes.record_opening(self._team_id, user_id, channel_id, self._clock.now())
        await self._show(user_id)

    async def channel_of(self, person: Person) -> ChannelId | None:
        """Their direct messages with the app, if Slack has named them."""
        home = await self._homes.get(person.team_id, person.user_id)
        return home.channel_id if home else None

    def refresh_soon(self, user_ids: Iterable[UserId]) -> None:
        """Schedule a refresh of these people's Homes."""
        now = self._clock.now()
        for user_id in user_ids:
            last = self._published.get(user_id)
            self._due.setdefault(user_id, max(now, last + EVERY) if last else now)
        self._asked.set()

    def refresh_for_booking(self, booking: Booking) -> None:
        """Schedule a refresh for the people who see this booking or its meeting."""
        self.refresh_soon({booking.booked_by, booking.wish.by})
        self.refresh_for_calendar([booking.meeting.event_id] if booking.meeting.event_id else [], [])

    def refresh_for_calendar(self, event_ids: Iterable[CalendarEventId], addresses: Iterable[str]) -> None:
        """Schedule a refresh for viewers of these events or calendars; they are looked up in the background."""
        self._viewers.note(event_ids, addresses)
        self._asked.set()

    async def run(self) -> None:
        while True:
            self._asked.clear()
            await self._look_up()
            if due := self._due_now():
                await self._refresh_all(due)
            else:
                await self._pause()

    async def _look_up(self) -> None:
        """Look up viewers, at most once per refresh interval."""
        now = self._clock.now()
        if not self._viewers.has_news or (self._looked_up_at and now < self._looked_up_at + EVERY):
            return
        self._looked_up_at = now
        self.refresh_soon(await self._viewers.fetch_affected())

    def _due_now(self) -> list[UserId]:
        now = self._clock.now()
        self._published = {user_id: at for user_id, at in self._published.items() if at > now - EVERY}
        return [user_id for user_id, at in self._due.items() if at <= now][:LOOKUP_BATCH]

    async def _refresh_all(self, due: list[UserId]) -> None:
        """Refresh in batches. Most people have never opened App Home, which one query finds out for all."""
        for user_id in due:
            del self._due[user_id]
        opened = await self._homes.filter_opened(self._team_id, due)
        for first in range(0, len(opened), MAX_CONCURRENT_PUBLISHES):
            await asyncio.gather(
                *(self._refresh(user_id) for user_id in opened[first : first + MAX_CONCURRENT_PUBLISHES])
            )

    async def _pause(self) -> None:
        waits: list[asyncio.Future[Any]] = [asyncio.ensure_future(self._asked.wait())]
        moments = list(self._due.values())
        if self._viewers.has_news and self._looked_up_at:
            moments.append(self._looked_up_at + EVERY)
        if moments:
            waits.append(asyncio.ensure_future(self._clock.sleep_until(min(moments))))
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()

    async def _refresh(self, user_id: UserId) -> None:
        self._published[user_id] = self._clock.now()
        try:
            await self._show(user_id)
        except SlackRefusal as refusal:
            log.warning("home not refreshed", code=refusal.code)
            await self._handle_refusal(user_id, refusal)
        except DatabaseUnavailable:
            log.info("home not refreshed")
        except Exception:
            log.exception("home not refreshed")

    async def _handle_refusal(self, user_id: UserId, refusal: SlackRefusal) -> None:
        if refusal.permanent:
            await self._homes.forget(self._team_id, user_id)
        elif refusal.retry_after:
            self._due.setdefault(user_id, self._clock.now() + refusal.retry_after)

    async def _show(self, user_id: UserId) -> None:
        """Publish one at a time per person, so that the newest state is published last."""
        turn = self._turns.setdefault(user_id, asyncio.Lock())
        async with turn:
            try:
                person = await self._people.find(user_id)
            except UntrustedAccount as refusal:
                await self._tabs.show_closed(user_id, refusal.reason)
                await self._homes.forget(self._team_id, user_id)  # until they open it again
                return
            agenda = await self._agenda.load(person)
            rules = await self._load_rules(person) if self._load_rules else None
            await self._tabs.show(agenda, rules, self._clock.now(), person.time_zone)
