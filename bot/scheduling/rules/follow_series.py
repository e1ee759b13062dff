"""Carry a series on where it goes on as another, or have its person asked once."""

import secrets
from collections.abc import Awaitable, Callable, Collection
from dataclasses import replace

import structlog

from bot.clock import Clock
from bot.core.identifiers import CalendarId
from bot.core.meetings.meeting import Meeting
from bot.core.rules.model import SeriesChoice
from bot.core.rules.rulebook import Rulebook
from bot.core.rules.series import Continuation, SplitSeries, find_split, hints_of, latest_hints, latest_parts
from bot.store.mirror.ruled_events import RuledEvents
from bot.store.rules import Rules

log = structlog.get_logger()

AskAboutSeries = Callable[[SplitSeries], Awaitable[None]]


class FollowSeries:
    def __init__(self, rules: Rules, events: RuledEvents, clock: Clock, ask: AskAboutSeries) -> None:
        """`ask` puts the question to the person whose series it is; it is called at most once for each new series."""
        self._rules = rules
        self._events = events
        self._clock = clock
        self._ask = ask

    async def run(self, book: Rulebook, calendars: Collection[CalendarId], *, is_complete: bool) -> None:
        """`is_complete`: the calendars were read to the end; else a series only looks as if it had ended."""
        for choice in latest_parts(book.series):
            held_in = _calendars_of(choice, book)
            if held_in & set(calendars):
                await self._follow(choice, held_in, book, may_ask=is_complete)

    async def _follow(
        self, choice: SeriesChoice, held_in: frozenset[CalendarId], book: Rulebook, *, may_ask: bool
    ) -> None:
        now = self._clock.now()
        rows = [row for each in sorted(held_in) for row in await self._events.read_series_rows(each, now)]
        hints = latest_hints(choice, rows)
        if hints != choice.hints:
            choice = replace(choice, hints=hints)
            await self._rules.update_hints(choice)
        known = frozenset(each.series_key for each in book.series if each.user_id == choice.user_id)
        split = find_split(choice, rows, known, now)
        if split is None:
            return
        if split.continuation is Continuation.CERTAIN:
            await self._rules.save_series(continued(choice, split.meeting))
            log.info("series goes on as another", series_id=choice.id)
        elif may_ask and choice.records and await self._rules.note_asked(choice, split.series_key):
            await self._ask(split)


def _calendars_of(choice: SeriesChoice, book: Rulebook) -> frozenset[CalendarId]:
    """The one where it was chosen; once that is disconnected, whichever its person has connected since."""
    owner = book.owners.get(choice.user_id)
    if choice.calendar_id in book.connected or owner is None:
        return book.connected & {choice.calendar_id}
    return owner.calendar_ids & book.connected


def continued(choice: SeriesChoice, meeting: Meeting) -> SeriesChoice:
    """The same choice about the series of another meeting."""
    there = replace(choice, calendar_id=meeting.calendar_id, hints=hints_of(meeting))
    return renamed(there, meeting.series_key or "")


def renamed(choice: SeriesChoice, series_key: str) -> SeriesChoice:
    """The same choice about the series with another key."""
    return replace(choice, id=secrets.token_hex(12), series_key=series_key)
