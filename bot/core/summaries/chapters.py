"""Divide a meeting into chapters: where it paused, or began to speak of something else."""

import math
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from bot.core.summaries.languages.language import Language
from bot.core.summaries.model import Chapter
from bot.core.summaries.sentences import find_words, stem
from bot.core.summaries.text import clean_text
from bot.core.transcripts.turns import Turn

USUAL_SECONDS = 480.0
MOST_CHAPTERS = 12
WORDS_OF_A_CHAPTER = 3
WORD_LIMIT = 30
# How many turns before and after a place are compared.
WINDOW = 8
MOST_PLACES = 600  # that are looked at
LONG_PAUSE = 20.0
PAUSE_WEIGHT = 1.0
LEAST_OF_A_BREAK = 0.35  # less is going on about the same


def find_chapters(turns: Sequence[Turn], language: Language) -> tuple[Chapter, ...]:
    """In order, without gaps; a short meeting is one. Words are left out of the names that participants have."""
    if not turns:
        return ()
    words = [find_words(turn.text, language) for turn in turns]
    starts = [0, *_find_starts(turns, words), len(turns)]
    ranges = list(pairwise(starts))
    names = {stem(word) for turn in turns for word in (turn.speaker or "").split()}
    titles = _name_chapters([[w for each in words[first:end] for w in each] for first, end in ranges], names)
    ends = [turns[end].start if end < len(turns) else max(turn.end for turn in turns) for _, end in ranges]
    begins = [0.0, *ends[:-1]]
    return tuple(
        Chapter(start=int(begin), end=int(end), words=title)
        for begin, end, title in zip(begins, ends, titles, strict=True)
    )


def _find_starts(turns: Sequence[Turn], words: Sequence[Sequence[str]]) -> list[int]:
    """The places of the turns that begin another chapter: the clearest breaks that are far enough apart."""
    begin, end = turns[0].start, max(turn.end for turn in turns)
    wanted = min(round((end - begin) / USUAL_SECONDS), MOST_CHAPTERS)
    if wanted < 2:
        return []
    apart = (end - begin) / wanted / 2
    counts = [Counter(stem(word) for word in each) for each in words]
    places = range(1, len(turns), 1 + len(turns) // MOST_PLACES)
    scores = {place: _score_break(turns, counts, place) for place in places}
    chosen: list[int] = []
    for place in sorted(scores, key=lambda each: (-scores[each], each)):
        moment = turns[place].start
        taken = (begin, end, *(turns[other].start for other in chosen))
        is_clear = scores[place] >= LEAST_OF_A_BREAK and len(chosen) < wanted - 1
        if is_clear and all(abs(moment - other) >= apart for other in taken):
            chosen.append(place)
    return sorted(chosen)


def _score_break(turns: Sequence[Turn], counts: Sequence[Counter[str]], place: int) -> float:
    before, after = _add(counts[max(0, place - WINDOW) : place]), _add(counts[place : place + WINDOW])
    pause = max(0.0, turns[place].start - turns[place - 1].end)
    return 1.0 - _similarity(before, after) + PAUSE_WEIGHT * min(pause, LONG_PAUSE) / LONG_PAUSE


def _add(counts: Sequence[Counter[str]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for each in counts:
        total.update(each)
    return total


def _similarity(one: Counter[str], other: Counter[str]) -> float:
    """The cosine of the two."""
    shared = sum(count * other[word] for word, count in one.items() if word in other)
    lengths = math.sqrt(sum(n * n for n in one.values()) * sum(n * n for n in other.values()))
    return shared / lengths if lengths else 0.0


def _name_chapters(chapters: Sequence[Sequence[str]], names: set[str]) -> list[tuple[str, ...]]:
    """For each its most frequent words, those first that the others do not have."""
    counts = [Counter(stem(word) for word in words) for words in chapters]
    spread = Counter(word for each in counts for word in each)
    titles = []
    for words, count in zip(chapters, counts, strict=True):
        said: dict[str, Counter[str]] = {}
        for word in words:
            said.setdefault(stem(word), Counter())[word] += 1
        ranked = sorted(
            (word for word, times in count.items() if times > 1 and word not in names),
            key=lambda word: (-count[word] * math.log(1 + len(chapters) / spread[word]), word),
        )
        titles.append(tuple(_spell(said[word]) for word in ranked[:WORDS_OF_A_CHAPTER]))
    return titles


def _spell(forms: Counter[str]) -> str:
    """The form that was said most often, for equals the one without a capital, then the shorter one."""
    best = min(forms, key=lambda form: (-forms[form], form[:1].isupper(), len(form), form))
    return clean_text(best, WORD_LIMIT)
