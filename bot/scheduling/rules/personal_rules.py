"""Show, preview, save and pause a person's rule."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.clock import Clock
from bot.core.access.people import Person
from bot.core.bot_config.policy import Configuration
from bot.core.identifiers import UserId
from bot.core.rules.model import Manner, Pause, PersonalRule, Preferences, SeriesChoice
from bot.core.rules.preview import PREVIEW_SPAN, Line, Preview, build_lines
from bot.core.rules.rulebook import Rulebook
from bot.scheduling.rules.decisions import Decisions
from bot.scheduling.rules.rulebooks import Rulebooks
from bot.scheduling.rules.scope import Scopes
from bot.store.preferences import PersonalPreferences
from bot.store.rules import Rules


class NotAnAdmin(Exception):
    """Only people that the policy names may pause the rules of all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenRules:
    """All that a person has chosen, and whether it is paused."""

    rule: PersonalRule
    series: tuple[SeriesChoice, ...]
    preferences: Preferences
    is_paused: bool = False
    is_team_paused: bool = False
    is_saved: bool = False  # False: the rule is what a new one starts with
    may_pause_team: bool = False


class PersonalRules:
    def __init__(
        self,
        rules: Rules,
        preferences: PersonalPreferences,
        rulebooks: Rulebooks,
        scopes: Scopes,
        decisions: Decisions,
        clock: Clock,
        configuration: Configuration,
        nudge: Callable[[], None],
    ) -> None:
        """`nudge` has the rules reconciled soon."""
        self._rules = rules
        self._preferences = preferences
        self._rulebooks = rulebooks
        self._scopes = scopes
        self._decisions = decisions
        self._clock = clock
        self._configuration = configuration
        self._nudge = nudge

    async def load(self, person: Person) -> ChosenRules:
        team_id, user_id = person.team_id, person.user_id
        saved = await self._rules.get(team_id, user_id)
        pauses = await self._rules.find_pauses(team_id)
        return ChosenRules(
            rule=saved or self._new_rule(person),
            series=tuple(await self._rules.find_series(team_id, user_id)),
            preferences=await self._preferences.get(team_id, user_id),
            is_paused=any(pause.user_id == user_id for pause in pauses),
            is_team_paused=any(pause.user_id is None for pause in pauses),
            is_saved=saved is not None,
            may_pause_team=user_id in self._configuration.policy.operators,
        )

    def _new_rule(self, person: Person) -> PersonalRule:
        """Off, with what the admins say that a rule starts with."""
        team = self._configuration.rules
        longest = timedelta(hours=team.longest_hours) if team.longest_hours else None
        return PersonalRule(
            team_id=person.team_id, user_id=person.user_id, longest=longest, manner=Manner(preset=team.preset)
        )

    async def load_book(self, people: Sequence[Person]) -> Rulebook:
        """Of all rules, for questions about several people in quick succession."""
        return await self._rulebooks.load(asking=people)

    async def preview(
        self, person: Person, rule: PersonalRule, span: timedelta = PREVIEW_SPAN, book: Rulebook | None = None
    ) -> Preview:
        """What the rule would do in the next days if it were turned on now. Writes nothing."""
        book = book or await self.load_book([person])
        wanted = replace(rule, team_id=person.team_id, user_id=person.user_id, is_on=True)
        return Preview(await self._find_lines(person.user_id, book.with_rule(wanted), span), person.user_id)

    async def find_lines(
        self, person: Person, span: timedelta = PREVIEW_SPAN, book: Rulebook | None = None
    ) -> tuple[Line, ...]:
        """The person's meetings of the next days, each with what was decided about it and why."""
        return await self._find_lines(person.user_id, book or await self.load_book([person]), span)

    async def _find_lines(self, user_id: UserId, book: Rulebook, span: timedelta = PREVIEW_SPAN) -> tuple[Line, ...]:
        until = self._clock.now() + span
        places = [place for place in await self._scopes.find_of_person(book, user_id) if place.starts_at < until]
        decided = await self._decisions.decide_some(places, book)
        return build_lines(decided, user_id, self._configuration, self._clock.now())

    async def save(self, person: Person, rule: PersonalRule) -> PersonalRule:
        """Meetings are booked, or taken back, soon afterwards."""
        now = self._clock.now()
        kept = replace(rule, team_id=person.team_id, user_id=person.user_id, updated_at=now)
        await self._rules.save(kept)
        self._nudge()
        return kept

    async def turn_off(self, person: Person) -> PersonalRule:
        """As it was last saved, but off."""
        saved = await self._rules.get(person.team_id, person.user_id) or self._new_rule(person)
        return await self.save(person, replace(saved, is_on=False))

    async def use_team_default(self, person: Person) -> None:
        """Give up the rule that was saved, and turned off."""
        await self._rules.forget(person.team_id, person.user_id, self._clock.now())
        self._nudge()

    async def save_preferences(self, person: Person, chosen: Preferences) -> Preferences:
        kept = replace(chosen, team_id=person.team_id, user_id=person.user_id)
        await self._preferences.save(kept)
        return kept

    async def set_offers(self, person: Person, *, are_on: bool) -> Preferences:
        """Whether the person is asked before meetings that no one has decided on."""
        known = await self._preferences.get(person.team_id, person.user_id)
        return await self.save_preferences(person, replace(known, offers_on=are_on))

    async def look_again(self, user_id: UserId) -> None:
        """Slack says something else about the person than before: that they have left, or where they are."""
        await self._rulebooks.mark_due(user_id)
        self._nudge()

    async def pause(self, person: Person, *, whole_team: bool = False) -> None:
        """Take back what rules and series have booked; what people have booked stays. Raises NotAnAdmin."""
        pause = Pause(person.team_id, self._whose(person, whole_team), person.user_id, self._clock.now())
        await self._rules.pause(pause)
        self._nudge()

    async def resume(self, person: Person, *, whole_team: bool = False) -> None:
        """Raises NotAnAdmin."""
        whose = self._whose(person, whole_team)
        await self._rules.resume(person.team_id, whose, person.user_id, self._clock.now())
        self._nudge()

    def _whose(self, person: Person, whole_team: bool) -> UserId | None:
        if whole_team and person.user_id not in self._configuration.policy.operators:
            raise NotAnAdmin
        return None if whole_team else person.user_id
