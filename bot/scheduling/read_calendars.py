"""Which calendars are connected: one that Recall does not list any more is not."""

from bot.core.identifiers import CalendarId
from bot.recall.client import RecallClient
from bot.recall.wire import WireCalendar
from bot.store.mirror import Calendar, Mirror


async def read_calendars(recall: RecallClient, mirror: Mirror) -> None:
    """Raises RecallError if they cannot be read to the end of the list."""
    calendars = [_calendar(wire) for wire in await recall.list_calendars()]
    await mirror.save_calendars(calendars)


def _calendar(wire: WireCalendar) -> Calendar:
    return Calendar(
        id=CalendarId(wire.id),
        platform=wire.platform,
        platform_email=wire.platform_email,
        oauth_email=wire.oauth_email,
        status=wire.status,
    )
