"""Hold everything that people and admins have chosen, ready to be asked about one meeting after the other."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cached_property

from bot.core.bot_config.policy import Configuration
from bot.core.identifiers import CalendarId, TeamId, UserId
from bot.core.rules.domains import Ours, find_our_domains
from bot.core.rules.model import LeftOut, Manner, Match, Owner, PersonalRule, SeriesChoice, is_allowed
from bot.core.rules.never import NOTHING, NeverList


@dataclass(frozen=True, kw_only=True)
class Rulebook:
    """`owners`: who has a rule or a series, and those whom the team's default may be for."""

    team_id: TeamId
    configuration: Configuration = field(default_factory=Configuration)
    owners: Mapping[UserId, Owner] = field(default_factory=dict)
    rules: Mapping[UserId, PersonalRule] = field(default_factory=dict)
    series: tuple[SeriesChoice, ...] = ()
    left_out: Mapping[str, LeftOut] = field(default_factory=dict)  # by occurrence
    paused: frozenset[UserId] = frozenset()
    is_team_paused: bool = False
    is_budget_spent: bool = False  # and admins want rules to book no more then
    connected: frozenset[CalendarId] = frozenset()
    calendar_addresses: frozenset[str] = frozenset()  # of all connected calendars, lower case

    @cached_property
    def owners_of(self) -> Mapping[CalendarId, tuple[Owner, ...]]:
        found: defaultdict[CalendarId, list[Owner]] = defaultdict(list)
        for owner in self.owners.values():
            for calendar_id in owner.calendar_ids & self.connected:
                found[calendar_id].append(owner)
        return {calendar_id: tuple(owners) for calendar_id, owners in found.items()}

    @cached_property
    def series_by_key(self) -> Mapping[str, tuple[SeriesChoice, ...]]:
        found: defaultdict[str, list[SeriesChoice]] = defaultdict(list)
        for choice in sorted(self.series, key=lambda each: (each.user_id, each.id)):
            found[choice.series_key].append(choice)
        return {key: tuple(choices) for key, choices in found.items()}

    @cached_property
    def ours(self) -> Ours:
        domains = find_our_domains(self.configuration.rules.domains, self.calendar_addresses)
        return Ours(domains, self.calendar_addresses)

    @cached_property
    def team_never(self) -> NeverList:
        never = self.configuration.rules.never
        return NeverList.of(never.words, never.people, never.domains)

    def never_of(self, user_id: UserId) -> NeverList:
        return self._personal_never.get(user_id, NOTHING)

    @cached_property
    def _personal_never(self) -> Mapping[UserId, NeverList]:
        return {
            user_id: NeverList.of(rule.never_words, rule.never_people, rule.never_domains)
            for user_id, rule in self.rules.items()
        }

    @cached_property
    def _team_default(self) -> PersonalRule | None:
        team = self.configuration.rules
        if not team.default:
            return None
        longest = timedelta(hours=team.longest_hours) if team.longest_hours else None
        return PersonalRule(
            team_id=self.team_id,
            user_id=UserId(""),
            is_on=True,
            matches=frozenset(Match(word) for word in team.default),
            longest=longest,
            manner=Manner(preset=team.preset),
        )

    def rule_of(self, owner: Owner) -> tuple[PersonalRule, bool] | None:
        """The rule that decides for a person, and whether it is the team's default. A rule that is off is none."""
        own = self.rules.get(owner.user_id)
        if own is not None:
            return (own, False) if own.is_on and own.matches else None
        default = self._team_default
        has_connected = owner.connected_at is not None
        return (replace(default, user_id=owner.user_id), True) if default and has_connected else None

    def allows(self, manner: Manner, platform: str | None) -> bool:
        """Whether the policy lets a bot work in this way on this platform."""
        known = self._allowed.get((manner, platform))
        if known is None:
            known = self._allowed[manner, platform] = is_allowed(manner, platform, self.configuration)
        return known

    @cached_property
    def _allowed(self) -> dict[tuple[Manner, str | None], bool]:
        return {}

    def with_rule(self, rule: PersonalRule) -> "Rulebook":
        """As if the person had saved it."""
        return replace(self, rules={**self.rules, rule.user_id: rule})
