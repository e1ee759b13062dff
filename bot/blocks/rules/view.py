"""Render the rules form: the state of a person's rule, its fields, their series, and the admins' switch."""

from bot.blocks.calendars.buttons import connect_row
from bot.blocks.kit.block_kit import Json, context, divider, header, modal, section
from bot.blocks.kit.mrkdwn import person
from bot.blocks.names import Callback
from bot.blocks.rules.draft import fill_draft
from bot.blocks.rules.fields import RuleChoices, rule_fields
from bot.blocks.rules.overview import RulesOverview
from bot.blocks.rules.series import series_lines
from bot.blocks.rules.state import RULE_OFF, in_words, offers_block, state_blocks, team_blocks
from bot.core.booking.origin import Origin, Source
from bot.core.rules.model import PersonalRule, Preferences

TITLE = "Rules"
MOST_SERIES = 20
TEAM_DEFAULT = (
    "This bot is there because of the team's default, which an admin set. In *Rules*, each person can replace it for "
    "their own meetings."
)
# By whether an admin did it, for the whole team.
PAUSED_STILL = {
    False: "But your rules and series are paused: nothing is scheduled until you resume.",
    True: "But an admin paused all rules: nothing is scheduled until they resume.",
}
ADMINS_ONLY = "Only app admins can pause the rules of the whole team."
WELCOME = (
    "Choose which of your meetings are recorded automatically. You see what that would do before anything is scheduled."
)
NO_CALENDAR = "*No calendar is connected for you*, so there are no meetings for a rule to record."
NO_SERIES = "None yet. Schedule a recurring meeting and choose *Every one in this series*."


def build_rules_form(overview: RulesOverview, choices: RuleChoices) -> Json:
    return modal(
        Callback.RULES_FORM,
        TITLE,
        [
            *([context(WELCOME)] if overview.is_new else []),
            *_calendar_blocks(overview),
            *state_blocks(overview),
            divider(),
            *rule_fields(fill_draft(overview.rule, overview.preferences), choices),
            divider(),
            offers_block(overview),
            divider(),
            header("Your series"),
            *(series_lines(overview.series, choices.time_zone, MOST_SERIES) or [section(NO_SERIES)]),
            *([divider(), *team_blocks(overview)] if overview.is_admin else []),
        ],
        submit="Preview",
    )


def saved_sentence(rule: PersonalRule, preferences: Preferences, before: RulesOverview) -> str:
    """`before`: as it was when the rule was saved; a pause outlasts that."""
    rule_is = f"*Your rule is on:* {in_words(rule.matches)}. {_next(before)}" if rule.is_on else RULE_OFF
    plan = preferences.plan_at
    daily = f"You get the plan for the day at {plan // 60:02}:{plan % 60:02}." if plan is not None else ""
    return "\n".join(filter(None, [rule_is, daily]))


def _next(overview: RulesOverview) -> str:
    """What a rule that is turned on does now."""
    if overview.is_paused or overview.is_team_paused:
        return PAUSED_STILL[overview.is_team_paused]
    return "Bots are being scheduled." if overview.has_calendar else "Connect your calendar in App Home to use it."


def _calendar_blocks(overview: RulesOverview) -> list[Json]:
    if overview.has_calendar:
        return []
    return [section(NO_CALENDAR), *connect_row(overview.connect.providers)]


def other_persons_rule(origin: Origin) -> str:
    if origin.source is Source.TEAM or origin.by is None:
        return TEAM_DEFAULT
    return f"This bot is there because of {person(origin.by)}'s rule. Only they can change that."


def build_rules_answer(sentence: str) -> Json:
    """What became of it; closing it closes the form beneath as well. `sentence` is one of ours, in mrkdwn."""
    return modal(Callback.RULES_ANSWER, TITLE, [section(sentence)]) | {"clear_on_close": True}


def build_rules_problem(sentence: str) -> Json:
    """Over the form, which stays as it is: closing this leads back to it."""
    return modal(Callback.RULES_ANSWER, TITLE, [section(sentence)])
