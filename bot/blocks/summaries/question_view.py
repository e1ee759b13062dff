"""Render the modal in which a person asks about a meeting, and the answer, for them alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.blocks.kit.block_kit import Json, context, divider, input_block, modal, section, text_input
from bot.blocks.kit.element_state import object_of, text_of
from bot.blocks.kit.meeting_title import meeting_title
from bot.blocks.kit.mrkdwn import defuse
from bot.blocks.kit.times import time_in_recording
from bot.blocks.names import Action, Block, Callback
from bot.blocks.summaries.words import SOMEONE, failure_sentence
from bot.core.booking.model import Booking
from bot.core.identifiers import BookingId, BotId
from bot.core.summaries.question import QUESTION_LIMIT, MeetingAnswer
from bot.core.summaries.search import FoundTurn

TITLE = "Ask about this meeting"
ASK_SOMETHING = "Type a question about the meeting."
WORKING = "Reading the transcript…"
TOO_MANY = "Many people are asking right now. Try again in a minute."
NOT_POSSIBLE = "We couldn't answer that."
NOT_FOUND = "Nothing in the transcript matches these words. Try others."
NOT_ANSWERED = "The transcript doesn't answer that."
NO_TRANSCRIPT = "There's no transcript of this meeting to read."
BY_SEARCH = "Found by a search for these words, without AI."
BY_MODEL = "Written by AI from the transcript. Check it against the quotes."
FROM_PLACES = "*From the transcript*"


class QuestionContext(BaseModel):
    """The modal's `private_metadata`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    v: Literal[1]
    booking_id: BookingId
    bot_id: BotId | None = None


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    booking_id: BookingId
    bot_id: BotId | None
    text: str


def build_question_view(
    booking: Booking, *, has_model: bool, question: str = "", answer: MeetingAnswer | None = None
) -> Json:
    """With an answer it stands above the field, in which the person can ask on."""
    label = "Your question" if has_model else "Words to search for"
    field = input_block(
        Block.QUESTION,
        label,
        text_input(Action.ANSWER, question if answer is None else "", QUESTION_LIMIT),
        hint=_hint(has_model=has_model),
    )
    title = section(f"*{defuse(meeting_title(booking.meeting), 200)}*")
    answered = [*_answer_blocks(question, answer), divider()] if answer else []
    return modal(
        Callback.ASK_ABOUT_MEETING,
        TITLE if has_model else "Search this meeting",
        [title, *answered, field],
        submit="Ask" if has_model else "Search",
        private_metadata=_context(booking),
    )


def build_working_view(question: str, sentence: str = WORKING) -> Json:
    """`sentence` is ours."""
    asked = [section(_asked(question))] if question else []
    return modal(Callback.ASK_ABOUT_MEETING, TITLE, [*asked, section(sentence)])


def read_question(view: Json) -> AskedQuestion | None:
    """None for a view that is not one of ours. An empty question has an empty text."""
    try:
        context = QuestionContext.model_validate_json(text_of(view.get("private_metadata")))
    except ValidationError:
        return None
    values = object_of(object_of(view.get("state")).get("values"))
    element = object_of(object_of(values.get(Block.QUESTION)).get(Action.ANSWER))
    return AskedQuestion(context.booking_id, context.bot_id, text_of(element.get("value")).strip()[:QUESTION_LIMIT])


def _context(booking: Booking) -> str:
    return QuestionContext(v=1, booking_id=booking.id, bot_id=booking.bot.bot_id).model_dump_json()


def _hint(*, has_model: bool) -> str:
    return "Only you see the answer." if has_model else "Only you see the results."


def _answer_blocks(question: str, answer: MeetingAnswer) -> list[Json]:
    return [section(_asked(question)), *_told(answer), *_place_blocks(answer.places), *_label(answer)]


def _asked(question: str) -> str:
    return f"*{defuse(question, QUESTION_LIMIT * 2, otherwise='–')}*"


def _told(answer: MeetingAnswer) -> list[Json]:
    if answer.is_busy:
        return [section(TOO_MANY)]
    if not answer.has_transcript:
        return [section(NO_TRANSCRIPT)]
    if answer.failure is not None:
        return [section(failure_sentence(answer.failure))]
    if answer.text:
        return [section(defuse(answer.text, 2800, otherwise="–"))]
    if answer.by_model:
        return [section(NOT_ANSWERED)]
    return [] if answer.places else [section(NOT_FOUND)]


def _place_blocks(places: Sequence[FoundTurn]) -> list[Json]:
    lines = [
        section(
            f"*{defuse(place.speaker, 80, otherwise=SOMEONE)}*  {time_in_recording(place.start)}\n"
            f"{defuse(place.excerpt, 600, otherwise='–')}"
        )
        for place in places
    ]
    return [section(FROM_PLACES), *lines] if lines else []


def _label(answer: MeetingAnswer) -> list[Json]:
    if answer.by_model and answer.text:
        return [context(BY_MODEL)]
    return [context(BY_SEARCH)] if answer.places else []
