"""Pick the sentences that the others have most in common with, by TextRank on the overlap of words.

https://aclanthology.org/W04-3252/
"""

import math
from collections.abc import Sequence

from bot.core.summaries.languages.language import Language
from bot.core.summaries.sentences import Sentence, asks

MOST_CANDIDATES = 1500  # of some two hours' talk
AT_ONCE = 120  # sentences that are compared with each other; more of them compete in rounds
WINNERS_OF_A_ROUND = 10
FEWEST_WORDS = 4  # content words
DAMPING = 0.85
ISOLATED = 0.2  # the score of a sentence that has nothing in common with any other is lower
ROUNDS = 10  # after which hardly anything changes its place
# Who says what was decided, or that it follows, is taken at their word.
WRAP_UP_WEIGHT = 1.5
QUESTION_WEIGHT = 0.5
TOO_SIMILAR = 0.5
SHORTEST, LONGEST = 25, 400  # characters
_DENSE_SCRIPTS = frozenset({"ja", "zh", "ko"})


def pick_key_sentences(sentences: Sequence[Sentence], most: int, language: Language) -> list[Sentence]:
    """The best first; the same for the same transcript."""
    shortest = SHORTEST // 2 if language.tag in _DENSE_SCRIPTS else SHORTEST
    fewest = 2 if language.tag in _DENSE_SCRIPTS else FEWEST_WORDS
    left = [
        each
        for each in sentences
        if len(each.stems) >= fewest and shortest <= len(each.text) <= LONGEST and not is_small_talk(each, language)
    ]
    left = _thin_out(left)
    while len(left) > AT_ONCE:
        blocks = [left[place : place + AT_ONCE] for place in range(0, len(left), AT_ONCE)]
        left = [block[place] for block in blocks for place in sorted(_pick(block, WINNERS_OF_A_ROUND, language))]
    return [left[place] for place in _pick(left, most, language)]


def is_small_talk(sentence: Sentence, language: Language) -> bool:
    return language.small_talk is not None and language.small_talk.search(sentence.text) is not None


def _thin_out(sentences: Sequence[Sentence]) -> list[Sentence]:
    """Of a meeting of many hours, from each few neighbors the one that says most."""
    size = -(-len(sentences) // MOST_CANDIDATES) or 1
    groups = (sentences[place : place + size] for place in range(0, len(sentences), size))
    return [max(group, key=lambda each: len(each.stems)) for group in groups]


def _pick(sentences: Sequence[Sentence], most: int, language: Language) -> list[int]:
    """Their places, the best first. Of those that say about the same there is one."""
    scores = _rank(sentences)
    weighed = [score * _weight(each, language) for score, each in zip(scores, sentences, strict=True)]
    has_links = max(scores, default=0.0) > ISOLATED
    able = [place for place, score in enumerate(scores) if score > ISOLATED or not has_links]
    chosen: list[int] = []
    for place in sorted(able, key=lambda each: (-weighed[each], each)):
        if len(chosen) == most:
            break
        if not any(_overlap(sentences[place], sentences[other]) > TOO_SIMILAR for other in chosen):
            chosen.append(place)
    return chosen


def _weight(sentence: Sentence, language: Language) -> float:
    """A question says less of what came of the meeting than an answer."""
    patterns = filter(None, (language.wrap_up, language.decision))
    wraps_up = any(pattern.search(sentence.text) for pattern in patterns)
    return (WRAP_UP_WEIGHT if wraps_up else 1.0) * (QUESTION_WEIGHT if asks(sentence) else 1.0)


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
