"""Tell which language a meeting is held in."""

import re

from bot.core.summaries.languages.english import ENGLISH
from bot.core.summaries.languages.french import FRENCH
from bot.core.summaries.languages.german import GERMAN
from bot.core.summaries.languages.japanese import JAPANESE
from bot.core.summaries.languages.language import UNKNOWN, Language
from bot.core.summaries.languages.others import DUTCH, ITALIAN, PORTUGUESE
from bot.core.summaries.languages.spanish import SPANISH

LANGUAGES = {each.tag: each for each in (ENGLISH, GERMAN, FRENCH, SPANISH, JAPANESE, ITALIAN, PORTUGUESE, DUTCH)}
# Of a script that says which language it is; Chinese characters stand in Japanese as well, and so come last.
_SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("el", re.compile(r"[\u0370-\u03ff]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("hi", re.compile(r"[\u0900-\u097f]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
)
_LATIN = tuple(each for each in LANGUAGES.values() if each.tag != "ja")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
LOOKED_AT = 20_000  # characters: enough to tell a language
SHARE_OF_SCRIPT = 0.2
SHARE_OF_STOP_WORDS = 0.2


def detect_language(text: str) -> Language:
    """By script, then by the commonest words; UNKNOWN where neither says it clearly."""
    seen = text[:LOOKED_AT]
    letters = sum(character.isalpha() for character in seen) or 1
    for tag, script in _SCRIPTS:
        if len(script.findall(seen)) / letters >= SHARE_OF_SCRIPT:
            return LANGUAGES.get(tag, Language(tag, frozenset()))
    words = [word.casefold().replace("’", "'") for word in _WORD.findall(seen)]
    counts = {each: sum(word in each.stop_words for word in words) for each in _LATIN}
    best = max(counts, key=lambda each: counts[each])
    return best if words and counts[best] / len(words) >= SHARE_OF_STOP_WORDS else UNKNOWN
