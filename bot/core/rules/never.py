"""Match the words, people and domains that are never recorded."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from bot.core.meetings.folding import fold
from bot.core.meetings.meeting import Meeting

# A longer word also stands for what begins with it: `interview` for `Interviews`; `HR` for nothing but itself.
SHORT_WORD = 3
_WORDS = re.compile(r"\w+")
_VARIATION_SELECTOR = "\ufe0f"  # with and without it an emoji is the same to people


@dataclass(frozen=True, slots=True)
class NeverList:
    words: tuple[str, ...] = ()  # as they stand in a folded title, between blanks
    signs: tuple[str, ...] = ()  # emoji and the like, which are no words
    people: frozenset[str] = frozenset()
    domains: frozenset[str] = frozenset()

    @classmethod
    def of(cls, words: Iterable[str], people: Iterable[str], domains: Iterable[str]) -> "NeverList":
        words = list(words)
        phrases = sorted({phrase for word in words if (phrase := _phrase(word))})
        signs = sorted({sign for word in words if not _phrase(word) and (sign := _fold(word).strip())})
        return cls(
            tuple(phrases),
            tuple(signs),
            frozenset(person.strip().lower() for person in people),
            frozenset(_to_ascii(domain.strip().lower().removeprefix("@")) for domain in domains),
        )

    def has_word_of(self, meeting: Meeting) -> bool:
        if not (self.words or self.signs) or not meeting.title:
            return False
        folded = _fold(meeting.title)
        title = f" {' '.join(_WORDS.findall(folded))} "
        return any(phrase in title for phrase in self.words) or any(sign in folded for sign in self.signs)

    def has_person_of(self, meeting: Meeting) -> bool:
        return bool(self.people) and any(each.email in self.people for each in meeting.attendees)

    def has_domain_of(self, meeting: Meeting) -> bool:
        """The domain itself, or one beneath it."""
        return bool(self.domains) and any(self._has_domain(each.email) for each in meeting.attendees)

    def has_any_of(self, meeting: Meeting) -> bool:
        return self.has_word_of(meeting) or self.has_person_of(meeting) or self.has_domain_of(meeting)

    def _has_domain(self, email: str) -> bool:
        labels = _to_ascii(email.rpartition("@")[2]).split(".")
        return any(".".join(labels[place:]) in self.domains for place in range(len(labels)))


NOTHING = NeverList()


def _to_ascii(domain: str) -> str:
    """`xn--bcher-kva.example` for `bücher.example`: calendars write either, and so do people."""
    if domain.isascii():
        return domain
    try:
        return domain.encode("idna").decode()
    except UnicodeError:
        return domain


def _fold(text: str) -> str:
    return fold(text).replace(_VARIATION_SELECTOR, "")


def _phrase(word: str) -> str | None:
    """Where a script sets words apart, from the beginning of one; Chinese, Japanese or Thai are found anywhere."""
    parts = _WORDS.findall(_fold(word))
    if not parts:
        return None
    phrase = " ".join(parts)
    if any(unicodedata.category(letter) == "Lo" for letter in phrase):
        return phrase
    is_short = len(parts[-1]) <= SHORT_WORD
    return f" {phrase}{' ' if is_short else ''}"
