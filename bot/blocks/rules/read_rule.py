"""Read the submitted rules form: a draft of the rule, or a sentence beneath each wrong field."""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation

from bot.blocks.form.read import UnreadableForm
from bot.blocks.kit.block_kit import Json
from bot.blocks.kit.element_state import (
    object_of,
    read_conversation,
    read_line,
    read_lines,
    read_option,
    read_ticks,
    read_time,
)
from bot.blocks.names import RuleField, field_name
from bot.blocks.rules.draft import RuleDraft
from bot.blocks.rules.lists import read_domains, read_people, read_words
from bot.core.bot_config.policy import Policy, Preset
from bot.core.identifiers import ChannelId
from bot.core.rules.model import Match

NO_PRESET = "no_preset"
LONGEST_HOURS = 24
NOT_ALLOWED_THERE = "Choose one of the channels that your admin allows."
_FIELDS = {field.value: field for field in RuleField}


def read_rule(view: Json, *, policy: Policy, presets: Sequence[Preset]) -> RuleDraft | dict[str, str] | UnreadableForm:
    """The draft, or errors by block id, as Slack's `response_action: errors` takes them."""
    found = _states(view)
    if RuleField.MATCHES not in found:
        return UnreadableForm()
    states = {field: state for field, (_, state) in found.items()}
    words, people, domains = (
        read(read_lines(states.get(field, {})))
        for field, read in (
            (RuleField.NEVER_WORDS, read_words),
            (RuleField.NEVER_PEOPLE, read_people),
            (RuleField.NEVER_DOMAINS, read_domains),
        )
    )
    draft = RuleDraft(
        matches=_read_matches(states),
        only_accepted=bool(read_ticks(states.get(RuleField.ONLY_ACCEPTED, {}))),
        never_words=words.entries,
        never_people=people.entries,
        never_domains=domains.entries,
        work_days=tuple(int(day) for day in read_ticks(states.get(RuleField.WORK_DAYS, {})) if day in "0123456"),
        work_from=read_time(states.get(RuleField.WORK_FROM, {})),
        work_until=read_time(states.get(RuleField.WORK_UNTIL, {})),
        longest_minutes=_read_minutes(states),
        preset=_read_preset(states),
        destination=_read_destination(states),
        plan_at=read_time(states.get(RuleField.PLAN_AT, {})),
    )
    problems = {
        RuleField.NEVER_WORDS: words.problem,
        RuleField.NEVER_PEOPLE: people.problem,
        RuleField.NEVER_DOMAINS: domains.problem,
        RuleField.MATCHES: "" if draft.matches else "Choose which meetings to record.",
        RuleField.LONGEST: _longest_problem(states, draft),
        RuleField.PRESET: _preset_problem(draft, presets),
        RuleField.DESTINATION: _destination_problem(draft, policy),
        **_hours_problems(draft),
    }
    errors = {found[field][0]: problem for field, problem in problems.items() if problem and field in found}
    return errors or draft


def _states(view: Json) -> dict[RuleField, tuple[str, Json]]:
    """For each field its block id, and what Slack says of the block's only element."""
    values = object_of(object_of(view.get("state")).get("values"))
    return {
        field: (str(block_id), object_of(next(iter(object_of(elements).values()), None)))
        for block_id, elements in values.items()
        if (field := _FIELDS.get(field_name(str(block_id))))
    }


def _read_matches(states: Mapping[RuleField, Json]) -> tuple[Match, ...]:
    ticked = read_ticks(states.get(RuleField.MATCHES, {}))
    return tuple(match for match in Match if match in ticked)


def _read_minutes(states: Mapping[RuleField, Json]) -> int | None:
    hours = _hours(read_line(states.get(RuleField.LONGEST, {})))
    return round(hours * 60) if hours is not None else None


def _hours(text: str) -> Decimal | None:
    """None for what is no number of hours that a meeting may last."""
    try:
        hours = Decimal(text)
    except InvalidOperation:
        return None
    return hours if hours.is_finite() and 0 < hours <= LONGEST_HOURS else None


def _read_preset(states: Mapping[RuleField, Json]) -> str | None:
    chosen = read_option(states.get(RuleField.PRESET, {}))
    return None if chosen in {"", NO_PRESET} else chosen


def _read_destination(states: Mapping[RuleField, Json]) -> ChannelId | None:
    chosen = read_conversation(states.get(RuleField.DESTINATION, {}))
    return ChannelId(chosen) if chosen else None


def _longest_problem(states: Mapping[RuleField, Json], draft: RuleDraft) -> str:
    is_typed = bool(read_line(states.get(RuleField.LONGEST, {})))
    return f"Enter up to {LONGEST_HOURS} hours." if is_typed and draft.longest_minutes is None else ""


def _preset_problem(draft: RuleDraft, presets: Sequence[Preset]) -> str:
    is_known = draft.preset is None or draft.preset in {preset.name for preset in presets}
    return "" if is_known else "This preset no longer exists. Choose another one."


def _destination_problem(draft: RuleDraft, policy: Policy) -> str:
    is_allowed = policy.channels is None or draft.destination in policy.channels
    return "" if is_allowed else NOT_ALLOWED_THERE


def _hours_problems(draft: RuleDraft) -> dict[RuleField, str]:
    first, last = draft.work_from, draft.work_until
    if (first is None) != (last is None):
        missing = RuleField.WORK_FROM if first is None else RuleField.WORK_UNTIL
        return {missing: "Set this time too, or clear the other one."}
    if not draft.work_days:
        return {RuleField.WORK_DAYS: "Choose at least one day."}
    is_same = first is not None and first == last
    return {RuleField.WORK_UNTIL: "Choose a different time from the first one."} if is_same else {}
