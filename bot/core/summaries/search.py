"""Search a transcript for words, without a model: the turns that hold most of them, and where they were said."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.meetings.folding import fold_to_words
from bot.core.summaries.highlights import speaker_name
from bot.core.summaries.languages.detect import detect_language
from bot.core.summaries.sentences import find_words, stem
from bot.core.summaries.text import ELLIPSIS, clean_text, shorten_text
from bot.core.transcripts.turns import LONGEST_TURN, Turn

MOST_WORDS = 20
EXCERPT = 240  # characters
EXACT_WEIGHT = 2.0  # of the whole question, word for word


@dataclass(frozen=True, slots=True)
class FoundTurn:
    """`place` is the turn's place in the transcript; `excerpt` is cleaned, and still text from outside."""

    place: int
    start: float
    speaker: str | None
    excerpt: str


def search_turns(turns: Sequence[Turn], question: str, limit: int) -> tuple[FoundTurn, ...]:
    """The best first. A word that few turns have counts for more, and its beginning is enough."""
    wanted = _wanted_words(turns, question)
    if not wanted:
        return ()
    folded = [" ".join(fold_to_words(turn.text)) for turn in turns]
    spread = Counter(word for text in folded for word in wanted if word in text)
    whole = " ".join(fold_to_words(question[:EXCERPT]))
    scores = {place: _score(text, wanted, whole, spread, len(turns)) for place, text in enumerate(folded)}
    best = sorted((place for place, score in scores.items() if score > 0), key=lambda place: (-scores[place], place))
    return tuple(_found(turns[place], place, wanted) for place in best[:limit])


def _wanted_words(turns: Sequence[Turn], question: str) -> list[str]:
    """Without the commonest words of the meeting's language, unless the question has no others."""
    language = detect_language(" ".join(turn.text for turn in turns[:200]))
    content = [" ".join(fold_to_words(stem(word))) for word in find_words(question, language)]
    words = content or [word for each in question.split() for word in fold_to_words(each)]
    return list(dict.fromkeys(filter(None, words)))[:MOST_WORDS]


def _score(text: str, wanted: Sequence[str], whole: str, spread: Counter[str], turns: int) -> float:
    score = sum(math.log(1 + turns / spread[word]) for word in wanted if word in text)
    return score * EXACT_WEIGHT if score and whole and whole in text else score


def _found(turn: Turn, place: int, wanted: Sequence[str]) -> FoundTurn:
    """With what stands around the first word that was found."""
    text = clean_text(turn.text, LONGEST_TURN)
    lowered = text.casefold()
    first = min((at for word in wanted if (at := lowered.find(word)) >= 0), default=0)
    begin = max(0, first - EXCERPT // 3)
    begin = text.find(" ", begin) + 1 if begin else 0
    excerpt = shorten_text(text[begin:], EXCERPT)
    return FoundTurn(place, turn.start, speaker_name(turn.speaker), f"{ELLIPSIS}{excerpt}" if begin else excerpt)
