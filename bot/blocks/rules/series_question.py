"""Ask once, in a direct message, whether a series that goes on as a new one is recorded too."""

from datetime import datetime

from bot.blocks.kit.block_kit import Json, MessageContent, actions, button, section
from bot.blocks.kit.button_value import series_value
from bot.blocks.kit.dates import short_date_and_time
from bot.blocks.kit.meeting_title import NO_TITLE
from bot.blocks.kit.mrkdwn import defuse
from bot.blocks.kit.times import spell_out_time
from bot.blocks.names import Action, Block
from bot.core.identifiers import CalendarEventId

ASKED = "We ask only once."
RECORDED_TOO = "It's recorded too."
NOT_RECORDED = "It isn't recorded."
NOT_FOUND = "We can't find that series anymore. To record it, schedule one of its meetings."


def build_series_question(
    series_id: str, event_id: CalendarEventId, title: str | None, next_start: datetime, time_zone: str
) -> MessageContent:
    """`event_id` is the first of the new one, which starts at `next_start`."""
    value = series_value(series_id, event_id)
    yes = button("Yes, record it too", Action.CONTINUE_SERIES, value, style="primary")
    no = button("No", Action.END_SERIES, value)
    asked = f"{_fact(title, short_date_and_time(next_start, time_zone))} Record it too? {ASKED}"
    spoken = f"{_fact(title, spell_out_time(next_start, time_zone))} Record it too? {ASKED}"
    return MessageContent(spoken, [section(asked), actions(Block.SERIES_BUTTONS, [yes, no])])


def build_series_answer(question: list[Json], text: str, answer: str) -> MessageContent:
    """The question without its buttons, and the answer. `question` and `text` are the message as it was sent."""
    kept = [block for block in question if block.get("type") == "section"]
    return MessageContent(f"{text} {answer}", [*kept, section(f"*{answer}*")])


def _fact(title: str | None, when: str) -> str:
    what = defuse(title, 200, otherwise=NO_TITLE)
    return f"*{what}*, which you record, seems to continue as a new series from {when}."
