"""Report readiness: whether this process can do its work, and the state of its queue."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from bot.clock import Clock
from bot.core.errors import DatabaseUnavailable
from bot.entrypoints.socket_mode import TIMEOUT_SECONDS
from bot.scheduling.access.upcoming_meetings import LAST_READ
from bot.store.bookings.bookings import Bookings
from bot.store.engine.database import Database
from bot.store.engine.migrate import is_migrated
from bot.store.leases import Marks

ASK_SLACK_EVERY = timedelta(seconds=30)
ASK_A_SILENT_SLACK_EVERY = timedelta(seconds=5)
SILENT_TIMES = 2  # one call may get lost
WRITTEN = "readiness_written"
WRITE_EVERY_SECONDS = 1.0
DATABASE_ANSWERS_WITHIN_SECONDS = 5.0

_SIGN_IN = {True: "ok", False: "not signed in", None: "no answer"}

IsSignedIn = Callable[[], Awaitable[bool | None]]  # None: Slack does not say
SecondsWithoutSocket = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Report:
    is_ready: bool
    body: dict[str, Any]


class Readiness:
    def __init__(
        self,
        database: Database,
        bookings: Bookings,
        marks: Marks,
        clock: Clock,
        is_signed_in: IsSignedIn,
        seconds_without_socket: SecondsWithoutSocket | None = None,
    ) -> None:
        """`seconds_without_socket` is there in Socket Mode only."""
        self._database = database
        self._bookings = bookings
        self._marks = marks
        self._clock = clock
        self._is_signed_in = is_signed_in
        self._seconds_without_socket = seconds_without_socket
        self._slack_said: bool | None = None
        self._silent_times = 0
        self._asked_slack_at: datetime | None = None
        self._wrote_at = 0.0

    async def report(self) -> Report:
        """Not ready only for database, migrations, Slack sign-in or socket: waiting for Recall is part of the work."""
        try:
            async with asyncio.timeout(DATABASE_ANSWERS_WITHIN_SECONDS):
                migrated = await self._check_database()
                work = await self._work() if migrated else {}
        except DatabaseUnavailable as error:
            return Report(False, {"database": error.trouble.value})
        except Exception as error:
            return Report(False, {"database": f"unreachable: {type(error).__name__}"})
        signed_in, socket_is_up, socket = await self._ask_slack(), *self._socket()
        body = {
            "database": "ok",
            "migrations": "ok" if migrated else "missing",
            "slack": _SIGN_IN[signed_in],
            **socket,
            **work,
        }
        is_lost = signed_in is False or self._silent_times >= SILENT_TIMES
        return Report(migrated and not is_lost and socket_is_up, body)

    def _socket(self) -> tuple[bool, dict[str, Any]]:
        """Whether it is good enough, and what is said of it: Slack replaces connections, which takes a moment."""
        if self._seconds_without_socket is None:
            return True, {}
        seconds = self._seconds_without_socket()
        return seconds < TIMEOUT_SECONDS, {"socket": f"none for {seconds:.0f} seconds" if seconds else "ok"}

    async def _check_database(self) -> bool:
        """Whether its tables are there; then it has been written as well, which a full disk allows to read only.

        However often someone probes it is written once a second at most.
        """
        if not await is_migrated(self._database):
            return False
        if monotonic() - self._wrote_at >= WRITE_EVERY_SECONDS:
            await self._marks.set(WRITTEN, self._clock.now())
            self._wrote_at = monotonic()
        return True

    async def _ask_slack(self) -> bool | None:
        """At most every half minute, however often this is probed, and sooner while Slack does not answer."""
        now, every = self._clock.now(), ASK_A_SILENT_SLACK_EVERY if self._silent_times else ASK_SLACK_EVERY
        if self._asked_slack_at is None or now - self._asked_slack_at >= every:
            self._asked_slack_at = now
            self._slack_said = await self._is_signed_in()
            self._silent_times = self._silent_times + 1 if self._slack_said is None else 0
        return self._slack_said

    async def _work(self) -> dict[str, Any]:
        now = self._clock.now()
        read_at = await self._marks.get(LAST_READ)
        oldest = await self._bookings.oldest_due(now)
        return {
            "recall_read_seconds_ago": None if read_at is None else round((now - read_at).total_seconds()),
            "overdue_seconds": 0 if oldest is None else max(0, round((now - oldest).total_seconds())),
        }
