"""Split turns into sentences with the words that say what they are about."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.core.summaries.languages.language import Language
from bot.core.transcripts.turns import Turn

LONGEST_SENTENCE = 400  # characters: speech without full stops is cut there
STEM = 6  # letters: what words of one kin have in common in most languages that add endings
_SENTENCE = re.compile(r"[^.?!…。？！؟।]{1,400}(?:[.?!…](?!\s|$)[^.?!…。？！؟।]{0,400})*[.?!…。？！؟।]*\s*")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_JAPANESE_WORD = re.compile(r"[\u4e00-\u9fff]{2,8}|[\u30a0-\u30ff]{2,16}|[A-Za-z]{2,}")
_CHINESE_RUN = re.compile(r"[\u4e00-\u9fff]+|[A-Za-z]{2,}")
_THAI_RUN = re.compile(r"[\u0e00-\u0e7f]+|[A-Za-z]{2,}")


@dataclass(frozen=True, slots=True)
class Sentence:
    """`stems` are what its content words have in common with others."""

    start: float
    speaker: str | None
    text: str
    stems: frozenset[str]


def split_sentences(turns: Sequence[Turn], language: Language) -> list[Sentence]:
    return [sentence for turn in turns for sentence in _sentences_of(turn, language)]


def find_words(text: str, language: Language) -> list[str]:
    """Its content words, as they were said. Scripts without spaces are cut into pieces that tend to be words."""
    if language.tag == "ja":
        return [word for word in _JAPANESE_WORD.findall(text) if word not in language.stop_words]
    if language.tag in {"zh", "th"}:
        run = _CHINESE_RUN if language.tag == "zh" else _THAI_RUN
        size = 2 if language.tag == "zh" else 4
        return [piece for found in run.findall(text) for piece in _cut(found, size)]
    words = _WORD.findall(text)
    return [word for word in words if len(word) > 2 and _fold(word) not in language.stop_words]


def asks(sentence: Sentence) -> bool:
    return sentence.text.rstrip().endswith(("?", "？", "؟", "か。", "か"))


def stem(word: str) -> str:
    return _fold(word)[:STEM]


def _sentences_of(turn: Turn, language: Language) -> Iterator[Sentence]:
    """A sentence's time is estimated from its place in the turn."""
    length = len(turn.text) or 1
    for place, text in _split_text(turn.text, language):
        start = turn.start + (turn.end - turn.start) * place / length
        stems = frozenset(stem(word) for word in find_words(text, language))
        yield Sentence(start, turn.speaker, text, stems)


def _split_text(text: str, language: Language) -> Iterator[tuple[int, str]]:
    """Each sentence with its place. The full stop of an abbreviation, or of an ordinal, ends none."""
    begun, kept = 0, ""
    for found in _SENTENCE.finditer(text):
        kept += found.group()
        is_unfinished = language.unfinished is not None and language.unfinished.search(kept.rstrip())
        if is_unfinished and len(kept) < LONGEST_SENTENCE:
            continue
        if kept.strip():
            yield begun, kept.strip()
        begun, kept = found.end(), ""
    if kept.strip():
        yield begun, kept.strip()


def _fold(word: str) -> str:
    return word.casefold().replace("’", "'")


def _cut(run: str, size: int) -> list[str]:
    return [run] if run.isascii() else [run[place : place + size] for place in range(len(run) - size + 1)]
