"""Say why a booking is there: a person booked it, or a series, a person's rule or the team's default did."""

from dataclasses import dataclass
from enum import StrEnum

from bot.core.identifiers import UserId


class Source(StrEnum):
    PERSON = "person"
    SERIES = "series"
    RULE = "rule"
    TEAM = "team"  # the team's default, for someone who has no rule of their own


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """`by` is whose series or rule it is; None for what a person booked, who is named on the booking itself."""

    source: Source = Source.PERSON
    by: UserId | None = None
    reason: str | None = None  # a `Reason` of core/rules/reasons.py
    series_id: str | None = None
    also_for: tuple[UserId, ...] = ()  # others whose rules asked for it too
    is_quiet: bool = False  # no one waits for its card, which is posted shortly before the start

    @property
    def is_automatic(self) -> bool:
        """Whether it may be taken back without asking a person."""
        return self.source is not Source.PERSON


BY_HAND = Origin()
