"""Save Recall's calendars to the mirror. One that is no longer listed is disconnected.

A list of thousands takes minutes of its budget, and changes of events wait behind it: it is then read every few minutes
by one of the processes, and in between only the calendars that webhooks have named.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from bot.clock import Clock
from bot.core.errors import AnsweredError
from bot.core.identifiers import CalendarId
from bot.recall.client import RecallClient
from bot.recall.wire import WireCalendar
from bot.store.leases import Marks
from bot.store.mirror.calendars import Calendar
from bot.store.mirror.mirror import Mirror

LAST_LISTED = "calendars_listed"
FEW = 500  # five pages
LIST_EVERY = timedelta(minutes=5)
MOST_NAMED = 50


class ListCalendars:
    def __init__(self, recall: RecallClient, mirror: Mirror, marks: Marks, clock: Clock) -> None:
        self._recall = recall
        self._mirror = mirror
        self._marks = marks
        self._clock = clock
        self._named: set[CalendarId] = set()

    def note(self, calendar_id: CalendarId) -> None:
        """Recall has said that this one has changed."""
        self._named.add(calendar_id)

    async def run(self, *, is_complete: bool) -> frozenset[str]:
        """Return the addresses of those whose connection has changed. `is_complete`: all have to be listed.

        Raises RecallError.
        """
        named, self._named = self._named, set()
        try:
            if is_complete or len(named) > MOST_NAMED or await self._is_due():
                return await self._list_all()
            return await _fetch_named(self._recall, self._mirror, sorted(named))
        except BaseException:
            self._named |= named
            raise

    async def _is_due(self) -> bool:
        last = await self._marks.get(LAST_LISTED)
        if last is None or self._clock.now() - last >= LIST_EVERY:
            return True
        return await self._mirror.count_calendars() <= FEW

    async def _list_all(self) -> frozenset[str]:
        started = self._clock.now()
        changed = await fetch_calendars(self._recall, self._mirror)
        await self._marks.set(LAST_LISTED, started)
        return changed


async def _fetch_named(recall: RecallClient, mirror: Mirror, named: Sequence[CalendarId]) -> frozenset[str]:
    before = await mirror.calendars_by_id(named)
    for calendar_id in named:
        await fetch_calendar(recall, mirror, calendar_id)
    return _addresses_of_changed(before, await mirror.calendars_by_id(named))


def _addresses_of_changed(before: Iterable[Calendar], after: Iterable[Calendar]) -> frozenset[str]:
    known = {calendar.id: calendar.status for calendar in before}
    changed = [each for each in after if known.get(each.id) != each.status]
    return frozenset(email for each in changed for email in (each.platform_email, each.oauth_email) if email)


async def fetch_calendars(recall: RecallClient, mirror: Mirror) -> frozenset[str]:
    """Fetch and save the calendars; return the addresses of those whose connection has changed.

    Raises RecallError if they cannot be read to the end of the list.
    """
    calendars = [read_calendar(wire) for wire in await recall.list_calendars()]
    before = await mirror.all_calendars()
    await mirror.save_calendars(calendars)
    return _addresses_of_changed(before, await mirror.all_calendars())


async def fetch_calendar(recall: RecallClient, mirror: Mirror, calendar_id: CalendarId | None) -> None:
    """Fetch and save one, since a list of thousands takes minutes. One that Recall does not know is disconnected.

    Raises RecallError.
    """
    if calendar_id is None:  # of a booking of old
        await fetch_calendars(recall, mirror)
        return
    try:
        wire = await recall.get_calendar(calendar_id)
    except AnsweredError as error:
        if error.status != 404:
            raise
        await mirror.mark_disconnected(calendar_id)
    else:
        await mirror.save_calendar(read_calendar(wire))


def read_calendar(wire: WireCalendar) -> Calendar:
    return Calendar(
        id=CalendarId(wire.id),
        platform=wire.platform,
        platform_email=wire.platform_email,
        oauth_email=wire.oauth_email,
        status=wire.status,
    )
