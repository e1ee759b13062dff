"""Model what people choose once: their rule, a series, one occurrence left out, a pause."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.core.booking.model import Destination
from bot.core.bot_config.policy import Configuration
from bot.core.bot_config.settings import BotSettings
from bot.core.bot_config.validate import apply_policy, check_settings, usual_settings
from bot.core.identifiers import CalendarEventId, CalendarId, LinkKey, TeamId, UserId

LONGEST = timedelta(hours=4)
MONDAY_TO_FRIDAY = frozenset(range(5))
EVERY_DAY = frozenset(range(7))


class Match(StrEnum):
    """Which meetings a rule is about. One that is hosted counts as accepted."""

    HOSTING = "hosting"
    EXTERNAL = "external"
    ACCEPTED = "accepted"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingHours:
    """In the person's own zone, by the meeting's start. Minutes are counted from midnight; equal ones are all day."""

    begin: int = 9 * 60
    end: int = 17 * 60
    days: frozenset[int] = MONDAY_TO_FRIDAY  # Monday is 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a bot that a rule or series books does its work, and where its card goes."""

    settings: BotSettings | None = None  # None: the preset's, as it is by then
    preset: str | None = None
    destination: Destination | None = None  # None: the person's direct messages with the app


DIRECT_MESSAGES = Manner()


def effective_settings(manner: Manner, configuration: Configuration) -> BotSettings:
    """Within the policy as it is now."""
    if manner.settings is None:
        return usual_settings(manner.preset, configuration)
    return apply_policy(configuration.policy, manner.settings)


def is_allowed(manner: Manner, platform: str | None, configuration: Configuration) -> bool:
    """Whether the policy lets a bot work in this way on this platform, and its card go there."""
    policy = configuration.policy
    channel = manner.destination.channel_id if manner.destination else None
    if policy.channels is not None and channel not in policy.channels:
        return False
    preset = next((each for each in configuration.presets if each.name == manner.preset), None)
    return not check_settings(effective_settings(manner, configuration), platform, policy, preset)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalRule:
    team_id: TeamId
    user_id: UserId
    is_on: bool = False
    matches: frozenset[Match] = frozenset()
    never_words: tuple[str, ...] = ()
    never_people: tuple[str, ...] = ()  # addresses
    never_domains: tuple[str, ...] = ()
    working_hours: WorkingHours | None = None
    only_accepted: bool = True
    longest: timedelta | None = LONGEST
    manner: Manner = Manner()
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesHints:
    """By which a series is known again when it goes on under another key."""

    title: str | None = None
    organizer: str | None = None
    link_keys: tuple[LinkKey, ...] = ()
    asked_about: frozenset[str] = frozenset()  # keys of series that its person was asked about


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesChoice:
    """`records` False: no occurrence of it is recorded unless a person schedules it."""

    id: str
    team_id: TeamId
    user_id: UserId
    calendar_id: CalendarId
    series_key: str
    records: bool = True
    manner: Manner = Manner()
    hints: SeriesHints = SeriesHints()
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """One occurrence that a person does not want recorded by any rule or series."""

    team_id: TeamId
    occurrence: str  # see `occurrence_key` in core/lifecycle/vetoes.py
    event_id: CalendarEventId
    by: UserId
    at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Pause:
    """`user_id` None: of all rules and series of the team."""

    team_id: TeamId
    user_id: UserId | None
    by: UserId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    team_id: TeamId
    user_id: UserId
    plan_at: int | None = None  # minutes after midnight in the person's zone; None: no daily plan
    offers_on: bool = False  # asked before meetings with external people that no one has decided on


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """A person who has calendars, as far as rules need to know them."""

    user_id: UserId
    emails: frozenset[str]  # lower case
    calendar_ids: frozenset[CalendarId]  # their connected ones
    time_zone: str = "UTC"
    connected_at: datetime | None = None  # when their first calendar was; None: not from Slack
