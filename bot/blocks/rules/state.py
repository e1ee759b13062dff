"""Say in what state a person's rule is, with the buttons that change it: in the rules form and in App Home."""

from collections.abc import Collection, Sequence

from bot.blocks.kit.block_kit import Json, actions, button, confirm, section
from bot.blocks.names import Action, Block
from bot.blocks.rules.fields import MATCHES
from bot.blocks.rules.overview import RulesOverview
from bot.core.rules.model import Match

RULE_OFF = "*Your rule is off.* Nothing is recorded unless someone schedules it."
RULE_OFF_BUT_SERIES = "*Your rule is off.* Only your series, and what someone schedules, are recorded."
TEAM_PAUSED = "*An admin paused rules and series for the whole team.*"
OFFERS_ON = (
    "*We ask you* half an hour before a meeting with external people, if no one has decided whether to record it."
)
OFFERS_OFF = (
    "We can ask you half an hour before a meeting with external people, if no one has decided whether to record it."
)
STAYS = "Bots that people scheduled themselves stay, as do those already in a meeting."


def state_sentence(overview: RulesOverview) -> str:
    """In mrkdwn. The team's pause comes first, since it is above whatever the person chooses."""
    rule = overview.rule
    own = f"*Your rule is on:* {in_words(rule.matches)}." if rule.is_on else _off_sentence(overview)
    paused = "*Your rules and series are paused.* They schedule nothing until you resume." if overview.is_paused else ""
    return "\n".join(filter(None, [TEAM_PAUSED if overview.is_team_paused else "", paused, own]))


def _off_sentence(overview: RulesOverview) -> str:
    if not overview.team_default:
        return RULE_OFF_BUT_SERIES if any(line.choice.records for line in overview.series) else RULE_OFF
    return f"*The team's default is on:* {in_words(overview.team_default)}. Save a rule of your own to replace it."


def in_words(matches: Collection[Match]) -> str:
    """`meetings I host, meetings with external people`"""
    wanted = [Match.ALL] if Match.ALL in matches else [match for match in Match if match in matches]
    return ", ".join(f"{MATCHES[match][:1].lower()}{MATCHES[match][1:]}" for match in wanted) or "no meetings yet"


def state_buttons(overview: RulesOverview) -> list[Json]:
    """The buttons that make sense now."""
    is_recorded = overview.rule.is_on or bool(overview.team_default)
    has_some = is_recorded or any(line.choice.records for line in overview.series)
    pause = [button("Resume", Action.RESUME_RULES, style="primary")] if overview.is_paused else []
    if has_some and not overview.is_paused:
        pause = [button("Pause mine", Action.PAUSE_RULES, confirm=_pause_dialog())]
    label = "Turn off my rule" if overview.rule.is_on else "Turn off for me"
    off = [button(label, Action.TURN_OFF_RULE, confirm=_off_dialog())] if is_recorded else []
    default = [button("Use the team's default", Action.USE_TEAM_DEFAULT)] if overview.can_use_default else []
    return [*pause, *off, *default]


def state_blocks(overview: RulesOverview) -> list[Json]:
    row = state_buttons(overview)
    return [section(state_sentence(overview)), *([actions(Block.RULE_STATE, row)] if row else [])]


def offers_block(overview: RulesOverview) -> Json:
    """The switch of offers."""
    if overview.preferences.offers_on:
        switch = button("Stop asking me", Action.TURN_OFF_OFFERS)
        return section(OFFERS_ON, switch, block_id=Block.OFFERS_SWITCH)
    return section(OFFERS_OFF, button("Ask me", Action.TURN_ON_OFFERS), block_id=Block.OFFERS_SWITCH)


def team_blocks(overview: RulesOverview) -> Sequence[Json]:
    """The team's switch, for admins alone."""
    if not overview.is_admin:
        return []
    if overview.is_team_paused:
        resume = button("Resume all rules", Action.RESUME_TEAM_RULES, style="primary")
        return [section("*Admin:* rules and series are paused for everyone.", resume, block_id=Block.TEAM_RULES)]
    pause = button("Pause all rules", Action.PAUSE_TEAM_RULES, style="danger", confirm=_team_dialog())
    return [section("*Admin:* pause rules and series for the whole team.", pause, block_id=Block.TEAM_RULES)]


def _pause_dialog() -> Json:
    return confirm(
        "Pause your rules and series?",
        f"The bots they scheduled are canceled until you resume. {STAYS}",
        yes="Pause",
        no="Go back",
    )


def _off_dialog() -> Json:
    return confirm(
        "Turn off automatic recording?",
        f"The bots it scheduled are canceled. Your series stay on. {STAYS}",
        yes="Turn off",
        no="Go back",
    )


def _team_dialog() -> Json:
    return confirm(
        "Pause all rules and series?",
        f"For everyone in this workspace: the bots they scheduled are canceled until an admin resumes. {STAYS}",
        yes="Pause all",
        no="Go back",
    )
