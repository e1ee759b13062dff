"""Hold a rule as a person has filled it in, between the form and the preview from which it is turned on."""

from datetime import datetime, time, timedelta
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.blocks.kit.block_kit import Json
from bot.blocks.kit.element_state import text_of
from bot.core.access.people import Person
from bot.core.access.title_visibility import is_direct_message
from bot.core.booking.model import Destination
from bot.core.identifiers import ChannelId
from bot.core.rules.model import EVERY_DAY, Manner, Match, PersonalRule, Preferences, WorkingHours


class RuleDraft(BaseModel):
    """The preview's `private_metadata`. Its lists are as long as their fields allow, which together fit into that."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    v: Literal[1] = 1
    matches: tuple[Match, ...] = ()
    only_accepted: bool = True
    never_words: tuple[str, ...] = ()
    never_people: tuple[str, ...] = ()
    never_domains: tuple[str, ...] = ()
    work_days: tuple[int, ...] = tuple(sorted(EVERY_DAY))
    work_from: time | None = None  # with the next one None too: the whole day
    work_until: time | None = None
    longest_minutes: int | None = None
    preset: str | None = None
    destination: ChannelId | None = None  # None: the person's direct messages with the app
    plan_at: time | None = None  # None: no daily plan
    was_on: bool = False  # when it was previewed: only its changes are saved then


def read_draft(view: Json) -> RuleDraft | None:
    """Read the preview's own draft; None for one of an older version."""
    try:
        return RuleDraft.model_validate_json(text_of(view.get("private_metadata")))
    except ValidationError:
        return None


def fill_draft(rule: PersonalRule, preferences: Preferences) -> RuleDraft:
    """The form as it starts: with what the person has saved."""
    hours, destination = rule.working_hours, rule.manner.destination
    is_direct = destination is None or is_direct_message(destination.channel_id)
    return RuleDraft(
        matches=tuple(match for match in Match if match in rule.matches),
        only_accepted=rule.only_accepted,
        never_words=rule.never_words,
        never_people=rule.never_people,
        never_domains=rule.never_domains,
        work_days=tuple(sorted(hours.days if hours else EVERY_DAY)),
        work_from=_time_of(hours.begin) if hours and hours.begin != hours.end else None,
        work_until=_time_of(hours.end) if hours and hours.begin != hours.end else None,
        longest_minutes=round(rule.longest / timedelta(minutes=1)) if rule.longest else None,
        preset=rule.manner.preset,
        destination=None if destination is None or is_direct else destination.channel_id,
        plan_at=_time_of(preferences.plan_at) if preferences.plan_at is not None else None,
    )


def rule_of(draft: RuleDraft, person: Person, now: datetime, *, is_on: bool) -> PersonalRule:
    minutes = draft.longest_minutes
    return PersonalRule(
        team_id=person.team_id,
        user_id=person.user_id,
        is_on=is_on,
        matches=frozenset(draft.matches),
        never_words=draft.never_words,
        never_people=draft.never_people,
        never_domains=draft.never_domains,
        working_hours=_working_hours(draft),
        only_accepted=draft.only_accepted,
        longest=timedelta(minutes=minutes) if minutes else None,
        manner=Manner(
            preset=draft.preset,
            destination=Destination(channel_id=draft.destination) if draft.destination else None,
        ),
        updated_at=now,
    )


def preferences_of(draft: RuleDraft, known: Preferences) -> Preferences:
    plan_at = _minutes_of(draft.plan_at) if draft.plan_at is not None else None
    return Preferences(team_id=known.team_id, user_id=known.user_id, plan_at=plan_at, offers_on=known.offers_on)


def _working_hours(draft: RuleDraft) -> WorkingHours | None:
    days = frozenset(draft.work_days)
    if draft.work_from is None or draft.work_until is None:
        return None if days == EVERY_DAY else WorkingHours(begin=0, end=0, days=days)
    return WorkingHours(begin=_minutes_of(draft.work_from), end=_minutes_of(draft.work_until), days=days)


def _time_of(minutes: int) -> time:
    return time(*divmod(min(minutes, 24 * 60 - 1), 60))


def _minutes_of(moment: time) -> int:
    return moment.hour * 60 + moment.minute
