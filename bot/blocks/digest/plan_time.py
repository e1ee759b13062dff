"""Offer when the day's plan is sent by direct message, and read what was chosen."""

from bot.blocks.digest.plan_button import PlanButton
from bot.blocks.kit.block_kit import Json, actions, option, static_select
from bot.blocks.names import SUFFIX_MARK, Action, Block, with_suffix

NEVER = "never"
_FIRST, _LAST, _STEP = 5 * 60, 22 * 60, 30


def plan_time_row(plan_at: int | None, shown: PlanButton) -> Json:
    """The menu knows nothing of the message it stands in: the block's id carries that."""
    chosen = NEVER if plan_at is None else str(plan_at)
    select = static_select(Action.CHOOSE_PLAN_TIME, _options(plan_at), chosen, placeholder="Send the plan every day")
    return actions(with_suffix(Block.PLAN_TIME, shown.value), [select])


def read_plan_time(value: str | None) -> int | None:
    """Minutes after midnight; None: no plan is sent. Raises ValueError for what was not offered."""
    if value == NEVER:
        return None
    minute = int(value or "")
    if not 0 <= minute < 24 * 60:
        raise ValueError("no minute of a day")
    return minute


def read_shown_plan(block_id: str) -> str:
    """The value of the message's buttons."""
    return block_id.partition(SUFFIX_MARK)[2]


def _options(plan_at: int | None) -> list[Json]:
    minutes = sorted({*range(_FIRST, _LAST + 1, _STEP), *([] if plan_at is None else [plan_at])})
    timed = [option(f"Sent to me every day at {each // 60:02}:{each % 60:02}", str(each)) for each in minutes]
    return [option("Not sent to me", NEVER), *timed]
