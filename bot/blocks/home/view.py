"""Render App Home: upcoming meetings with their bots, calendars, recent bookings, and help."""

from datetime import datetime

from bot.blocks.home.agenda import (
    NO_MEETINGS,
    meeting_warnings,
    schedule_button,
    synced_line,
    upcoming_lines,
)
from bot.blocks.home.calendars import (
    connect_first_row,
    own_calendar_blocks,
)
from bot.blocks.home.costs import own_month_line
from bot.blocks.home.recent import recent_lines
from bot.blocks.kit.block_kit import VIEW_BLOCKS, Json, actions, button, context, divider, header, home, modal, section
from bot.blocks.messages.help import COMMAND_ALONE, Corners, build_help
from bot.blocks.names import Action, Block, Callback
from bot.blocks.rules.overview import RulesOverview
from bot.blocks.rules.series import series_lines
from bot.blocks.rules.state import state_sentence
from bot.core.home.agenda import MOST_RECENT, Agenda

MOST_SERIES = 5
TITLE = "Recording bots for your meetings"
WELCOME = (
    "1. Pick a meeting or paste its link, and a Recall.ai bot joins and records it.\n"
    "2. One message keeps you posted. Change or cancel the bot there.\n"
    "3. After the call, the recording is there. Anyone invited can choose *Don't record this*."
)
AGENTS = "Let an AI agent list your meetings and schedule bots for you. Each agent needs a token from you."


def build_home(
    agenda: Agenda,
    now: datetime,
    time_zone: str,
    rules: RulesOverview | None = None,
    corners: Corners = COMMAND_ALONE,
) -> Json:
    """`time_zone` is the reader's own. The upcoming meetings have the room that everything else leaves."""
    warnings = [section(trouble) for trouble in meeting_warnings(agenda, time_zone)]
    above = [
        header(TITLE),
        *([section(WELCOME)] if agenda.is_new else []),
        actions(Block.HOME_BUTTONS, _buttons(agenda)),
        *warnings,
        *connect_first_row(agenda),
    ]
    below = [*_rules_section(rules, time_zone), *_blocks_below(agenda, now, time_zone, corners)]
    room = VIEW_BLOCKS - len(above) - len(below)
    meetings = [block for line in upcoming_lines(agenda, now, time_zone, room) for block in line.blocks]
    return home([*above, *(meetings or ([] if warnings else [section(NO_MEETINGS)])), *below])


def _buttons(agenda: Agenda) -> list[Json]:
    how_it_works = [button("How it works", Action.SHOW_HELP)] if agenda.is_new else []
    admin = [button("Admin", Action.SHOW_ADMIN_PAGE)] if agenda.is_admin else []
    return [schedule_button(), *how_it_works, *admin]


def _rules_section(rules: RulesOverview | None, time_zone: str) -> list[Json]:
    if rules is None:
        return []
    change = button("Rules" if rules.rule.is_on else "Set up a rule", Action.SHOW_RULES)
    return [
        divider(),
        header("Recorded automatically"),
        section(state_sentence(rules), change, block_id=Block.RULE_STATE),
        *series_lines(rules.series, time_zone, MOST_SERIES),
    ]


def _blocks_below(agenda: Agenda, now: datetime, time_zone: str, corners: Corners) -> list[Json]:
    recent_bookings = [block for line in recent_lines(agenda, now, time_zone, MOST_RECENT) for block in line.blocks]
    return [
        divider(),
        header("Your calendars"),
        *own_calendar_blocks(agenda),
        *(context(line) for line in synced_line(agenda, time_zone)),
        header("Recent activity"),
        *(context(line) for line in own_month_line(agenda)),
        *recent_bookings,
        *(_agents_section() if corners.has_agents else []),
        divider(),
        header("Help"),
        section(build_help(corners)),
    ]


def _agents_section() -> list[Json]:
    return [header("AI agents"), section(AGENTS, button("Access tokens", Action.SHOW_TOKENS))]


def build_closed_home(why: str, corners: Corners = COMMAND_ALONE) -> Json:
    """App Home for a person who may not use the app. `why` is a sentence of ours."""
    return home([header(TITLE), section(why), divider(), section(build_help(corners))])


def build_help_view(corners: Corners = COMMAND_ALONE) -> Json:
    return modal(Callback.SCHEDULE_NOTICE, "How it works", [section(build_help(corners))])
