"""Answer a person's question about a meeting: by the model if one is configured, else by a search. Nothing is kept."""

import asyncio
import hashlib
from collections.abc import Sequence
from functools import partial

import structlog

from bot.core.access.people import Person
from bot.core.booking.model import Booking
from bot.core.identifiers import BookingId, BotId
from bot.core.summaries.model_error import ModelError
from bot.core.summaries.question import MeetingAnswer, answer_by_search, build_question_prompt, read_answer
from bot.core.transcripts.turns import Turn
from bot.scheduling.recordings import Recordings
from bot.scheduling.summaries.paid_model import PaidModel
from bot.store.model_calls import ModelCall

log = structlog.get_logger()

# A model takes its time, and other people's clicks need their turns.
MOST_AT_ONCE = 5


class AskAboutMeeting:
    def __init__(self, recordings: Recordings, model: PaidModel | None) -> None:
        self._recordings = recordings
        self._model = model
        self._asked = 0

    @property
    def has_model(self) -> bool:
        return self._model is not None

    async def authorize(self, person: Person, booking_id: BookingId, bot_id: BotId | None) -> Booking:
        """The booking, if the person may see its recording. Raises Refused."""
        return await self._recordings.authorize(person, booking_id, bot_id)

    async def answer(self, booking: Booking, question: str, key: str) -> MeetingAnswer:
        """`key` is the same for a question that is sent twice: it is paid for once. Raises RecallError."""
        if self._asked >= MOST_AT_ONCE:
            return MeetingAnswer(is_busy=True)
        self._asked += 1
        try:
            return await self._answer(booking, question, key)
        finally:
            self._asked -= 1

    async def _answer(self, booking: Booking, question: str, key: str) -> MeetingAnswer:
        turns = await self._recordings.load_turns(booking)
        if turns is None:
            return MeetingAnswer(has_transcript=False)
        if self._model is None or not any(turn.text for turn in turns):
            return await asyncio.to_thread(answer_by_search, turns, question)
        return await self._ask(self._model, booking, turns, question, key)

    async def _ask(
        self, model: PaidModel, booking: Booking, turns: Sequence[Turn], question: str, key: str
    ) -> MeetingAnswer:
        """A model that fails leaves what a search finds."""
        digest = hashlib.sha256(f"{key} {question}".encode()).hexdigest()[:32]
        call = ModelCall(booking.id, f"question/{digest}", 1)
        prompt = await asyncio.to_thread(build_question_prompt, turns, question)
        try:
            paid = await model.ask(call, prompt, partial(read_answer, turns=turns), is_kept=False)
        except ModelError as error:
            log.warning("question not answered", failure=error.failure.value, code=error.code)
            return await asyncio.to_thread(answer_by_search, turns, question, error.failure)
        return paid.document
