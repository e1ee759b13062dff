"""Answer a question about a meeting as a model would: with the lines that have its rarest words."""

import re
from collections import Counter
from typing import Any

_LINE = re.compile(r"^(\d+) ([^:\n]+): (.*)$", re.MULTILINE)
_QUESTION = re.compile(r"Question:\n<<<\w+\n(.*?)\n\w+>>>", re.DOTALL)
_WORD = re.compile(r"\w{3,}")
MOST_LINES = 2
_ASKING = frozenset({"about", "did", "does", "for", "how", "said", "say", "the", "was", "what", "when", "who", "why"})
_DECIDED, _PROMISED = frozenset({"agree", "agreed", "decided"}), frozenset({"promise", "propose", "send"})
# What people ask about first is seldom said in these words.
_SAID_FOR = {
    "decide": _DECIDED,
    "decided": _DECIDED,
    "decision": _DECIDED,
    "decisions": _DECIDED,
    "promise": _PROMISED,
    "promised": _PROMISED,
    "task": _PROMISED,
    "tasks": _PROMISED,
}


def write_answer(prompt: str) -> dict[str, Any]:
    """Empty where no line has a word of the question."""
    question = _QUESTION.search(prompt)
    lines = [(int(number), who, _words(f"{who} {said}"), said) for number, who, said in _LINE.findall(prompt)]
    spread = Counter(word for _, _, words, _ in lines for word in words)
    wanted = _wanted_words(question[1]) & spread.keys() if question else set()
    scores = {number: sum(1 / spread[word] for word in wanted & words) for number, _, words, _ in lines}
    best = sorted((line for line in lines if scores[line[0]]), key=lambda line: (-scores[line[0]], line[0]))
    chosen = sorted(best[:MOST_LINES], key=lambda line: line[0])
    return {
        "answer": " ".join(f"{who} said: {said}" for _, who, _, said in chosen),
        "places": [number for number, *_ in chosen],
    }


def _wanted_words(question: str) -> set[str]:
    words = _words(question) - _ASKING
    return words.union(*(_SAID_FOR.get(word, frozenset()) for word in words))


def _words(text: str) -> set[str]:
    return {word.lower() for word in _WORD.findall(text)}
