"""Make highlights without a model: who talked how long, chapters, key sentences, and lines that read like tasks.

Deterministic and offline. Nothing is inferred: a line that reads like a task has a speaker and no owner.
"""

from collections.abc import Sequence

from bot.core.summaries.chapters import find_chapters
from bot.core.summaries.key_sentences import pick_key_sentences
from bot.core.summaries.languages import Language, detect_language
from bot.core.summaries.model import Highlights, Quote, TalkTime
from bot.core.summaries.sentences import Sentence, split_sentences
from bot.core.summaries.text import clean_text
from bot.core.transcripts.turns import Turn

MOST_SPEAKERS = 12
MOST_TASK_LINES = 10
FEWEST_KEY_SENTENCES, MOST_KEY_SENTENCES = 5, 8
SECONDS_A_KEY_SENTENCE = 480
QUOTE_LIMIT = 300
NAME_LIMIT = 80
LEAST_OF_A_TASK = 2  # a promise, or a request with a time
_SHORTEST_TASK = 18  # characters
_SHORTEST_TASK_IN_JAPANESE = 8
_LANGUAGE_SAMPLE = 200  # turns


def make_highlights(turns: Sequence[Turn]) -> Highlights:
    language = detect_language(" ".join(turn.text for turn in turns[:_LANGUAGE_SAMPLE]))
    sentences = split_sentences(turns, language)
    seconds = max((turn.end for turn in turns), default=0.0)
    most = min(max(int(seconds // SECONDS_A_KEY_SENTENCE), FEWEST_KEY_SENTENCES), MOST_KEY_SENTENCES)
    return Highlights(
        talk_time=_measure_talk_time(turns),
        chapters=find_chapters(turns, language),
        key_sentences=tuple(map(_quote, pick_key_sentences(sentences, most, language))),
        task_lines=tuple(map(_quote, _find_task_lines(sentences, language))),
        language=language.tag,
    )


def speaker_name(name: str | None) -> str | None:
    """A participant's name as plain text. None: nobody knows, or nothing visible is left of it."""
    return clean_text(name or "", NAME_LIMIT) or None


def _measure_talk_time(turns: Sequence[Turn]) -> tuple[TalkTime, ...]:
    """The longest first. Where the transcript has no times, by what was said."""
    seconds: dict[str | None, float] = {}
    letters: dict[str | None, int] = {}
    for turn in turns:
        who = speaker_name(turn.speaker)
        seconds[who] = seconds.get(who, 0.0) + max(0.0, turn.end - turn.start)
        letters[who] = letters.get(who, 0) + len(turn.text)
    measure = seconds if sum(seconds.values()) > 0 else letters
    total = sum(measure.values()) or 1
    ranked = sorted(measure, key=lambda who: (-measure[who], who or ""))[:MOST_SPEAKERS]
    return tuple(
        TalkTime(speaker=who, seconds=round(seconds[who]), share=round(measure[who] / total, 4)) for who in ranked
    )


def _find_task_lines(sentences: Sequence[Sentence], language: Language) -> list[Sentence]:
    """Those that promise or ask most clearly, in the order in which they were said. None in a language unknown here."""
    shortest = _SHORTEST_TASK_IN_JAPANESE if language.tag == "ja" else _SHORTEST_TASK
    scores = {place: _score_task(each, language) for place, each in enumerate(sentences) if len(each.text) >= shortest}
    clear = (place for place, score in scores.items() if score >= LEAST_OF_A_TASK)
    best = sorted(clear, key=lambda place: (-scores[place], place))[:MOST_TASK_LINES]
    return [sentences[place] for place in sorted(best)]


def _score_task(sentence: Sentence, language: Language) -> int:
    """A promise counts for two, a request and a time for one each."""
    patterns = ((language.promise, 2), (language.request, 1), (language.deadline, 1))
    return sum(weight for pattern, weight in patterns if pattern is not None and pattern.search(sentence.text))


def _quote(sentence: Sentence) -> Quote:
    return Quote(
        start=int(sentence.start),
        speaker=speaker_name(sentence.speaker),
        text=clean_text(sentence.text, QUOTE_LIMIT),
    )
