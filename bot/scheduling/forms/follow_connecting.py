"""Follow a calendar that is being connected in the browser, and keep the modal that waits for it up to date.

Best effort, in this process's memory: what is not followed any more is in App Home all the same.
"""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum

import structlog

from bot.blocks.calendars.link_view import build_connected_view, build_connecting_view, build_expired_view
from bot.blocks.form.notices import NoticeContext
from bot.blocks.form.state import ScheduleForm
from bot.blocks.form.view import build_modal
from bot.blocks.kit.block_kit import Json
from bot.clock import Clock
from bot.core.access.people import Person
from bot.core.calendars.connection import CalendarConnection, ConnectionState, ConnectionView
from bot.core.calendars.providers import CalendarProvider
from bot.core.errors import DatabaseUnavailable, SlackRefusal
from bot.scheduling.access.upcoming_meetings import OfferState, UpcomingMeetings
from bot.scheduling.calendars.connections import ConnectedCalendars
from bot.scheduling.forms.open_form import OpenForm
from bot.scheduling.forms.opening import FormToShow, Origin
from bot.slack.open_views import OpenViews

log = structlog.get_logger()

EVERY = timedelta(seconds=1)
# A calendar may have no meetings, and Recall may need a while to read it: then only that it is connected is said.
MEETINGS_WITHIN = timedelta(seconds=15)
# Recall reads a new calendar in seconds; after this long App Home tells the rest.
CONNECTED_WITHIN = timedelta(minutes=5)
MOST_FOLLOWED = 500


class Stage(IntEnum):
    LINK = 0
    CONNECTING = 1


@dataclass(frozen=True, slots=True)
class FormBeneath:
    """The form under the modal, as it was when the modal was opened over it."""

    view_id: str
    view_hash: str
    form: ScheduleForm


@dataclass(slots=True, kw_only=True)
class WaitingView:
    """`context.wants_form`: the modal becomes the form, in which the person wanted to pick a meeting."""

    view_id: str
    person: Person
    provider: CalendarProvider
    since: datetime
    expires_at: datetime
    context: NoticeContext
    beneath: FormBeneath | None = None
    stage: Stage = Stage.LINK
    connected_at: datetime | None = field(default=None)  # when that was first seen

    @property
    def metadata(self) -> str:
        return self.context.model_dump_json()


class FollowConnecting:
    def __init__(
        self,
        connected: ConnectedCalendars,
        upcoming: UpcomingMeetings,
        open_form: OpenForm,
        views: OpenViews,
        clock: Clock,
    ) -> None:
        self._connected = connected
        self._upcoming = upcoming
        self._open_form = open_form
        self._views = views
        self._clock = clock
        self._waiting: dict[str, WaitingView] = {}
        self._added = asyncio.Event()

    def follow(self, view: WaitingView) -> None:
        """A modal that shows a newer link follows that one alone."""
        self._waiting.pop(view.view_id, None)
        while len(self._waiting) >= MOST_FOLLOWED:
            del self._waiting[next(iter(self._waiting))]
        self._waiting[view.view_id] = view
        self._added.set()

    async def run(self) -> None:
        while True:
            self._added.clear()
            if not self._waiting:
                await self._added.wait()
            await self._clock.sleep_until(self._clock.now() + EVERY)
            for view in list(self._waiting.values()):
                await self._look(view)

    async def _look(self, view: WaitingView) -> None:
        try:
            is_over = await self._show_progress(view)
        except SlackRefusal as refusal:  # mostly a modal that was closed
            log.info("connect modal not updated", code=refusal.code)
            is_over = refusal.permanent
        except DatabaseUnavailable:
            is_over = False
        except Exception:
            log.exception("connect modal not updated")
            is_over = True
        if is_over and self._waiting.get(view.view_id) is view:
            del self._waiting[view.view_id]

    async def _show_progress(self, view: WaitingView) -> bool:
        """Whether there is nothing more to follow."""
        found = await self._find_connection(view)
        if found is None:
            return await self._end_if_expired(view)
        if found.state is ConnectionState.CONNECTED and await self._has_meetings(view):
            await self._show_connected(view, found.connection)
            return True
        if view.stage is Stage.LINK:
            await self._views.update(view.view_id, build_connecting_view(found.connection, metadata=view.metadata))
            view.stage = Stage.CONNECTING
        return self._clock.now() > found.connection.connected_at + CONNECTED_WITHIN

    async def _find_connection(self, view: WaitingView) -> ConnectionView | None:
        """The one that has come of this link, as far as that can be told: the newest since then."""
        own = await self._connected.list_own(view.person)
        new = [
            each
            for each in own
            if each.connection.provider is view.provider and each.connection.connected_at >= view.since
        ]
        return max(new, key=lambda each: each.connection.connected_at, default=None)

    async def _end_if_expired(self, view: WaitingView) -> bool:
        if self._clock.now() <= view.expires_at:
            return False
        await self._views.update(view.view_id, build_expired_view(view.provider, metadata=view.metadata))
        return True

    async def _has_meetings(self, view: WaitingView) -> bool:
        """Whether its meetings can be picked, or have been waited for long enough."""
        now = self._clock.now()
        view.connected_at = view.connected_at or now
        offer = await self._upcoming.offer(view.person)
        return offer.state is OfferState.MEETINGS or now > view.connected_at + MEETINGS_WITHIN

    async def _show_connected(self, view: WaitingView, connection: CalendarConnection) -> None:
        has_form = view.beneath is not None and await self._refresh_beneath(view.person, view.beneath)
        form = await self._build_form(view) if view.context.wants_form else None
        shown = form or build_connected_view(connection, has_form_beneath=has_form, metadata=view.metadata)
        await self._views.update(view.view_id, shown)

    async def _build_form(self, view: WaitingView) -> Json | None:
        origin = Origin(view.context.channel_id, view.context.thread_ts)
        opening = await self._open_form.open_for_calendar(view.person, origin)
        return build_modal(opening.form, opening.facts) if isinstance(opening, FormToShow) else None

    async def _refresh_beneath(self, person: Person, beneath: FormBeneath) -> bool:
        shown = await self._open_form.show(person, beneath.form)
        try:
            await self._views.update(beneath.view_id, build_modal(shown.form, shown.facts), beneath.view_hash)
        except SlackRefusal as refusal:  # the person has gone on in it, and sees the meetings in its list
            log.info("form not refreshed", code=refusal.code)
        return True
