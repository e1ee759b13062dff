"""Show what a rule would do before it is turned on: the next days, which meetings and why, and for how long."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.bot_config.policy import Configuration
from bot.core.bot_config.settings import BotSettings
from bot.core.identifiers import UserId
from bot.core.meetings.meeting import Meeting
from bot.core.rules.candidate import Candidate
from bot.core.rules.decision import Decision
from bot.core.rules.model import effective_settings
from bot.core.rules.verdicts import explain_to

PREVIEW_SPAN = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Decided:
    candidate: Candidate
    decision: Decision


@dataclass(frozen=True, slots=True)
class Line:
    """One meeting, by the person's own row where there is one."""

    meeting: Meeting
    decision: Decision
    settings: BotSettings  # with which it is or would be recorded

    @property
    def length(self) -> timedelta:
        return self.meeting.end_time - self.meeting.start_time


@dataclass(frozen=True, slots=True)
class Preview:
    lines: tuple[Line, ...]  # the soonest first
    user_id: UserId  # whose

    @property
    def recorded(self) -> tuple[Line, ...]:
        """What the person's own rule and series would record."""
        return tuple(line for line in self._automatic if line.decision.owner == self.user_id)

    @property
    def recorded_by_others(self) -> tuple[Line, ...]:
        """What is recorded whatever the person chooses: others' rules and series have a better claim to it."""
        return tuple(line for line in self._automatic if line.decision.owner != self.user_id)

    @property
    def _automatic(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.decision.is_automatic)

    @property
    def length(self) -> timedelta:
        return sum((line.length for line in self.recorded), timedelta())


def build_lines(
    decided: Iterable[Decided], user_id: UserId, configuration: Configuration, now: datetime
) -> tuple[Line, ...]:
    """The meetings in the person's calendars that are not over, the soonest first."""
    lines = []
    for each in decided:
        meeting = own_row(each.candidate, user_id)
        if meeting is not None and meeting.end_time > now and not meeting.is_gone:
            decision = explain_to(user_id, each.decision, each.candidate)
            lines.append(Line(meeting, decision, effective_settings(decision.manner, configuration)))
    return tuple(sorted(lines, key=lambda line: (line.meeting.start_time, line.meeting.event_id)))


def own_row(candidate: Candidate, user_id: UserId) -> Meeting | None:
    owner = candidate.rulebook.owners.get(user_id)
    theirs = owner.calendar_ids if owner else frozenset()
    rows = [copy for copy in candidate.copies if copy.calendar_id in theirs]
    return min(rows, key=lambda copy: (copy.is_gone, copy.event_id), default=None)
