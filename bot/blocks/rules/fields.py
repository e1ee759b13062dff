"""Render the fields of the rules form. read_rule.py is their counterpart."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.blocks.form.destination_fields import allowed_channels
from bot.blocks.kit.block_kit import (
    Json,
    channel_select,
    checkboxes,
    context,
    input_block,
    number_input,
    option,
    static_select,
    text_input,
    time_picker,
)
from bot.blocks.names import COMMAND, Action, RuleField
from bot.blocks.rules.draft import RuleDraft
from bot.blocks.rules.read_rule import NO_PRESET
from bot.core.bot_config.policy import Policy, Preset
from bot.core.rules.model import Match

PLAN_HINT = (
    "What will be recorded that day, and why. There's no plan on days without meetings. Clear the time to stop it. "
    f"For the plan without a rule, run {COMMAND} today."
)
ACCEPTED_ONLY = "accepted_only"
# Together they fit into the preview's metadata: JSON doubles quotation marks, and IDNA lengthens some domains.
LONGEST_WORDS, LONGEST_PEOPLE, LONGEST_DOMAINS = 350, 500, 250
SMALLEST_HOURS = "0.25"
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MATCHES = {
    Match.HOSTING: "Meetings I host",
    Match.EXTERNAL: "Meetings with external people",
    Match.ACCEPTED: "Meetings I've accepted",
    Match.ALL: "All my meetings",
}


@dataclass(frozen=True, slots=True)
class RuleChoices:
    """What a person can choose among."""

    policy: Policy
    presets: tuple[Preset, ...] = ()
    time_zone: str = "UTC"


def rule_fields(draft: RuleDraft, choices: RuleChoices) -> list[Json]:
    return [
        *_which_meetings(draft),
        *_never_recorded(draft),
        *_working_hours(draft, choices.time_zone),
        *_how_they_are_recorded(draft, choices),
    ]


def _which_meetings(draft: RuleDraft) -> list[Json]:
    matches = checkboxes(Action.ANSWER, [option(text, match) for match, text in MATCHES.items()], draft.matches)
    box = option("Skip meetings I haven't accepted", ACCEPTED_ONLY)
    accepted = checkboxes(Action.ANSWER, [box], [ACCEPTED_ONLY] if draft.only_accepted else [])
    hours = f"{draft.longest_minutes / 60:g}" if draft.longest_minutes else ""
    longest = number_input(Action.ANSWER, hours, SMALLEST_HOURS)
    return [
        input_block(RuleField.MATCHES, "Record", matches),
        input_block(
            RuleField.ONLY_ACCEPTED,
            "Invitations",
            accepted,
            hint="The ones you host count as accepted. Declined meetings are never recorded.",
            is_optional=True,
        ),
        input_block(RuleField.LONGEST, "Skip meetings longer than (hours)", longest, is_optional=True),
    ]


def _never_recorded(draft: RuleDraft) -> list[Json]:
    return [
        _list_field(
            RuleField.NEVER_WORDS,
            "Never if the title contains",
            draft.never_words,
            LONGEST_WORDS,
            "Words or phrases, one on each line.",
        ),
        _list_field(
            RuleField.NEVER_PEOPLE,
            "Never if one of these people is invited",
            draft.never_people,
            LONGEST_PEOPLE,
            "Email addresses, one on each line.",
        ),
        _list_field(
            RuleField.NEVER_DOMAINS,
            "Never if someone from these companies is invited",
            draft.never_domains,
            LONGEST_DOMAINS,
            "Domains such as example.com, one on each line.",
        ),
    ]


def _list_field(field: RuleField, label: str, entries: Sequence[str], longest: int, hint: str) -> Json:
    typed = text_input(Action.ANSWER, "\n".join(entries), longest, is_multiline=True)
    return input_block(field, label, typed, hint=hint, is_optional=True)


def _working_hours(draft: RuleDraft, time_zone: str) -> list[Json]:
    days = [option(day, str(number)) for number, day in enumerate(_DAYS)]
    ticked = checkboxes(Action.ANSWER, days, [str(day) for day in draft.work_days])
    first, last = time_picker(Action.ANSWER, draft.work_from), time_picker(Action.ANSWER, draft.work_until)
    return [
        input_block(RuleField.WORK_FROM, "Only meetings that start after", first, is_optional=True),
        input_block(
            RuleField.WORK_UNTIL,
            "…and before",
            last,
            hint=f"Times are in your time zone ({time_zone}). Clear both for the whole day.",
            is_optional=True,
        ),
        input_block(RuleField.WORK_DAYS, "On these days", ticked, is_optional=True),
    ]


def _how_they_are_recorded(draft: RuleDraft, choices: RuleChoices) -> list[Json]:
    plan_at = time_picker(Action.ANSWER, draft.plan_at)
    return [
        *_preset_field(draft, choices.presets),
        *_destination_field(draft, choices.policy),
        input_block(RuleField.PLAN_AT, "Send me the plan for the day at", plan_at, hint=PLAN_HINT, is_optional=True),
    ]


def _preset_field(draft: RuleDraft, presets: Sequence[Preset]) -> list[Json]:
    if not presets:
        return []
    options = [option("No preset", NO_PRESET), *(option(each.name, each.name) for each in presets)]
    return [input_block(RuleField.PRESET, "Preset", static_select(Action.ANSWER, options, draft.preset or NO_PRESET))]


def _destination_field(draft: RuleDraft, policy: Policy) -> list[Json]:
    is_required = policy.channels is not None
    hint = "One message for each meeting, with its title."
    hint += "" if is_required else " Leave empty to send updates only to you."
    select = channel_select(Action.ANSWER, draft.destination)
    return [
        input_block(RuleField.DESTINATION, "Post updates in", select, hint=hint, is_optional=not is_required),
        *([context(allowed_channels(policy.channels))] if policy.channels is not None else []),
    ]
