"""Word the parts of a summary. What was said, and what a model made of it, is outside text: shown, never parsed."""

from collections.abc import Iterable, Sequence

from bot.blocks.kit.mrkdwn import clean, defuse, escape, shorten
from bot.blocks.kit.times import time_in_recording
from bot.core.summaries.model import Highlights, Quote, Summary, SummaryFailure, Task

NO_AI = "Highlights (no AI)"
DECISION_LINES = "Sounds like a decision"
TASK_LINES = "Sounds like a task"
SOMEONE = "Someone"
BULLET = "•"
LONGEST_COPIED = 400  # five times as long at most, once it is escaped
_FAILURES = {
    SummaryFailure.SLOW: "The model took too long to answer.",
    SummaryFailure.DOWN: "The model can't be reached right now.",
    SummaryFailure.REFUSED: "The model declined to summarize this meeting.",
    SummaryFailure.NONSENSE: "The model's answer couldn't be used.",
    SummaryFailure.MISCONFIGURED: "The model isn't set up correctly. An app admin needs to fix this.",
    SummaryFailure.INTERRUPTED: "The app was restarted while the model was answering.",
    SummaryFailure.BUDGET: "Today's budget for summaries is used up. Try again tomorrow.",
    SummaryFailure.NO_TRANSCRIPT: "We couldn't read the transcript at Recall.ai.",
    SummaryFailure.NOTHING_SAID: "No one said anything, so there's nothing to summarize.",
}
NOT_SUMMARIZED = "Something went wrong on our side."
# What another try cannot change.
FINAL_FAILURES = frozenset({SummaryFailure.NOTHING_SAID})


def failure_sentence(failure: SummaryFailure) -> str:
    return _FAILURES.get(failure, NOT_SUMMARIZED)


def bullets(entries: Iterable[str], limit: int) -> list[str]:
    return [f"{BULLET} {defuse(entry, limit)}" for entry in entries]


def task_lines(tasks: Iterable[Task], limit: int) -> list[str]:
    """An owner is a name, not a mention: no one is notified of what they may not have promised."""
    return [
        f"{BULLET} {defuse(task.text, limit)}{f' – {defuse(task.owner, 80)}' if task.owner else ''}" for task in tasks
    ]


def quote_lines(quotes: Iterable[Quote], limit: int) -> list[str]:
    return [
        f"{BULLET} {time_in_recording(quote.start)} {defuse(quote.speaker, 80, otherwise=SOMEONE)}: "
        f"“{defuse(quote.text, limit)}”"
        for quote in quotes
    ]


def is_line(quote: Quote, highlights: Highlights) -> bool:
    """Whether a key sentence stands among the decisions or tasks as well."""
    lines = (*highlights.decision_lines, *highlights.task_lines)
    return any(quote.text in line.text for line in lines)


def talk_time_line(highlights: Highlights, most: int) -> str:
    """`Dana 45%, Jonas 30%`; empty where no one's name is known."""
    if not any(each.speaker for each in highlights.talk_time):
        return ""
    shares = [
        f"{defuse(each.speaker, 60, otherwise=SOMEONE)} {round(each.share * 100)}%"
        for each in highlights.talk_time[:most]
    ]
    return ", ".join(shares)


def tasks_to_copy(tasks: Sequence[Task]) -> str:
    """A list as other tools read it, for a code block: no marks are set apart in it, since they would be copied."""
    return "\n".join(_copied(task) for task in tasks)


def _copied(task: Task) -> str:
    owner = f" ({shorten(clean(task.owner), 80)})" if task.owner else ""
    return escape(f"- [ ] {shorten(clean(task.text, '–'), LONGEST_COPIED)}{owner}".replace("`", "'"))


def counted(summary: Summary) -> str:
    """`2 decisions, 3 tasks`; empty where there are neither."""
    counts = (
        (len(summary.decisions), "decision"),
        (len(summary.tasks), "task"),
        (len(summary.open_questions), "open question"),
    )
    return ", ".join(f"{number} {noun}{'' if number == 1 else 's'}" for number, noun in counts if number)
