"""Save Recall's list of calendars to the mirror. A calendar that is no longer listed is disconnected."""

from bot.core.errors import AnsweredError
from bot.core.identifiers import CalendarId
from bot.recall.client import RecallClient
from bot.recall.wire import WireCalendar
from bot.store.mirror.calendars import Calendar
from bot.store.mirror.mirror import Mirror


async def fetch_calendars(recall: RecallClient, mirror: Mirror) -> frozenset[str]:
    """Fetch and save the calendars; return the addresses of those whose connection has changed.

    Raises RecallError if they cannot be read to the end of the list.
    """
    calendars = [read_calendar(wire) for wire in await recall.list_calendars()]
    before = {calendar.id: calendar.status for calendar in await mirror.all_calendars()}
    await mirror.save_calendars(calendars)
    changed = [each for each in await mirror.all_calendars() if before.get(each.id) != each.status]
    return frozenset(email for each in changed for email in (each.platform_email, each.oauth_email) if email)


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
