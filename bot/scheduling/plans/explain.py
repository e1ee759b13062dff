"""Say what rules and series decide about some meetings, and why."""

from collections.abc import Sequence

from bot.core.access.people import Person
from bot.core.identifiers import CalendarEventId
from bot.core.meetings.meeting import Meeting
from bot.core.rules.decision import Decision
from bot.core.rules.verdicts import explain_to
from bot.scheduling.rules.decisions import Decisions
from bot.scheduling.rules.rulebooks import Rulebooks
from bot.store.mirror.ruled_events import RuledEvents


class ExplainMeetings:
    def __init__(self, rulebooks: Rulebooks, decisions: Decisions, events: RuledEvents) -> None:
        self._rulebooks = rulebooks
        self._decisions = decisions
        self._events = events

    async def explain(self, person: Person, meetings: Sequence[Meeting]) -> dict[CalendarEventId, Decision]:
        """By the rows of every copy, so that it does not matter whose copy the person sees."""
        if not meetings:
            return {}
        book = await self._rulebooks.load(asking=[person])
        places = await self._events.find_named([each.event_id for each in meetings])
        decided = await self._decisions.decide_some(places, book)
        return {
            copy.event_id: explain_to(person.user_id, each.decision, each.candidate)
            for each in decided
            for copy in each.candidate.copies
        }
