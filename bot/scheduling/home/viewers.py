"""Find the people whose App Home shows a changed meeting or calendar."""

from collections.abc import Iterable

from bot.core.identifiers import CalendarEventId, TeamId, UserId
from bot.scheduling.access.people import KnownPeople
from bot.store.home_viewers import Homes
from bot.store.mirror.mirror import Mirror


class HomeViewers:
    """Collects changes, and looks up the people whom they affect in one batch."""

    def __init__(self, team_id: TeamId, homes: Homes, people: KnownPeople, mirror: Mirror) -> None:
        self._team_id = team_id
        self._homes = homes
        self._people = people
        self._mirror = mirror
        self._events: set[CalendarEventId] = set()
        self._addresses: set[str] = set()

    def note(self, event_ids: Iterable[CalendarEventId] = (), addresses: Iterable[str] = ()) -> None:
        self._events.update(event_ids)
        self._addresses.update(addresses)

    @property
    def has_news(self) -> bool:
        return bool(self._events or self._addresses)

    async def fetch_affected(self) -> list[UserId]:
        """Of those who have opened App Home: the people invited, and the owners of the calendars."""
        event_ids, self._events = self._events, set()
        addresses, self._addresses = self._addresses, set()
        addresses |= await self._mirror.addresses_of(list(event_ids))
        return await self._who_has(addresses) if addresses else []

    async def _who_has(self, addresses: set[str]) -> list[UserId]:
        accounts = await self._homes.accounts(self._team_id)
        people = (self._people.evaluate(account) for account in accounts)
        return [person.user_id for person in people if person and not addresses.isdisjoint(person.emails)]
