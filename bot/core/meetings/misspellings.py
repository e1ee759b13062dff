"""Find the words that a mistyped word may stand for."""

from collections.abc import Collection

from rapidfuzz import process
from rapidfuzz.distance import OSA

LONG_WORD = 8
SHORTEST_WORD = 4
SHORTEST_BEGINNING = 5  # of a word that is still being typed


def count_allowed_typos(word: str) -> int:
    """None in short words and in numbers, which would each be taken for another one."""
    if len(word) < SHORTEST_WORD or not word.isalpha():
        return 0
    return 2 if len(word) >= LONG_WORD else 1


def find_misspelled(word: str, vocabulary: Collection[str]) -> dict[str, int]:
    """The words of the vocabulary that `word`, or what is typed of it so far, may stand for, with its typos in each.

    Letters that are missing, too many, wrong, or in the wrong order next to each other count as one typo each.
    """
    allowed = count_allowed_typos(word)
    if not allowed:
        return {}
    found: dict[str, int] = {}
    for choices in _choices(word, vocabulary):
        for _, typos, whole in process.extract_iter(word, choices, scorer=OSA.distance, score_cutoff=allowed):
            found[whole] = min(int(typos), found.get(whole, allowed))
    return found


def _choices(word: str, vocabulary: Collection[str]) -> list[dict[str, str]]:
    whole = {each: each for each in vocabulary}
    if len(word) < SHORTEST_BEGINNING:
        return [whole]
    longer = [each for each in vocabulary if len(each) > len(word)]
    return [whole, *({each: each[:letters] for each in longer} for letters in (len(word), len(word) + 1))]
