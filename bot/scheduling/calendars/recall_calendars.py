"""Create, update, adopt and delete calendars at Recall for connections."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta

import stamina
import structlog
from pydantic import SecretStr

from bot.core.calendars.connection import CalendarConnection
from bot.core.calendars.flow import Leg
from bot.core.calendars.owner_check import Identity
from bot.core.calendars.providers import CalendarProvider
from bot.core.errors import AnsweredError, DatabaseUnavailable, NotSent, RecallError
from bot.core.identifiers import CalendarId
from bot.recall.client import RecallClient
from bot.recall.credentials import OAuthCredentials
from bot.recall.wire import WireCalendar
from bot.scheduling.calendars.clients import ConnectClients
from bot.scheduling.sync.list_calendars import read_calendar
from bot.store.calendars.connections import CalendarConnections
from bot.store.mirror.mirror import Mirror

log = structlog.get_logger()

TRIES = 3
CONFLICT = 409  # the first request with this key is still under way
LONGEST_WAIT = timedelta(seconds=5)
CLOCKS_DIFFER_BY = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class PutCalendar:
    calendar: WireCalendar
    is_new: bool


class RecallCalendars:
    def __init__(
        self, recall: RecallClient, clients: ConnectClients, connections: CalendarConnections, mirror: Mirror
    ) -> None:
        self._recall = recall
        self._clients = clients
        self._connections = connections
        self._mirror = mirror

    async def put(
        self, row: CalendarConnection, identity: Identity, refresh_token: SecretStr, flow_id: str
    ) -> PutCalendar:
        """Connect the account's one calendar with the new token. Raises RecallError."""
        credentials = self._credentials(identity, refresh_token)
        known = await self._find_known(row) or await self._find_to_adopt(identity)
        if known is not None:
            return PutCalendar(await self._update(known.id, credentials, flow_id), is_new=False)
        return PutCalendar(await self._create(row, credentials, flow_id), is_new=True)

    async def find_created(self, row: CalendarConnection) -> WireCalendar | None:
        """What an attempt of ours has made, the answer to which got lost. Raises RecallError.

        Only by an address that the provider vouches for: another may be that of someone who connects right now.
        """
        if not row.has_verified_email:
            return None
        since = row.connected_at - CLOCKS_DIFFER_BY
        for calendar in await self._list_unbound(row.provider, row.email):
            is_ours = calendar.oauth_client_id == self._clients.client_id(row.provider)
            if is_ours and calendar.created_at is not None and calendar.created_at >= since:
                return calendar
        return None

    async def show(self, calendar: WireCalendar) -> None:
        """In the mirror at once, so that App Home says *Connecting*; at the latest the next sync does it."""
        with suppress(DatabaseUnavailable):
            await self._mirror.save_calendar(read_calendar(calendar))

    async def take_back(self, calendar_id: CalendarId) -> None:
        """As far as that goes: the log names one that stays."""
        try:
            await self.delete(calendar_id)
        except RecallError as error:
            log.error("calendar left at recall", calendar_id=calendar_id, error=type(error).__name__)  # noqa: TRY400

    async def delete(self, calendar_id: CalendarId) -> None:
        """Raises RecallError; one that is gone already is deleted."""
        try:
            await self._recall.delete_calendar(calendar_id)
        except AnsweredError as error:
            if error.status != 404:
                raise

    async def _find_known(self, row: CalendarConnection) -> WireCalendar | None:
        if row.calendar_id is None:
            return await self.find_created(row)
        try:
            return await self._recall.get_calendar(row.calendar_id)
        except AnsweredError as error:
            if error.status == 404:
                return None
            raise

    async def _find_to_adopt(self, identity: Identity) -> WireCalendar | None:
        """One that was made otherwise, for the same account. An address without the provider's word proves nothing."""
        if not identity.has_verified_email:
            return None
        return next(iter(await self._list_unbound(identity.provider, identity.email)), None)

    async def _list_unbound(self, provider: CalendarProvider, email: str) -> list[WireCalendar]:
        """No other connection's. What Recall's filters find is compared again: it might not know them."""
        listed = await self._recall.list_calendars(email=email, platform=provider.platform)
        same = [each for each in listed if each.platform == provider.platform and email in each.emails]
        return [each for each in same if await self._connections.find_by_calendar(each.id) is None]

    async def _update(self, calendar_id: CalendarId, credentials: OAuthCredentials, flow_id: str) -> WireCalendar:
        keys = _Keys(f"calendar.{flow_id}.update")
        async for attempt in _few_attempts():
            with attempt, keys.renewed_after_an_answer():
                return await self._recall.update_calendar(calendar_id, credentials, keys.current)
        raise AssertionError("unreachable")

    async def _create(self, row: CalendarConnection, credentials: OAuthCredentials, flow_id: str) -> WireCalendar:
        """Before another try a look: a second calendar of one account would double every event."""
        keys = _Keys(f"calendar.{flow_id}.create")
        async for attempt in _few_attempts():
            with attempt, keys.renewed_after_an_answer():
                found = await self.find_created(row) if attempt.num > 1 else None
                return found or await self._recall.create_calendar(row.provider.platform, credentials, keys.current)
        raise AssertionError("unreachable")

    def _credentials(self, identity: Identity, refresh_token: SecretStr) -> OAuthCredentials:
        description = self._clients.client(Leg(identity.provider.value)).description
        return OAuthCredentials(
            client_id=description.client_id,
            client_secret=description.client_secret,
            refresh_token=refresh_token,
            email=identity.email,
        )


class _Keys:
    """Recall repeats its answer to a key for an hour: after an answer of failure the next try needs another."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._number = 1

    @property
    def current(self) -> str:
        return f"{self._prefix}.{self._number}"

    @contextmanager
    def renewed_after_an_answer(self) -> Iterator[None]:
        try:
            yield
        except AnsweredError as error:
            self._number += error.status != CONFLICT
            raise


def _few_attempts() -> AsyncIterator[stamina.Attempt]:
    return stamina.retry_context(
        on=_is_worth_another_try, attempts=TRIES, wait_initial=0.5, wait_max=LONGEST_WAIT
    ).__aiter__()


def _is_worth_another_try(error: Exception) -> bool | timedelta:
    if not isinstance(error, RecallError) or error.permanent:
        return False
    if error.retry_after is None or isinstance(error, NotSent):
        return True
    return error.retry_after if error.retry_after <= LONGEST_WAIT else False
