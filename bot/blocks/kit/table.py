"""Build the table block: rows of cells under a heading, in messages only, and one in each.

https://docs.slack.dev/reference/block-kit/blocks/table-block
"""

from collections.abc import Sequence
from datetime import datetime

from bot.blocks.kit.block_kit import TABLE_ROWS, Json
from bot.blocks.kit.mrkdwn import clean, shorten
from bot.blocks.kit.times import spell_out_time

CELL_TEXT = 30


def table(heading: Sequence[str], rows: Sequence[Sequence[Json]]) -> Json:
    """`rows` have as many cells as the heading. Raises ValueError for more rows than Slack takes."""
    if not 0 < len(rows) < TABLE_ROWS:
        raise ValueError(f"a table with {len(rows)} rows")
    return {
        "type": "table",
        "column_settings": [{"is_wrapped": True} for _ in heading],
        "rows": [[text_cell(each) for each in heading], *(list(row) for row in rows)],
    }


def text_cell(text: str, longest: int = CELL_TEXT) -> Json:
    """Outside text too: nothing is parsed in it."""
    return {"type": "raw_text", "text": shorten(clean(text) or "–", longest)}


def date_cell(moment: datetime, pattern: str, time_zone: str) -> Json:
    """As each reader has it in Slack: in their zone, with 12 or 24 hours. `pattern` holds Slack's date tokens."""
    date = {
        "type": "date",
        "timestamp": int(moment.timestamp()),
        "format": pattern,
        "fallback": spell_out_time(moment, time_zone),
    }
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [date]}]}
