"""Hand an agent what was said in a meeting, as a summary or highlights: all of it other people's words."""

from collections.abc import Iterable
from typing import Any

from bot.blocks.agents.untrusted import UNTRUSTED, clean_untrusted, leave_out_empty, mark_untrusted
from bot.core.summaries.model import Highlights, MeetingNotes, Quote, Summary, Task

LONGEST = 3000
MOST_LINES = 30
WRITTEN_BY_MODEL = "Summary, written by a model from the transcript:"
PICKED_BY_RULES = "Highlights, picked from the transcript (no AI):"


def describe_notes(notes: MeetingNotes) -> list[str]:
    """The summary, or where there is none the highlights."""
    if notes.summary is not None:
        cut = ["The meeting was so long that its middle was left out."] if notes.was_cut else []
        return [WRITTEN_BY_MODEL, *_summary_lines(notes.summary), *cut]
    return [PICKED_BY_RULES, *_highlight_lines(notes.highlights)]


def notes_facts(notes: MeetingNotes) -> dict[str, Any]:
    if notes.summary is None:
        found = notes.highlights
        quotes = [*found.key_sentences, *found.decision_lines, *found.task_lines]
        return {f"{UNTRUSTED}highlights": [_quote_facts(each) for each in quotes[:MOST_LINES]]}
    summary = notes.summary
    return {
        f"{UNTRUSTED}summary": leave_out_empty(
            {
                "overview": _clean(summary.overview),
                "decisions": [_clean(each) for each in summary.decisions],
                "tasks": [leave_out_empty({"text": _clean(each.text), "owner": each.owner}) for each in summary.tasks],
                "open_questions": [_clean(each) for each in summary.open_questions],
                "next_steps": [_clean(each) for each in summary.next_steps],
            }
        )
    }


def _summary_lines(summary: Summary) -> list[str]:
    return [
        mark_untrusted(summary.overview, limit=LONGEST),
        *_list("Decisions", summary.decisions),
        *_list("Tasks", (_task_words(each) for each in summary.tasks)),
        *_list("Open questions", summary.open_questions),
        *_list("Next steps", summary.next_steps),
    ]


def _task_words(task: Task) -> str:
    return f"{task.text} ({task.owner})" if task.owner else task.text


def _highlight_lines(highlights: Highlights) -> list[str]:
    return [
        *_list("Key sentences", (_quote_words(each) for each in highlights.key_sentences)),
        *_list("Lines that read like decisions", (_quote_words(each) for each in highlights.decision_lines)),
        *_list("Lines that read like tasks", (_quote_words(each) for each in highlights.task_lines)),
    ]


def _quote_words(quote: Quote) -> str:
    return f"{quote.speaker}: {quote.text}" if quote.speaker else quote.text


def _quote_facts(quote: Quote) -> dict[str, Any]:
    return leave_out_empty({"speaker": quote.speaker, "text": _clean(quote.text), "seconds": quote.start})


def _list(heading: str, texts: Iterable[str]) -> list[str]:
    lines = [f"- {mark_untrusted(text, limit=LONGEST)}" for text in list(texts)[:MOST_LINES]]
    return [f"{heading}:", *lines] if lines else []


def _clean(text: str) -> str:
    return clean_untrusted(text, limit=LONGEST)
