"""Parse a downloaded transcript. https://docs.recall.ai/docs/download-schemas"""

from typing import Annotated

from pydantic import Field, TypeAdapter

from bot.core.transcripts.turns import Utterance, Word
from bot.recall.lenient import Lenient, ListOf, WireModel
from bot.recall.responses import UnreadableAnswer, read_json

_Seconds = Annotated[float, Field(ge=0, le=10_000_000, allow_inf_nan=False)]


class WireTimestamp(WireModel):
    relative: Lenient[_Seconds] = None


class WireWord(WireModel):
    """With some providers, such as the meeting's captions, a whole sentence."""

    text: Lenient[str] = Field(None, repr=False)
    start_timestamp: Lenient[WireTimestamp] = None
    end_timestamp: Lenient[WireTimestamp] = None


class WireParticipant(WireModel):
    id: Lenient[int | str] = None
    name: Lenient[str] = Field(None, repr=False)


class WireUtterance(WireModel):
    participant: Lenient[WireParticipant] = None
    words: ListOf[WireWord] = ()


_TRANSCRIPT = TypeAdapter(list[WireUtterance])


def parse_transcript(body: bytes) -> tuple[Utterance, ...]:
    """Raises UnreadableAnswer for anything but a list of utterances."""
    try:
        found = _TRANSCRIPT.validate_python(read_json(body))
    except ValueError:
        raise UnreadableAnswer("The transcript is not readable") from None
    return tuple(_utterance(each) for each in found)


def _utterance(wire: WireUtterance) -> Utterance:
    who = wire.participant or WireParticipant()
    words = tuple(
        Word(word.text or "", _seconds(word.start_timestamp), _seconds(word.end_timestamp)) for word in wire.words
    )
    return Utterance("" if who.id is None else str(who.id), who.name, words)


def _seconds(timestamp: WireTimestamp | None) -> float | None:
    return timestamp.relative if timestamp else None
