"""Model what was decided about a meeting, and why."""

from dataclasses import dataclass

from bot.core.identifiers import UserId
from bot.core.meetings.meeting import Meeting
from bot.core.rules.model import DIRECT_MESSAGES, Manner
from bot.core.rules.reasons import ROW_OF, Effect, Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """`owner`: whose rule, series or word decides. `meeting`: the row to book it by, where it is to be recorded."""

    reason: Reason
    owner: UserId | None = None
    meeting: Meeting | None = None
    manner: Manner = DIRECT_MESSAGES
    series_id: str | None = None
    is_team_default: bool = False
    also_for: tuple[UserId, ...] = ()  # whose rules say so too

    @property
    def records(self) -> bool:
        return self.effect is Effect.RECORD

    @property
    def effect(self) -> Effect:
        return ROW_OF[self.reason].effect

    @property
    def is_automatic(self) -> bool:
        """Whether a rule or series asks for a bot, rather than a person for this very meeting."""
        return self.records and self.reason is not Reason.BY_HAND

    @property
    def rests_on_calendar(self) -> bool:
        return ROW_OF[self.reason].rests_on_calendar
