"""Give Recall an OAuth client's new secret, for every calendar that was connected with that client."""

from dataclasses import dataclass

from pydantic import SecretStr

from bot.core.errors import RecallError
from bot.core.identifiers import CalendarId
from bot.recall.client import RecallClient


@dataclass(frozen=True, slots=True)
class Rotation:
    updated: int
    failed: tuple[CalendarId, ...]


async def rotate_client_secret(recall: RecallClient, client_id: str, client_secret: SecretStr) -> Rotation:
    """Doing it twice does no harm. Raises RecallError if the calendars cannot be listed."""
    ours = [each.id for each in await recall.list_calendars() if each.oauth_client_id == client_id]
    failed = []
    for calendar_id in ours:
        try:
            await recall.update_calendar_secret(calendar_id, client_secret)
        except RecallError:
            failed.append(calendar_id)
    return Rotation(len(ours) - len(failed), tuple(failed))
