"""Merge a transcript's words into turns that people can read: who spoke, from when on, and what they said."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

# A turn that has come to this length ends with its sentence, and one to the longest with its word.
COMFORTABLE_LENGTH = 500
LONGEST_TURN = 1500
# After such a silence the next words get a time of their own.
PAUSE_SECONDS = 30.0
# People talk at the same time. Who interrupts does so between two phrases, lest both sentences are torn into words:
# a phrase ends with its sentence, at a breath, or when it has grown long.
BREATH_SECONDS = 1.0
LONGEST_PHRASE_SECONDS = 20.0
_DENSE = re.compile(r"[\u0e00-\u0e7f\u3000-\u30ff\u3400-\u9fff\uff00-\uff60]")
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
    spoken: float | None = None  # seconds without the pauses in between; None: all of it

    @property
    def spoken_seconds(self) -> float:
        return max(0.0, self.end - self.start) if self.spoken is None else self.spoken


def merge_turns(utterances: Iterable[Utterance]) -> tuple[Turn, ...]:
    """In the order of their starts. What one participant says at a stretch is one turn, up to a readable length."""
    phrases = _merge(_word_turns(utterances), _is_phrase, _join_words)
    return tuple(_merge(sorted(phrases, key=lambda each: each.start), _continues, _join_phrases))


def join_turns(recordings: Iterable[Sequence[Turn]]) -> tuple[Turn, ...]:
    """Several recordings of one bot as if they were one: each begins where the one before ended."""
    joined: list[Turn] = []
    for turns in recordings:
        offset = max((turn.end for turn in joined), default=0.0)
        joined.extend(replace(turn, start=turn.start + offset, end=turn.end + offset) for turn in turns)
    return tuple(joined)


def _merge(
    turns: Iterable[Turn], continues: Callable[[Turn, Turn], bool], join: Callable[[Turn, Turn], Turn]
) -> list[Turn]:
    """Join each with the one before where it continues that."""
    merged: list[Turn] = []
    for turn in turns:
        if merged and continues(merged[-1], turn):
            merged[-1] = join(merged[-1], turn)
        else:
            merged.append(turn)
    return merged


def _join_words(last: Turn, turn: Turn) -> Turn:
    """Scripts without spaces get none."""
    is_dense = _DENSE.match(last.text[-1:]) and _DENSE.match(turn.text[:1])
    return replace(last, text=f"{last.text}{'' if is_dense else ' '}{turn.text}", end=max(last.end, turn.end))


def _join_phrases(last: Turn, turn: Turn) -> Turn:
    return replace(_join_words(last, turn), spoken=last.spoken_seconds + turn.spoken_seconds)


def _is_phrase(last: Turn, turn: Turn) -> bool:
    """Whether a word belongs to the phrase before it, of the same utterance or the next of the same person."""
    is_whole = last.text.endswith(_ENDS_OF_SENTENCES) or turn.end - last.start > LONGEST_PHRASE_SECONDS
    is_too_long = len(last.text) + len(turn.text) >= LONGEST_TURN
    is_next = last.start <= turn.start < last.end + BREATH_SECONDS
    return _is_by_the_same(last, turn) and is_next and not is_whole and not is_too_long


def _is_by_the_same(last: Turn, turn: Turn) -> bool:
    return (last.speaker_id, last.speaker) == (turn.speaker_id, turn.speaker)


def _continues(last: Turn, turn: Turn) -> bool:
    is_full = len(last.text) >= COMFORTABLE_LENGTH and last.text.endswith(_ENDS_OF_SENTENCES)
    is_too_long = len(last.text) + len(turn.text) >= LONGEST_TURN
    return _is_by_the_same(last, turn) and not is_full and not is_too_long and turn.start - last.end < PAUSE_SECONDS


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
