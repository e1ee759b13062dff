"""Merge a transcript's words into turns that people can read: who spoke, from when on, and what they said."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

# A turn that has come to this length ends with its sentence, and one to the longest with its word.
COMFORTABLE_LENGTH = 500
LONGEST_TURN = 1500
# After such a silence the next words get a time of their own.
PAUSE_SECONDS = 30.0
_ENDS_OF_SENTENCES = (".", "?", "!", "…", "。", "？", "！", "؟", "।")


@dataclass(frozen=True, slots=True)
class Word:
    """A word, or with some providers a whole sentence. Seconds count from the start of the recording."""

    text: str
    start: float | None = None
    end: float | None = None


@dataclass(frozen=True, slots=True)
class Utterance:
    """What one participant said without a break, as Recall delivers it."""

    speaker_id: str
    speaker: str | None
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Turn:
    """Text from outside: it is shown as it is, never parsed."""

    speaker_id: str
    speaker: str | None
    start: float
    end: float
    text: str


def merge_turns(utterances: Iterable[Utterance]) -> tuple[Turn, ...]:
    """In the order of their starts. What one participant says at a stretch is one turn, up to a readable length."""
    turns: list[Turn] = []
    for turn in sorted(_word_turns(utterances), key=lambda each: each.start):
        if turns and _continues(turns[-1], turn):
            last = turns[-1]
            turns[-1] = replace(last, text=f"{last.text} {turn.text}", end=max(last.end, turn.end))
        else:
            turns.append(turn)
    return tuple(turns)


def join_turns(recordings: Iterable[Sequence[Turn]]) -> tuple[Turn, ...]:
    """Several recordings of one bot as if they were one: each begins where the one before ended."""
    joined: list[Turn] = []
    for turns in recordings:
        offset = max((turn.end for turn in joined), default=0.0)
        joined.extend(replace(turn, start=turn.start + offset, end=turn.end + offset) for turn in turns)
    return tuple(joined)


def _continues(last: Turn, turn: Turn) -> bool:
    is_full = len(last.text) >= COMFORTABLE_LENGTH and last.text.endswith(_ENDS_OF_SENTENCES)
    is_too_long = len(last.text) + len(turn.text) >= LONGEST_TURN
    is_the_same = (last.speaker_id, last.speaker) == (turn.speaker_id, turn.speaker)
    return is_the_same and not is_full and not is_too_long and turn.start - last.end < PAUSE_SECONDS


def _word_turns(utterances: Iterable[Utterance]) -> Iterator[Turn]:
    """Each word as a turn of its own; one without a time is said right after the word before it."""
    now = 0.0
    for utterance in utterances:
        for word in _split_words(utterance.words):
            start = now if word.start is None else word.start
            now = max(start, start if word.end is None else word.end)
            yield Turn(utterance.speaker_id, utterance.speaker, start, now, word.text)


def _split_words(words: Sequence[Word]) -> Iterator[Word]:
    """Without white space around them, and none longer than a turn may be."""
    for word in words:
        text = " ".join(word.text.split())
        for place in range(0, len(text), LONGEST_TURN):
            yield replace(word, text=text[place : place + LONGEST_TURN])
