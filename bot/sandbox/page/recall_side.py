"""Collect what the panel shows of Recall: meetings, bots, requests and webhooks."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from bot.clock import Clock
from bot.core.links.meeting_link import strip_passcode
from bot.sandbox.page.failures import BEFORE_THE_CALL, OUTSIDE, Failure, possible_failures
from bot.sandbox.recall.bot_lives import OVER
from bot.sandbox.recall.ledger import Recorded
from bot.sandbox.recall.pretend_recall import PretendRecall
from bot.sandbox.recall.webhooks import Delivery
from bot.sandbox.recall.workspace import Bot, Calendar, CalendarEvent

SHOWN_BACK = timedelta(hours=2)
SHOWN_AHEAD = timedelta(days=2)
MAX_SHOWN = 12


@dataclass(frozen=True, slots=True)
class MeetingCopies:
    """The same occurrence in one calendar or several: what people change, they change in all."""

    copies: tuple[CalendarEvent, ...]
    bots: tuple[Bot, ...]

    @property
    def event(self) -> CalendarEvent:
        return self.copies[0]

    @property
    def ids(self) -> str:
        return ",".join(copy.id for copy in self.copies)


class RecallSide:
    def __init__(self, recall: PretendRecall, clock: Clock) -> None:
        self._recall = recall
        self._clock = clock

    @property
    def calendars(self) -> list[tuple[Calendar, int]]:
        """Each with the number of its events."""
        return [
            (calendar, sum(event.calendar_id == calendar.id for event in self._recall.events))
            for calendar in self._recall.calendars
        ]

    @property
    def meetings(self) -> Iterator[MeetingCopies]:
        shown = filter(self._is_shown, self._recall.events)
        for _, copies in groupby(sorted(shown, key=_occurrence), key=_occurrence):
            events = tuple(copies)
            bots = tuple(bot for event in events for bot in self._recall.bots_of(event.id))
            yield MeetingCopies(events, bots)

    def _is_shown(self, event: CalendarEvent) -> bool:
        """Those near in time, and wherever they are those that have been moved or have a bot."""
        now = self._clock.now()
        is_near = event.end > now - SHOWN_BACK and event.start < now + SHOWN_AHEAD
        return not event.is_deleted and (is_near or bool(event.bot_ids) or event.start != event.original_start)

    @property
    def bots(self) -> list[Bot]:
        """The youngest first."""
        return self._recall.bots[::-1]

    @property
    def requests(self) -> list[Recorded]:
        return self._recall.requests[: -MAX_SHOWN - 1 : -1]

    @property
    def webhooks(self) -> list[Delivery]:
        return self._recall.sent[: -MAX_SHOWN - 1 : -1]

    def title(self, bot: Bot) -> str:
        """Of its meeting; of a bot for a bare link, the link."""
        titles = [event.title for event in self._recall.events if bot.id in event.bot_ids]
        return titles[0] if titles else strip_passcode(bot.meeting_url)

    def steps(self, bot: Bot) -> list[tuple[str, str]]:
        """What can happen to it next: an action and its label."""
        possible = (
            ("waits", "Wait in the lobby", bot.status in BEFORE_THE_CALL),
            ("joins", "Join", bot.status in OUTSIDE),
            ("records", "Record", bot.status not in OVER | {"in_call_recording"}),
            ("finishes", "Finish", bot.status not in OVER),
        )
        return [(action, words) for action, words, is_possible in possible if is_possible]

    def failures(self, bot: Bot) -> list[Failure]:
        return possible_failures(bot)


def _occurrence(event: CalendarEvent) -> tuple[datetime, str]:
    return event.start, event.ical_uid
