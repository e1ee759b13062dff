"""Render the message that tells a card's thread what matters of the meeting, with the way to the rest."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.blocks.kit.block_kit import Json, MessageContent, context, section
from bot.blocks.kit.mrkdwn import defuse
from bot.blocks.summaries.buttons import (
    again_button,
    full_summary_button,
    question_button,
    share_button,
    summary_buttons,
    transcript_button,
)
from bot.blocks.summaries.words import (
    DECISION_LINES,
    FINAL_FAILURES,
    NO_AI,
    TASK_LINES,
    bullets,
    counted,
    failure_sentence,
    is_line,
    quote_lines,
    talk_time_line,
    task_lines,
)
from bot.core.access.title_visibility import is_read_by_others
from bot.core.booking.model import Booking
from bot.core.summaries.model import Highlights, Quote, Summary, SummaryFailure, SummaryRecord

LONGEST_OVERVIEW = 600
LONGEST_ENTRY = 200
MOST_DECISIONS, MOST_TASKS, MOST_QUOTES, MOST_LINES, MOST_SPEAKERS = 3, 5, 3, 5, 4
FOR_THE_INVITED = "People on the invitation can open it."
GONE = "The summary was deleted."


@dataclass(frozen=True, slots=True)
class SummaryToTell:
    """`shows_content`: anyone who reads the thread may read what was said."""

    record: SummaryRecord
    shows_content: bool
    has_model: bool


def build_summary_reply(booking: Booking, told: SummaryToTell) -> MessageContent:
    """The text says what the blocks say."""
    record = told.record
    parts = [_failure(record.failure)] if record.failure else []
    parts += content_of(record) if told.shows_content else [_kept_back(record)]
    written = [part for part in parts if part]
    source = [context(source_of(record))] if record.notes and told.shows_content else []
    blocks = [*map(section, written), *source, summary_buttons(_buttons(booking, told))]
    return MessageContent("\n\n".join(written), blocks)


def _failure(failure: SummaryFailure) -> str:
    return f"*Not summarized.* {failure_sentence(failure)}"


def _kept_back(record: SummaryRecord) -> str:
    if record.notes is None:
        return ""
    if record.notes.summary is None:
        return f"*{NO_AI}* of the meeting are ready. {FOR_THE_INVITED}"
    counts = counted(record.notes.summary)
    return f"*The meeting's summary is ready*{f': {counts}' if counts else ''}. {FOR_THE_INVITED}"


def content_of(record: SummaryRecord) -> list[str]:
    """What matters, in mrkdwn; some parts may be empty."""
    if record.notes is None:
        return []
    if record.notes.summary is not None:
        return _summary_parts(record.notes.summary)
    return _highlight_parts(record.notes.highlights)


def _summary_parts(summary: Summary) -> list[str]:
    decisions = bullets(summary.decisions[:MOST_DECISIONS], LONGEST_ENTRY)
    tasks = task_lines(summary.tasks[:MOST_TASKS], LONGEST_ENTRY)
    return [
        f"*Summary*\n{defuse(summary.overview, LONGEST_OVERVIEW, otherwise='–')}",
        _part("Decisions", decisions, len(summary.decisions)),
        _part("Tasks", tasks, len(summary.tasks)),
    ]


def _highlight_parts(highlights: Highlights) -> list[str]:
    """Labelled as what they are: picked by rules, and no one's task."""
    others = [each for each in highlights.key_sentences if not is_line(each, highlights)]
    best = sorted(sorted(others, key=lambda each: each.rank)[:MOST_QUOTES], key=lambda each: each.start)
    talk_time = talk_time_line(highlights, MOST_SPEAKERS)
    return [
        _part(NO_AI, quote_lines(best, LONGEST_ENTRY), len(others)) or f"*{NO_AI}*",
        _quotes(DECISION_LINES, highlights.decision_lines),
        _quotes(TASK_LINES, highlights.task_lines),
        f"*Talk time*  {talk_time}" if talk_time else "",
    ]


def _quotes(title: str, quotes: Sequence[Quote]) -> str:
    return _part(title, quote_lines(quotes[:MOST_LINES], LONGEST_ENTRY), len(quotes))


def _part(title: str, lines: list[str], count: int) -> str:
    more = [f"_{count - len(lines)} more in the full summary_"] if count > len(lines) else []
    return "\n".join([f"*{title}*", *lines, *more]) if lines else ""


def source_of(record: SummaryRecord) -> str:
    if record.model is None:
        return "Picked from the transcript without AI."
    return f"Written by {defuse(record.model, 80)} from the transcript. It may contain mistakes."


def _buttons(booking: Booking, told: SummaryToTell) -> list[Json]:
    record = told.record
    is_final = record.failure in FINAL_FAILURES
    again = again_button(booking, "Try again" if record.failure else "Summarize again", has_model=told.has_model)
    return [
        *([full_summary_button(booking)] if record.notes else []),
        transcript_button(booking),
        *([] if is_final else [question_button(booking, has_model=told.has_model)]),
        *([share_button(booking)] if record.notes and _is_kept_to_few(booking, told) else []),
        *([] if is_final or not told.has_model else [again]),
    ]


def _is_kept_to_few(booking: Booking, told: SummaryToTell) -> bool:
    """A private card, or a thread that does not say what was said."""
    return not told.shows_content or not is_read_by_others(booking)
