"""Connect calendars for the API: with an account's token, and a while later with its events."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.sandbox.recall.calendar_body import CalendarChanges
from bot.sandbox.recall.calendars import Calendars
from bot.sandbox.recall.workspace import MADE_UP_TOKEN, Calendar, Workspace

FindAccount = Callable[[str], str | None]
Fill = Callable[[str], object]


class CalendarConnecting:
    """`find_account` asks the provider whose token it is; None for one that it does not take."""

    def __init__(self, workspace: Workspace, calendars: Calendars, clock: Clock) -> None:
        self.find_account: FindAccount = lambda refresh_token: None
        self.delay: timedelta | None = timedelta(seconds=0.05)  # None: it stays as it is until a test says otherwise
        self.ignores_filters = False  # of the list, by address: what the real one does with them is not documented
        self._fills: dict[str, Fill] = {}
        self._workspace = workspace
        self._calendars = calendars
        self._clock = clock
        self._tasks: set[asyncio.Task[None]] = set()

    def when_connected(self, email: str, fill: Fill) -> None:
        """`fill` is given the id of this account's calendar when it is connected, to add events."""
        self._fills[email] = fill

    def create(self, body: CalendarChanges) -> Calendar:
        email = self.find_account(body["oauth_refresh_token"])
        calendar = self._calendars.add_calendar(
            email or body.get("oauth_email", "unknown@example.com"),
            platform=body["platform"],
            status="connecting",
            oauth_email=body.get("oauth_email"),
        )
        self._take_over(calendar, body)
        self._connect_soon(calendar)
        return calendar

    def update(self, calendar: Calendar, body: CalendarChanges) -> None:
        """Also an empty body begins a reconnection. https://docs.recall.ai/docs/calendar-v2-faq"""
        self._take_over(calendar, body)
        self._calendars.begin_reconnection(calendar.id)
        self._connect_soon(calendar)

    def delete(self, calendar: Calendar) -> None:
        self._calendars.delete_calendar(calendar.id)

    async def aclose(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _take_over(self, calendar: Calendar, body: CalendarChanges) -> None:
        calendar.oauth_client_id = body.get("oauth_client_id", calendar.oauth_client_id)
        calendar.oauth_client_secret = body.get("oauth_client_secret", calendar.oauth_client_secret)
        calendar.oauth_refresh_token = body.get("oauth_refresh_token", calendar.oauth_refresh_token)
        calendar.oauth_email = body.get("oauth_email", calendar.oauth_email)

    def _connect_soon(self, calendar: Calendar) -> None:
        if self.delay is None:
            return
        task = asyncio.create_task(self._connect(calendar, self._clock.now() + self.delay))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _connect(self, calendar: Calendar, moment: datetime) -> None:
        await self._clock.sleep_until(moment)
        if calendar.id not in self._workspace.calendars:
            return
        email = self._find_email(calendar)
        if email is None:
            self._calendars.disconnect_calendar(calendar.id)
            return
        calendar.email = email
        self._calendars.reconnect_calendar(calendar.id)
        if fill := self._fills.pop(calendar.email, None):
            fill(calendar.id)

    def _find_email(self, calendar: Calendar) -> str | None:
        """A calendar that `add_calendar` made has a token that no one else knows."""
        token = calendar.oauth_refresh_token
        return calendar.email if token.startswith(MADE_UP_TOKEN) else self.find_account(token)
