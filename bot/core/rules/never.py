"""Match the words, people and domains that are never recorded."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.core.meetings.folding import fold
from bot.core.meetings.meeting import Meeting
from bot.core.rules.domains import registrable_domain

# A longer word also stands for what begins with it: `interview` for `Interviews`; `HR` for nothing but itself.
SHORT_WORD = 3
_WORDS = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class NeverList:
    words: tuple[str, ...] = ()  # as they stand in a folded title
    people: frozenset[str] = frozenset()
    domains: frozenset[str] = frozenset()

    @classmethod
    def of(cls, words: Iterable[str], people: Iterable[str], domains: Iterable[str]) -> "NeverList":
        phrases = sorted({phrase for word in words if (phrase := _phrase(word))})
        return cls(
            tuple(phrases),
            frozenset(person.strip().lower() for person in people),
            frozenset(domain.strip().lower().removeprefix("@") for domain in domains),
        )

    def has_word_of(self, meeting: Meeting) -> bool:
        if not self.words or not meeting.title:
            return False
        title = f" {' '.join(_WORDS.findall(fold(meeting.title)))} "
        return any(phrase in title for phrase in self.words)

    def has_person_of(self, meeting: Meeting) -> bool:
        return bool(self.people) and any(each.email in self.people for each in meeting.attendees)

    def has_domain_of(self, meeting: Meeting) -> bool:
        """The domain itself, or one beneath it."""
        return bool(self.domains) and any(self._has_domain(each.email) for each in meeting.attendees)

    def has_any_of(self, meeting: Meeting) -> bool:
        return self.has_word_of(meeting) or self.has_person_of(meeting) or self.has_domain_of(meeting)

    def _has_domain(self, email: str) -> bool:
        domain = email.rpartition("@")[2]
        return domain in self.domains or registrable_domain(email) in self.domains


NOTHING = NeverList()


def _phrase(word: str) -> str | None:
    parts = _WORDS.findall(fold(word))
    if not parts:
        return None
    is_short = len(parts[-1]) <= SHORT_WORD
    return f" {' '.join(parts)}{' ' if is_short else ''}"
