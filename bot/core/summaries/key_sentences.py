"""Pick the sentences that the others have most in common with, by TextRank on the overlap of words.

https://aclanthology.org/W04-3252/
"""

import math
from collections.abc import Sequence

from bot.core.summaries.languages import Language
from bot.core.summaries.sentences import Sentence

MOST_CANDIDATES = 1500  # of some two hours' talk
AT_ONCE = 120  # sentences that are compared with each other; more of them compete in rounds
WINNERS_OF_A_ROUND = 10
FEWEST_WORDS = 4  # content words
DAMPING = 0.85
ROUNDS = 10  # after which hardly anything changes its place
# Who says that a decision follows is taken at their word.
WRAP_UP_WEIGHT = 1.5
TOO_SIMILAR = 0.5
SHORTEST, LONGEST = 25, 400  # characters
_DENSE_SCRIPTS = frozenset({"ja", "zh", "ko"})


def pick_key_sentences(sentences: Sequence[Sentence], most: int, language: Language) -> list[Sentence]:
    """In the order in which they were said; the same for the same transcript."""
    shortest = SHORTEST // 2 if language.tag in _DENSE_SCRIPTS else SHORTEST
    fewest = 2 if language.tag in _DENSE_SCRIPTS else FEWEST_WORDS
    left = [each for each in sentences if len(each.stems) >= fewest and shortest <= len(each.text) <= LONGEST]
    left = _thin_out(left)
    while len(left) > AT_ONCE:
        blocks = [left[place : place + AT_ONCE] for place in range(0, len(left), AT_ONCE)]
        left = [each for block in blocks for each in _pick(block, WINNERS_OF_A_ROUND, language)]
    return _pick(left, most, language)


def _thin_out(sentences: Sequence[Sentence]) -> list[Sentence]:
    """Of a meeting of many hours, from each few neighbors the one that says most."""
    size = -(-len(sentences) // MOST_CANDIDATES) or 1
    groups = (sentences[place : place + size] for place in range(0, len(sentences), size))
    return [max(group, key=lambda each: len(each.stems)) for group in groups]


def _pick(sentences: Sequence[Sentence], most: int, language: Language) -> list[Sentence]:
    scores = _rank(sentences)
    weighed = [score * _weight(each, language) for score, each in zip(scores, sentences, strict=True)]
    chosen: list[int] = []
    for place in sorted(range(len(sentences)), key=lambda each: (-weighed[each], each)):
        if len(chosen) == most:
            break
        if not any(_overlap(sentences[place], sentences[other]) > TOO_SIMILAR for other in chosen):
            chosen.append(place)
    return [sentences[place] for place in sorted(chosen)]


def _weight(sentence: Sentence, language: Language) -> float:
    """A question says less of what came of the meeting than an answer."""
    wraps_up = language.wrap_up is not None and language.wrap_up.search(sentence.text)
    asks = sentence.text.rstrip().endswith(("?", "？", "؟"))
    return (WRAP_UP_WEIGHT if wraps_up else 1.0) * (0.5 if asks else 1.0)


def _rank(sentences: Sequence[Sentence]) -> list[float]:
    links = _link(sentences)
    totals = [sum(each.values()) for each in links]
    shares = [[(other, weight / totals[other]) for other, weight in each.items()] for each in links]
    scores = [1.0] * len(sentences)
    for _ in range(ROUNDS):
        scores = [1 - DAMPING + DAMPING * sum([share * scores[other] for other, share in each]) for each in shares]
    return scores


def _link(sentences: Sequence[Sentence]) -> list[dict[int, float]]:
    """How much each has in common with each other, in proportion to their lengths."""
    links: list[dict[int, float]] = [{} for _ in sentences]
    logs = [math.log(1 + len(each.stems)) for each in sentences]
    for one in range(len(sentences)):
        for other in range(one + 1, len(sentences)):
            if shared := len(sentences[one].stems & sentences[other].stems):
                links[one][other] = links[other][one] = shared / (logs[one] + logs[other])
    return links


def _overlap(one: Sentence, other: Sentence) -> float:
    return len(one.stems & other.stems) / (min(len(one.stems), len(other.stems)) or 1)
