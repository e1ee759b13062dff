"""Hold what a person sees of rules: their own rule and series, and what is paused."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.core.bot_config.settings import BotSettings
from bot.core.calendars.connect_offer import NOTHING_TO_CONNECT, ConnectOffer
from bot.core.identifiers import CalendarEventId, UserId
from bot.core.rules.model import Match, PersonalRule, Preferences, SeriesChoice
from bot.core.rules.reasons import Reason
from bot.core.rules.series import latest_parts


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesLine:
    choice: SeriesChoice
    title: str | None
    next_start: datetime | None  # of the next occurrence within the mirror's window


def order_series(lines: Sequence[SeriesLine]) -> tuple[SeriesLine, ...]:
    """The next to come first. What has ended and goes on as another that was chosen is left out."""
    latest = latest_parts(line.choice for line in lines)
    return tuple(sorted((line for line in lines if line.next_start or line.choice in latest), key=_order))


def _order(line: SeriesLine) -> tuple[datetime, str]:
    return (line.next_start or datetime.max.replace(tzinfo=UTC), line.title or "")


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesOverview:
    rule: PersonalRule
    preferences: Preferences
    series: tuple[SeriesLine, ...] = ()
    is_paused: bool = False  # by the person, for themselves
    is_team_paused: bool = False
    is_admin: bool = False
    is_saved: bool = True  # False: the rule is what a new one starts with
    team_default: frozenset[Match] = frozenset()  # which records for this person while nothing is saved
    can_use_default: bool = False  # once what is saved, and off, is given up
    has_calendar: bool = True
    connect: ConnectOffer = NOTHING_TO_CONNECT

    @property
    def is_new(self) -> bool:
        """Nothing has ever been chosen."""
        return not self.is_saved and not self.series


@dataclass(frozen=True, slots=True, kw_only=True)
class OccurrenceLine:
    """One of a series. `is_left_out`: it can be taken in again; `is_in_call`: its bot is there, despite all."""

    event_id: CalendarEventId
    start_time: datetime
    reason: Reason
    owner: UserId | None = None  # whose word, rule or series that is
    is_left_out: bool = False
    is_in_call: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesDetails:
    """`occurrences` are known only to the person whose choice it is."""

    reader: UserId
    choice: SeriesChoice
    title: str | None
    settings: BotSettings
    occurrences: tuple[OccurrenceLine, ...] = ()
    may_change: bool = False
