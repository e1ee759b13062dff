"""Model what is kept of a meeting: highlights that need no model, and the summary that a model wrote.

Every text in here came from a meeting or from a model: it is cleaned (text.py), and still shown as text only.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from bot.core.identifiers import BookingId, BotId


class SummaryProvider(StrEnum):
    """Who writes summaries, as `SUMMARY_PROVIDER` says."""

    OFF = "off"
    HIGHLIGHTS = "highlights"
    OPENAI = "openai"  # any endpoint that speaks OpenAI's chat completions
    ANTHROPIC = "anthropic"

    @property
    def is_model(self) -> bool:
        return self in {SummaryProvider.OPENAI, SummaryProvider.ANTHROPIC}


class SummaryState(StrEnum):
    DUE = "due"  # the worker has it in its queue, or at work
    READY = "ready"
    FAILED = "failed"  # there may be highlights nevertheless


class SummaryFailure(StrEnum):
    """Why there is no summary. Each has a sentence, and a person may try again."""

    SLOW = "slow"  # no answer in time
    DOWN = "down"  # no connection, an error of the endpoint's, or too many requests
    REFUSED = "refused"  # the model declined
    NONSENSE = "nonsense"  # no usable answer, repaired once without success
    MISCONFIGURED = "misconfigured"  # the endpoint takes neither key, model nor request: an admin's to fix
    INTERRUPTED = "interrupted"  # this program was stopped while it waited for the answer
    BUDGET = "budget"  # the day's tokens are spent
    NO_TRANSCRIPT = "no_transcript"  # Recall no longer has it
    NOTHING_SAID = "nothing_said"
    BROKEN = "broken"  # an error of our own


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Task(_Kept):
    """Something that was promised. `owner` is a participant's name, and only of one who took it on."""

    text: str
    owner: str | None = None


class Summary(_Kept):
    """What a model made of the transcript, validated."""

    overview: str
    decisions: tuple[str, ...] = ()
    tasks: tuple[Task, ...] = ()
    open_questions: tuple[str, ...] = ()
    next_steps: tuple[str, ...] = ()
    language: str = ""  # of the meeting, as a language tag


class TalkTime(_Kept):
    speaker: str | None
    seconds: int
    share: float  # of all that was said, from 0 to 1


class Chapter(_Kept):
    """A stretch about one thing. Seconds count from the start of the recording; `words` are what is special to it."""

    start: int
    end: int
    words: tuple[str, ...] = ()


class Quote(_Kept):
    """A sentence as it was said, and by whom: no one's task, whatever it says."""

    start: int
    speaker: str | None
    text: str
    rank: int = 0  # of a key sentence: 0 is the one that says most


class Highlights(_Kept):
    """Counted and picked by rules, without a model, and labelled so."""

    talk_time: tuple[TalkTime, ...] = ()
    chapters: tuple[Chapter, ...] = ()
    key_sentences: tuple[Quote, ...] = ()
    decision_lines: tuple[Quote, ...] = ()
    task_lines: tuple[Quote, ...] = ()
    language: str = ""


class MeetingNotes(_Kept):
    """All that is kept of what was said."""

    highlights: Highlights
    summary: Summary | None = None
    was_cut: bool = False  # the meeting was so long that the model did not get its middle


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryRecord:
    """What the database holds about a recording's summary."""

    booking_id: BookingId
    bot_id: BotId
    state: SummaryState
    round: int  # rises with each *Summarize again*
    notes: MeetingNotes | None = None
    failure: SummaryFailure | None = None
    model: str | None = None  # None: no model was asked
    input_tokens: int = 0
    output_tokens: int = 0
    made_at: datetime | None = None
