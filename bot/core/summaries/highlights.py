"""Make highlights without a model: who talked how long, chapters, key sentences, and lines that read like decisions
or tasks.

Deterministic and offline. Nothing is inferred: a line that reads like a task has a speaker and no owner.
"""

from collections.abc import Sequence

from bot.core.summaries.chapters import find_chapters
from bot.core.summaries.key_sentences import pick_key_sentences
from bot.core.summaries.languages.detect import detect_language
from bot.core.summaries.lines import find_decision_lines, find_task_lines
from bot.core.summaries.model import Highlights, Quote, TalkTime
from bot.core.summaries.sentences import Sentence, split_sentences
from bot.core.summaries.text import clean_text
from bot.core.transcripts.turns import Turn

MOST_SPEAKERS = 12
FEWEST_KEY_SENTENCES, MOST_KEY_SENTENCES = 5, 8
SECONDS_A_KEY_SENTENCE = 480
QUOTE_LIMIT = 300
NAME_LIMIT = 80
LANGUAGE_SAMPLE = 200  # turns


def make_highlights(turns: Sequence[Turn]) -> Highlights:
    language = detect_language(" ".join(turn.text for turn in turns[:LANGUAGE_SAMPLE]))
    sentences = split_sentences(turns, language)
    seconds = max((turn.end for turn in turns), default=0.0)
    most = min(max(int(seconds // SECONDS_A_KEY_SENTENCE), FEWEST_KEY_SENTENCES), MOST_KEY_SENTENCES)
    decisions = find_decision_lines(sentences, language)
    return Highlights(
        talk_time=_measure_talk_time(turns),
        chapters=find_chapters(turns, language),
        key_sentences=_quote_best(pick_key_sentences(sentences, most, language)),
        decision_lines=tuple(map(_quote, decisions)),
        task_lines=tuple(_quote(each) for each in find_task_lines(sentences, language) if each not in decisions),
        language=language.tag,
    )


def speaker_name(name: str | None) -> str | None:
    """A participant's name as plain text. None: no one knows, or nothing visible is left of it."""
    return clean_text(name or "", NAME_LIMIT) or None


def _measure_talk_time(turns: Sequence[Turn]) -> tuple[TalkTime, ...]:
    """The longest first. Where the transcript has no times, by what was said."""
    seconds: dict[str | None, float] = {}
    letters: dict[str | None, int] = {}
    for turn in turns:
        who = speaker_name(turn.speaker)
        seconds[who] = seconds.get(who, 0.0) + turn.spoken_seconds
        letters[who] = letters.get(who, 0) + len(turn.text)
    measure = seconds if sum(seconds.values()) > 0 else letters
    total = sum(measure.values()) or 1
    ranked = sorted(measure, key=lambda who: (-measure[who], who or ""))[:MOST_SPEAKERS]
    return tuple(
        TalkTime(speaker=who, seconds=round(seconds[who]), share=round(measure[who] / total, 4)) for who in ranked
    )


def _quote_best(sentences: Sequence[Sentence]) -> tuple[Quote, ...]:
    """In the order in which they were said, with their ranks."""
    ranked = sorted(enumerate(sentences), key=lambda each: each[1].start)
    return tuple(_quote(sentence, rank) for rank, sentence in ranked)


def _quote(sentence: Sentence, rank: int = 0) -> Quote:
    return Quote(
        rank=rank,
        start=int(sentence.start),
        speaker=speaker_name(sentence.speaker),
        text=clean_text(sentence.text, QUOTE_LIMIT),
    )
