"""Render the day's plan as a message: for the command, and as a direct message each morning.

Slack takes 50 blocks and 3,000 characters a text: what does not fit is counted, and can be read in App Home.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from bot.blocks.digest.plan_button import PlanButton
from bot.blocks.digest.plan_lines import line_block, line_text, title_of
from bot.blocks.digest.plan_time import plan_time_row
from bot.blocks.home.agenda import meeting_warnings
from bot.blocks.home.calendars import connect_first_row
from bot.blocks.kit.block_kit import (
    MESSAGE_BLOCKS,
    Json,
    MessageContent,
    actions,
    button,
    context,
    header,
    section,
)
from bot.blocks.kit.dates import short_date_and_time, spell_out_dates, time_range
from bot.blocks.kit.meeting_title import meeting_title
from bot.blocks.kit.mrkdwn import defuse, length
from bot.blocks.kit.times import day
from bot.blocks.names import Action, Block
from bot.core.costs.words import about
from bot.core.home.agenda import Agenda
from bot.core.plans.day_plan import DayPlan, Line
from bot.core.plans.due import due_moment

SHOWN_AT_FIRST = 3  # of what won't be recorded
MOST_TROUBLES = 8
NOON = 12 * 60
LONGEST_NAME = 60
MAX_TEXT = 3_500  # what Slack takes of a message's own text when it is edited, with room to spare
MOST_DONE = 8
# Header, troubles, connecting, what is done, two headings, what is left out of each, the button, the menu.
_OTHER_BLOCKS = 10
NOTHING_AHEAD = "You have no more meetings with a link on this day."
NOTHING_RECORDED = "No meeting will be recorded."
NOTHING_MORE = "No more meetings will be recorded."
ATTENTION = "Needs attention"
IN_HOME = "App Home shows them all."


def build_plan_message(
    plan: DayPlan,
    agenda: Agenda,
    plan_at: int | None,
    cost: Decimal,
    now: datetime,
    time_zone: str,
    *,
    is_whole: bool = False,
) -> MessageContent:
    """`cost` in dollars; `time_zone` is the reader's own; `is_whole`: also everything that won't be recorded."""
    shown = PlanButton(day=plan.day, is_whole=is_whole)
    title = f"Your plan for {_day_name(plan, now, time_zone)}"
    troubles = _troubles(plan, agenda, now, time_zone)
    render = _Renderer(plan, agenda, cost, now, time_zone, shown)
    blocks = [
        header(title),
        *([section("\n".join([f"*{ATTENTION}*", *(f"• {each}" for each in troubles)]))] if troubles else []),
        *connect_first_row(agenda),
        *render.lists(),
        plan_time_row(plan_at, shown),
    ]
    spoken = [title, *([ATTENTION, *troubles] if troubles else []), *render.spoken()]
    return MessageContent(_fit(spell_out_dates(each) for each in spoken), blocks)


def _day_name(plan: DayPlan, now: datetime, time_zone: str) -> str:
    """`today, Mon, March 2`; another day without the first word."""
    name = day(due_moment(plan.day, NOON, time_zone), now, time_zone)
    word, comma, rest = name.partition(", ")
    return f"{word.lower()}{comma}{rest}" if word in {"Today", "Tomorrow", "Yesterday"} else name


class _Renderer:
    def __init__(
        self, plan: DayPlan, agenda: Agenda, cost: Decimal, now: datetime, time_zone: str, shown: PlanButton
    ) -> None:
        self._plan = plan
        self._agenda = agenda
        self._cost = cost
        self._now = now
        self._time_zone = time_zone
        self._shown = shown
        self._is_collapsed = not shown.is_whole and len(plan.left_out) > SHOWN_AT_FIRST

    def lists(self) -> list[Json]:
        """What will be recorded has the room that the first of what won't leaves."""
        plan = self._plan
        if plan.is_empty:
            return [section(NOTHING_AHEAD)]
        room = MESSAGE_BLOCKS - _OTHER_BLOCKS
        left_out = plan.left_out[:SHOWN_AT_FIRST] if self._is_collapsed else plan.left_out
        recorded = plan.recorded[: room - min(len(left_out), SHOWN_AT_FIRST)]
        left_out = left_out[: room - len(recorded)]
        return [
            section(self._heading_of_recorded()),
            *self._blocks(recorded, len(plan.recorded)),
            *([section("\n".join(self._done()))] if plan.done else []),
            *([section(self._heading_of_left_out())] if plan.left_out else []),
            *self._blocks(left_out, len(left_out) if self._is_collapsed else len(plan.left_out)),
            *([self._show_all()] if self._is_collapsed else []),
        ]

    def spoken(self) -> list[str]:
        plan = self._plan
        if plan.is_empty:
            return [NOTHING_AHEAD]
        recorded = [self._heading_of_recorded(), *map(self._text, plan.recorded)]
        left_out = [self._heading_of_left_out(), *map(self._text, plan.left_out)] if plan.left_out else []
        return [*recorded, *self._done(), *left_out]

    def _done(self) -> list[str]:
        """They have no buttons: one block holds them all."""
        done = self._plan.done
        heading = [f"*Already recorded ({len(done)})*"] if done else []
        return [*heading, *map(self._text, done[:MOST_DONE])]

    def _blocks(self, lines: Sequence[Line], count: int) -> list[Json]:
        blocks = [line_block(each, self._agenda.user_id, self._now, self._time_zone, self._shown) for each in lines]
        more = count - len(lines)
        return [*blocks, *([context(f"And {more} more. {IN_HOME}")] if more else [])]

    def _text(self, line: Line) -> str:
        return line_text(line, self._agenda.user_id, self._now, self._time_zone)

    def _heading_of_recorded(self) -> str:
        count = len(self._plan.recorded)
        if not count:
            return f"*{NOTHING_MORE if self._plan.done else NOTHING_RECORDED}*"
        hours = f"{self._plan.length / timedelta(hours=1):.1f}".removesuffix(".0")
        price = f", {about(self._cost)}" if self._cost else ""
        return f"*Will be recorded ({count})* · {hours} {'hour' if hours == '1' else 'hours'}{price}"

    def _heading_of_left_out(self) -> str:
        return f"*Won't be recorded ({len(self._plan.left_out)})*"

    def _show_all(self) -> Json:
        whole = self._shown.model_copy(update={"is_whole": True})
        label = f"Show all {len(self._plan.left_out)}"
        return actions(Block.PLAN_BUTTONS, [button(label, Action.SHOW_WHOLE_PLAN, whole.value)])


def _troubles(plan: DayPlan, agenda: Agenda, now: datetime, time_zone: str) -> list[str]:
    """The gravest first."""
    failed = [f"The bot for {_title(each)} isn't scheduled. See why below." for each in plan.failed]
    overlaps = [
        f"{_title(first)} and {_title(second)} overlap from "
        f"{time_range(second.entry.start_time, _first_end(first, second), time_zone)}. Both will be recorded."
        for first, second in plan.overlaps
    ]
    unlinked = [
        f"“{defuse(meeting_title(each), LONGEST_NAME)}” ({short_date_and_time(each.start_time, time_zone)}) "
        "has no link that a bot can use."
        for each in plan.unlinked
    ]
    found = [*meeting_warnings(agenda, time_zone), *failed, *overlaps, *unlinked]
    more = len(found) - MOST_TROUBLES
    return [*found[:MOST_TROUBLES], *([f"And {more} more."] if more > 0 else [])]


def _title(line: Line) -> str:
    return f"“{title_of(line.entry, LONGEST_NAME)}”"


def _first_end(first: Line, second: Line) -> datetime:
    return min(first.entry.subject.end_time, second.entry.subject.end_time)


def _fit(lines: Iterable[str]) -> str:
    """As many whole lines as a message's own text may have."""
    kept: list[str] = []
    used = 0
    for line in lines:
        used += length(line) + 1
        if used > MAX_TEXT:
            return "\n".join([*kept, IN_HOME])
        kept.append(line)
    return "\n".join(kept)
