"""Find the lines that read like decisions or tasks, by how people put them.

None in a language of which that is not known.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.core.summaries.key_sentences import is_small_talk
from bot.core.summaries.languages.language import Language
from bot.core.summaries.sentences import Sentence, asks

MOST_TASK_LINES = 10
MOST_DECISION_LINES = 6
LEAST_OF_A_TASK = 2  # a promise, or a request with a time or a name
# *Agreed* says nothing alone: what the speaker says next is what was agreed on.
TELLING_WORDS = 3
TELLING_WORDS_IN_JAPANESE = 1
TELLING_LENGTH = 28  # characters
_SHORTEST_TASK = 18  # characters
_SHORTEST_TASK_IN_JAPANESE = 8
_NAME = re.compile(r"[^\W\d_]{2,}")
_WORD = re.compile(r"\w+")


def find_decision_lines(sentences: Sequence[Sentence], language: Language) -> list[Sentence]:
    """In the order in which they were said. Of too many the last: the final position counts."""
    places = [place for place, each in enumerate(sentences) if _decides(each, language)]
    lines = [_with_what_was_meant(sentences, place, language) for place in places]
    return _drop_repeated([line for line in lines if line])[-MOST_DECISION_LINES:]


def find_task_lines(sentences: Sequence[Sentence], language: Language) -> list[Sentence]:
    """Those that promise or ask most clearly, in the order in which they were said."""
    shortest = _SHORTEST_TASK_IN_JAPANESE if language.tag == "ja" else _SHORTEST_TASK
    names = _list_names(sentences)
    able = [each for each in sentences if len(each.text) >= shortest and not is_small_talk(each, language)]
    told = _drop_repeated(able)
    scores = {place: _score_task(each, names, language) for place, each in enumerate(told)}
    clear = (place for place, score in scores.items() if score >= LEAST_OF_A_TASK)
    best = sorted(clear, key=lambda place: (-scores[place], place))[:MOST_TASK_LINES]
    return [_with_what_came_before(sentences, told[place], language) for place in sorted(best)]


def _score_task(sentence: Sentence, names: frozenset[str], language: Language) -> int:
    """A promise counts for two; what may be one, a request, the name of the one who is asked, and a time for one."""
    promises, offers, asks_for, has_time = (
        _has(pattern, sentence.text)
        for pattern in (language.promise, language.offer, language.request, language.deadline)
    )
    is_likely = offers or asks_for
    return (2 if promises else int(is_likely)) + has_time + (asks_for and _names_another(sentence, names, language))


def _has(pattern: re.Pattern[str] | None, text: str) -> bool:
    return pattern is not None and pattern.search(text) is not None


def _names_another(sentence: Sentence, names: frozenset[str], language: Language) -> bool:
    own = frozenset(_names_in(sentence.speaker or ""))
    others = names - own
    if language.tag == "ja":
        return any(name in sentence.text for name in others)
    return not others.isdisjoint(_names_in(sentence.text))


def _list_names(sentences: Sequence[Sentence]) -> frozenset[str]:
    return frozenset(name for speaker in {each.speaker for each in sentences} for name in _names_in(speaker or ""))


def _names_in(text: str) -> list[str]:
    return [word.casefold() for word in _NAME.findall(text)]


def _decides(sentence: Sentence, language: Language) -> bool:
    return _has(language.decision, sentence.text) and not asks(sentence) and not is_small_talk(sentence, language)


def _tells(sentence: Sentence, language: Language) -> bool:
    telling = TELLING_WORDS_IN_JAPANESE if language.tag == "ja" else TELLING_WORDS
    return len(sentence.stems) >= telling or len(sentence.text) >= TELLING_LENGTH


def _with_what_came_before(sentences: Sequence[Sentence], line: Sentence, language: Language) -> Sentence:
    """*I'll do that* says nothing alone: what the speaker said before it is what they will do."""
    place = sentences.index(line)
    before = sentences[place - 1] if place else None
    if _tells(line, language) or before is None or before.speaker != line.speaker:
        return line
    return replace(before, text=f"{before.text} {line.text}")


def _with_what_was_meant(sentences: Sequence[Sentence], place: int, language: Language) -> Sentence | None:
    sentence = sentences[place]
    if _tells(sentence, language):
        return sentence
    following = sentences[place + 1] if place + 1 < len(sentences) else None
    if following is None or following.speaker != sentence.speaker or asks(following):
        return None
    if _decides(following, language) or _has(language.promise, following.text):
        return None
    return replace(sentence, text=f"{sentence.text} {following.text}", stems=sentence.stems | following.stems)


def _drop_repeated(sentences: Sequence[Sentence]) -> list[Sentence]:
    """What is said again, word for word, is said once."""
    said: dict[str, Sentence] = {}
    for each in sentences:
        said.setdefault(" ".join(_WORD.findall(each.text.casefold())), each)
    return list(said.values())
