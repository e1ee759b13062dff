"""Render what a rule would do in the next days: which meetings and why, hours, about how much."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from bot.blocks.kit.block_kit import Json, context, divider, modal, section
from bot.blocks.kit.dates import short_date_and_time
from bot.blocks.kit.meeting_title import NO_TITLE
from bot.blocks.kit.mrkdwn import defuse
from bot.blocks.messages.why_booked import explain_reason
from bot.blocks.names import Callback
from bot.blocks.rules.draft import RuleDraft
from bot.core.costs.words import about
from bot.core.identifiers import UserId
from bot.core.rules.preview import Line, Preview

LONGEST_TITLE = 100
MOST_RECORDED = 30
MOST_LEFT_OUT = 20
LINES_A_BLOCK = 8  # each may be long
NOTHING_YET = "Nothing is scheduled until you turn it on."
NOT_SAVED_YET = "Nothing changes until you save."
LOADING = "*Looking at your next 7 days…*"
NO_OWN_CALENDAR = (
    "*No calendar is connected for you.* A rule records only what is in your own calendar. Connect it in App Home."
)
NONE_MATCH = "*No meeting in the next 7 days would be recorded.*"
NOTHING_MORE = "*Your rule would add no meeting in the next 7 days.*"


def build_preview(
    draft: RuleDraft,
    preview: Preview,
    cost: Decimal,
    reader: UserId,
    time_zone: str,
    *,
    is_on: bool,
    has_calendar: bool = True,
) -> Json:
    """`cost` in dollars; `reader`: whose rule it is; `is_on`: it is on already, and is changed; `has_calendar`: of
    their own, whose meetings alone a rule is about.
    """
    return modal(
        Callback.RULES_PREVIEW,
        "Preview",
        [
            *([] if has_calendar else [section(NO_OWN_CALENDAR)]),
            *_blocks(preview, cost, reader, time_zone, is_on=is_on),
        ],
        submit="Save changes" if is_on else "Turn on",
        private_metadata=draft.model_dump_json(),
    )


def build_preview_notice(sentence: str, external_id: str = "") -> Json:
    """In place of a preview: that it takes a moment, or why there is none. `external_id` finds the view again."""
    view = modal(Callback.RULES_ANSWER, "Preview", [section(sentence)])
    return view | ({"external_id": external_id} if external_id else {})


def _blocks(preview: Preview, cost: Decimal, reader: UserId, time_zone: str, *, is_on: bool) -> list[Json]:
    left_out = [line for line in preview.lines if not line.decision.records]
    others = preview.recorded_by_others
    by_hand = len(preview.lines) - len(preview.recorded) - len(others) - len(left_out)
    return [
        section(_sum(preview, cost)),
        context(NOT_SAVED_YET if is_on else NOTHING_YET),
        *_listed([_recorded_line(line, reader, time_zone) for line in preview.recorded], MOST_RECORDED),
        *([section(f"*Recorded because of others: {_meetings(len(others))}*")] if others else []),
        *_listed([_recorded_line(line, reader, time_zone) for line in others], MOST_LEFT_OUT),
        *([context(f"{_meetings(by_hand)} already scheduled by someone.")] if by_hand else []),
        *([divider(), section(f"*Won't be recorded: {_meetings(len(left_out))}*")] if left_out else []),
        *_listed([_left_out_line(line, reader, time_zone) for line in left_out], MOST_LEFT_OUT),
    ]


def _sum(preview: Preview, cost: Decimal) -> str:
    if not preview.recorded:
        return NOTHING_MORE if preview.recorded_by_others else NONE_MATCH
    hours = f"{preview.length / timedelta(hours=1):.1f}".removesuffix(".0")
    unit = "hour" if hours == "1" else "hours"
    price = f", {about(cost)}" if cost else ""
    return f"*In the next 7 days: {_meetings(len(preview.recorded))}, {hours} {unit}{price}*"


def _meetings(count: int) -> str:
    return "1 meeting" if count == 1 else f"{count} meetings"


def _recorded_line(line: Line, reader: UserId, time_zone: str) -> str:
    return f"{_meeting(line, time_zone)}\n_{_why(line, reader)}_"


def _left_out_line(line: Line, reader: UserId, time_zone: str) -> str:
    return f"{_meeting(line, time_zone)} – {_why(line, reader)}"


def _meeting(line: Line, time_zone: str) -> str:
    title = defuse(line.meeting.title, LONGEST_TITLE, otherwise=NO_TITLE)
    return f"• {short_date_and_time(line.meeting.start_time, time_zone)} · {title}"


def _why(line: Line, reader: UserId) -> str:
    return explain_reason(line.decision.reason, line.decision.owner, reader)


def _listed(lines: Sequence[str], most: int) -> list[Json]:
    shown, more = lines[:most], len(lines) - most
    blocks = [section("\n".join(shown[at : at + LINES_A_BLOCK])) for at in range(0, len(shown), LINES_A_BLOCK)]
    return [*blocks, *([context(f"And {more} more.")] if more > 0 else [])]
