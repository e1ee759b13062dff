"""Summarize one recording: highlights always, and a model's summary where one is configured."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial

import structlog

from bot.core.booking.model import Booking
from bot.core.summaries.highlights import make_highlights
from bot.core.summaries.model import Highlights, MeetingNotes, Summary, SummaryFailure
from bot.core.summaries.model_error import ModelError
from bot.core.summaries.parts import DividedMeeting, divide_meeting, list_participants
from bot.core.summaries.prompt import Prompt, build_merge_prompt, build_summary_prompt
from bot.core.summaries.validate import read_summary
from bot.core.transcripts.turns import Turn
from bot.scheduling.recordings import Recordings
from bot.scheduling.summaries.paid_model import PaidDocument, PaidModel
from bot.store.model_calls import ModelCall
from bot.store.summaries import DueSummary, SummaryResult

log = structlog.get_logger()

IsWanted = Callable[[DueSummary], Awaitable[bool]]


class TranscriptNotThere(Exception):
    """Recall shows no transcript that can be read now."""


class NoLongerWanted(Exception):
    """The recording was deleted meanwhile: no more of what was said goes to the model."""


class Summarize:
    """Pure but for reading the transcript and asking the model; what comes of it is the caller's to keep."""

    def __init__(self, recordings: Recordings, model: PaidModel | None, is_wanted: IsWanted) -> None:
        self._recordings = recordings
        self._model = model
        self._is_wanted = is_wanted  # asked before each call to the model

    async def run(self, due: DueSummary, booking: Booking) -> SummaryResult:
        """Raises RecallError, TranscriptNotThere, NoLongerWanted, and ModelError for a model that may be asked again
        soon."""
        turns = await self._recordings.load_turns(booking)
        if turns is None:
            raise TranscriptNotThere
        if not any(turn.text for turn in turns):
            return SummaryResult(failure=SummaryFailure.NOTHING_SAID)
        highlights = await asyncio.to_thread(make_highlights, turns)
        if self._model is None:
            return SummaryResult(notes=MeetingNotes(highlights=highlights))
        return await self._ask(self._model, due, turns, highlights)

    async def _ask(
        self, model: PaidModel, due: DueSummary, turns: Sequence[Turn], highlights: Highlights
    ) -> SummaryResult:
        """A failure of the model's leaves the highlights."""
        meeting = divide_meeting(turns)
        spent = _Spent()
        try:
            summary = await self._summarize(model, due, meeting, list_participants(turns), spent)
        except ModelError as error:
            if error.is_passing:
                raise
            log.warning("not summarized", failure=error.failure.value, code=error.code)
            notes = MeetingNotes(highlights=highlights)
            return spent.result(notes=notes, failure=error.failure)
        notes = MeetingNotes(highlights=highlights, summary=summary, was_cut=meeting.was_cut)
        return spent.result(notes=notes, model=model.model)

    async def _summarize(
        self, model: PaidModel, due: DueSummary, meeting: DividedMeeting, people: Sequence[str], spent: "_Spent"
    ) -> Summary:
        """Part after part, then the whole of them. Raises ModelError."""
        count = len(meeting.parts)
        parts = []
        for number, turns in enumerate(meeting.parts, 1):
            which = f"{number} of {count}" if count > 1 else ""
            prompt = build_summary_prompt(turns, people, which)
            parts.append(await self._paid(model, due, f"{number}/{count}", prompt, people, spent))
        if count == 1:
            return parts[0]
        return await self._paid(model, due, f"all/{count}", build_merge_prompt(parts, people), people, spent)

    async def _paid(
        self, model: PaidModel, due: DueSummary, what: str, prompt: Prompt, people: Sequence[str], spent: "_Spent"
    ) -> Summary:
        if not await self._is_wanted(due):
            raise NoLongerWanted
        call = ModelCall(due.booking_id, f"{due.bot_id}/{what}", due.round)
        paid = await model.ask(call, prompt, partial(read_summary, participants=people))
        spent.add(paid)
        return paid.document


class _Spent:
    """Counts what the calls of one round have used."""

    def __init__(self) -> None:
        self._input_tokens = 0
        self._output_tokens = 0

    def add(self, paid: PaidDocument[Summary]) -> None:
        self._input_tokens += paid.input_tokens
        self._output_tokens += paid.output_tokens

    def result(
        self, *, notes: MeetingNotes, failure: SummaryFailure | None = None, model: str | None = None
    ) -> SummaryResult:
        return SummaryResult(
            notes=notes,
            failure=failure,
            model=model,
            input_tokens=self._input_tokens,
            output_tokens=self._output_tokens,
        )
