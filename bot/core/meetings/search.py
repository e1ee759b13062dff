"""Search a person's meetings by a link or by words, the likeliest first."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo

from bot.core.identifiers import LinkKey
from bot.core.meetings.clock_words import Clock, find_clock
from bot.core.meetings.day_words import find_date, find_day
from bot.core.meetings.folding import fold_to_search, fold_to_words
from bot.core.meetings.meeting import Meeting, can_be_booked, platform_name
from bot.core.meetings.misspellings import count_allowed_typos, find_misspelled

MAX_WORDS = 20
INSIDE_A_WORD = 3  # farther than the beginning of a word in the least of the three fields
ON_THAT_DAY = 1  # farther than the word in the title: there is a "Monday sync"
AT_THAT_TIME, WITHIN_THAT_HOUR = 1, 2
TYPO = 10
_AROUND_A_WORD = ",;"
_SINGLE_WORDS = re.compile(r"\w+")


def match_link(meetings: Iterable[Meeting], key: LinkKey, now: datetime) -> list[Meeting]:
    """Meetings with this link, of which a standing room has many: the running or nearest upcoming one first.

    Meetings whose link may be another form of it follow; those that no bot can attend come last.
    """
    held = (meeting for meeting in meetings if key in meeting.link_keys and not meeting.is_gone)
    return sorted(
        held,
        key=lambda meeting: (
            not can_be_booked(meeting, now),
            meeting.link_keys[0] != key,
            _nearness(meeting, now),
        ),
    )


def match_words(meetings: Iterable[Meeting], words: str, now: datetime, here: tzinfo = UTC) -> list[Meeting]:
    """Meetings in whose title, people, platform, day or time every word is found, whatever its case and accents.

    The beginning of a word counts for more than its middle, then a title for more than people, and people for
    more than the platform; then the nearest start decides. No words: every meeting, the nearest first. Those
    that no bot can attend come last. Only where nothing is found are small typos forgiven.
    """
    searched = [_Searched(meeting, _fields(meeting), here) for meeting in meetings if not meeting.is_gone]
    wanted = _read_words(words, now.astimezone(here).date())
    found = _rank(searched, wanted, {}, now)
    return found or _rank(searched, wanted, _find_misspelled(searched, wanted), now)


def wanted_words(words: str) -> list[str]:
    """The words to search for, folded as in `searched_text`."""
    return [word for each in fold_to_words(words) if (word := each.strip(_AROUND_A_WORD))][:MAX_WORDS]


def text_words(words: str, now: datetime, here: tzinfo = UTC) -> list[str]:
    """Those of the wanted words that name neither a day nor a time: an index of texts knows them."""
    return [each.text for each in _read_words(words, now.astimezone(here).date()) if not each.is_about_time]


def searched_text(meeting: Meeting) -> str:
    return "\n".join(_fields(meeting))


def _nearness(meeting: Meeting, now: datetime) -> tuple[bool, float, str, str]:
    """Started meetings first, then upcoming ones; within each the nearest start. The rest makes the order stable."""
    away = abs((meeting.start_time - now).total_seconds())
    return meeting.start_time > now, away, meeting.title or "", meeting.event_id


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    day: date | None = None  # that it names
    clock: Clock | None = None  # the time of the day that it names

    @property
    def is_about_time(self) -> bool:
        return self.day is not None or self.clock is not None

    def find_in_time(self, start: datetime) -> int | None:
        """How far the word is from a start, in the searcher's own zone; None where it does not name it."""
        if self.day is not None and start.date() == self.day:
            return ON_THAT_DAY
        if self.clock is not None and self.clock.is_at(start.time()):
            return AT_THAT_TIME
        return WITHIN_THAT_HOUR if self.clock is not None and self.clock.is_about(start.time()) else None


@dataclass(frozen=True, slots=True)
class _Searched:
    meeting: Meeting
    fields: tuple[str, str, str]
    here: tzinfo

    def find(self, word: _Word, misspelled: Mapping[str, int]) -> int | None:
        """How far the word is from the likeliest place; None where it is found nowhere."""
        distances = [_word_distance(word.text, field, place) for place, field in enumerate(self.fields)]
        if word.is_about_time:
            distances.append(word.find_in_time(self.meeting.start_time.astimezone(self.here)))
        if misspelled:
            distances += [TYPO * typos for each in self.vocabulary if (typos := misspelled.get(each))]
        return min((distance for distance in distances if distance is not None), default=None)

    @property
    def vocabulary(self) -> set[str]:
        return {word for field in self.fields for word in _SINGLE_WORDS.findall(field)}


def _read_words(words: str, today: date) -> list[_Word]:
    """`3 pm`, `at 10` and `dec 9` are one word each."""
    wanted = wanted_words(words)
    days = [find_day(text, today) for text in wanted]
    read, at = [], 0
    while at < len(wanted):
        pair = wanted[at : at + 2]
        if named := find_date(pair[0], pair[-1], today):
            read.append(_Word(" ".join(pair), named))
            at += 2
            continue
        is_beside_day = any(days[max(0, at - 1) : at]) or any(days[at + 1 : at + 2])
        found = find_clock(wanted, at, is_beside_day=is_beside_day)
        taken = found[1] if found else 1
        read.append(_Word(" ".join(wanted[at : at + taken]), None if found else days[at], found[0] if found else None))
        at += taken
    return read


def _find_misspelled(searched: Sequence[_Searched], wanted: Sequence[_Word]) -> dict[str, dict[str, int]]:
    """For each word, the words of these meetings that it may be a misspelling of."""
    if not any(count_allowed_typos(word.text) for word in wanted):
        return {}
    vocabulary = {word for each in searched for word in each.vocabulary}
    return {word.text: find_misspelled(word.text, vocabulary) for word in wanted}


def _rank(
    searched: Sequence[_Searched], wanted: Sequence[_Word], misspelled: Mapping[str, Mapping[str, int]], now: datetime
) -> list[Meeting]:
    ranked = []
    for each in searched:
        distance = _distance(each, wanted, misspelled)
        if distance is not None:
            meeting = each.meeting
            ranked.append((not can_be_booked(meeting, now), distance, _nearness(meeting, now), meeting))
    return [meeting for *_, meeting in sorted(ranked, key=lambda entry: entry[:3])]


def _distance(searched: _Searched, wanted: Sequence[_Word], misspelled: Mapping[str, Mapping[str, int]]) -> int | None:
    """The lower the likelier; None where a word is found nowhere."""
    total = 0
    for word in wanted:
        distance = searched.find(word, misspelled.get(word.text, {}))
        if distance is None:
            return None
        total += distance
    return total


def _fields(meeting: Meeting) -> tuple[str, str, str]:
    """The one that counts for most first."""
    return (
        fold_to_search(meeting.title or ""),
        fold_to_search("\n".join(f"{attendee.name or ''} {attendee.email}" for attendee in meeting.attendees)),
        fold_to_search(platform_name(meeting.platform)),
    )


def _word_distance(word: str, field: str, place: int) -> int | None:
    at = field.find(word)
    if at < 0:
        return None
    while at >= 0:
        if at == 0 or not field[at - 1].isalnum():
            return place
        at = field.find(word, at + 1)
    return place + INSIDE_A_WORD
