"""Render the whole summary as a modal, for a person who may read the recording."""

from collections.abc import Iterator, Sequence

from bot.blocks.kit.block_kit import SECTION_TEXT, Json, context, divider, modal, section
from bot.blocks.kit.dates import short_date_and_time
from bot.blocks.kit.meeting_title import meeting_title
from bot.blocks.kit.mrkdwn import defuse, length
from bot.blocks.kit.times import time_in_recording
from bot.blocks.names import Callback
from bot.blocks.summaries.buttons import (
    again_button,
    question_button,
    share_button,
    summary_buttons,
    transcript_button,
)
from bot.blocks.summaries.words import (
    BULLET,
    DECISION_LINES,
    NO_AI,
    TASK_LINES,
    bullets,
    failure_sentence,
    is_line,
    quote_lines,
    talk_time_line,
    task_lines,
    tasks_to_copy,
)
from bot.core.booking.model import Booking
from bot.core.bot_config.durations import minutes_in_words
from bot.core.bot_config.settings import LANGUAGES
from bot.core.summaries.model import Chapter, Highlights, MeetingNotes, Summary, SummaryRecord, SummaryState

TITLE = "Summary"
NONE_YET = "There's no summary of this meeting."
AGAIN = "The meeting is being summarized again. The result goes in the card's thread, usually within minutes."
NOT_AGAIN = "The meeting is already being summarized, or summaries are off."
BEING_MADE = "The summary is being written. This usually takes a minute or two."
WAS_CUT = "The meeting was too long for the model, so its middle is left out."
LONGEST_ENTRY = 500
MOST_SPEAKERS = 12


def build_summary_view(
    booking: Booking,
    record: SummaryRecord | None,
    *,
    time_zone: str,
    has_model: bool,
    may_share: bool,
    are_on: bool = True,
) -> Json:
    """`booking` with the bot in place whose recording was summarized. `may_share`: and have it summarized (again).

    `are_on`: this installation makes summaries.
    """
    notes = record.notes if record else None
    blocks = [
        section(f"*{defuse(meeting_title(booking.meeting), 200)}*\n{_facts(booking, notes, time_zone)}"),
        *(section(sentence) for sentence in _state(record)),
        *(_notes_blocks(notes) if notes else []),
        *([context(_source(record))] if record and notes else []),
        summary_buttons(
            [
                transcript_button(booking),
                question_button(booking, has_model=has_model),
                *([share_button(booking)] if notes and may_share else []),
                *_again(booking, record, has_model=has_model, may=may_share and are_on),
            ]
        ),
    ]
    return modal(Callback.SUMMARY, TITLE, blocks)


def _again(booking: Booking, record: SummaryRecord | None, *, has_model: bool, may: bool) -> list[Json]:
    """Rules pick the same highlights each time: only a first time, and a model, are worth asking for."""
    if not may or (record is not None and not has_model):
        return []
    return [again_button(booking, "Summarize again" if record else "Summarize", has_model=has_model)]


def _facts(booking: Booking, notes: MeetingNotes | None, time_zone: str) -> str:
    seconds = booking.bot.recorded_seconds
    facts = [
        short_date_and_time(booking.meeting.start_time, time_zone),
        minutes_in_words(seconds) if seconds is not None else "",
        _language(notes),
    ]
    return " · ".join(filter(None, facts))


def _language(notes: MeetingNotes | None) -> str:
    """Of the meeting, as far as it is known by name."""
    if notes is None:
        return ""
    tag = (notes.summary.language if notes.summary else "") or notes.highlights.language
    return LANGUAGES.get(tag.partition("-")[0].lower(), "")


def _state(record: SummaryRecord | None) -> Iterator[str]:
    if record is None:
        yield NONE_YET
    elif record.state is SummaryState.DUE:  # perhaps once more, after a failure
        yield BEING_MADE
    elif record.failure is not None:
        yield f"*Not summarized.* {failure_sentence(record.failure)}"


def _notes_blocks(notes: MeetingNotes) -> list[Json]:
    summary = _summary_blocks(notes.summary) if notes.summary else []
    cut = [context(WAS_CUT)] if notes.was_cut else []
    return [*summary, *cut, *([divider()] if summary else []), *_highlight_blocks(notes.highlights)]


def _summary_blocks(summary: Summary) -> list[Json]:
    copied = tasks_to_copy(summary.tasks)
    return [
        *_part("Overview", [defuse(summary.overview, SECTION_TEXT - 100, otherwise="–")]),
        *_part("Decisions", bullets(summary.decisions, LONGEST_ENTRY)),
        *_part("Tasks", task_lines(summary.tasks, LONGEST_ENTRY)),
        *([context("Tasks to copy"), *_code_blocks(copied)] if copied else []),
        *_part("Open questions", bullets(summary.open_questions, LONGEST_ENTRY)),
        *_part("Next steps", bullets(summary.next_steps, LONGEST_ENTRY)),
    ]


def _highlight_blocks(highlights: Highlights) -> list[Json]:
    """Below a summary they say when what was said; the label stays."""
    talk_time = talk_time_line(highlights, MOST_SPEAKERS)
    others = [each for each in highlights.key_sentences if not is_line(each, highlights)]
    parts = [
        *_part("Talk time", [talk_time] if talk_time else []),
        *_part("Chapters", [_chapter_line(each) for each in highlights.chapters]),
        *_part("Key sentences", quote_lines(others, LONGEST_ENTRY)),
        *_part(DECISION_LINES, quote_lines(highlights.decision_lines, LONGEST_ENTRY)),
        *_part(TASK_LINES, quote_lines(highlights.task_lines, LONGEST_ENTRY)),
    ]
    return [section(f"*{NO_AI}*"), *parts] if parts else []


def _chapter_line(chapter: Chapter) -> str:
    times = f"{time_in_recording(chapter.start)}-{time_in_recording(chapter.end)}"
    words = ", ".join(defuse(word, 40) for word in chapter.words)
    return f"{BULLET} {times}{f'  {words}' if words else ''}"


def _part(title: str, lines: Sequence[str]) -> list[Json]:
    """As few sections as its lines fit in."""
    return [section(text) for text in _joined([f"*{title}*", *lines], SECTION_TEXT)] if lines else []


def _code_blocks(text: str) -> list[Json]:
    fence = "```"
    return [section(f"{fence}{part}{fence}") for part in _joined(text.splitlines(), SECTION_TEXT - 2 * len(fence))]


def _joined(lines: Sequence[str], limit: int) -> Iterator[str]:
    kept = ""
    for line in lines:
        longer = f"{kept}\n{line}" if kept else line
        if kept and length(longer) > limit:
            yield kept
            longer = line
        kept = longer
    if kept:
        yield kept


def _source(record: SummaryRecord) -> str:
    if record.model is None:
        return "Picked from the transcript without AI."
    return f"Summary written by {defuse(record.model, 80)} from the transcript. It may contain mistakes."
