"""Search a person's meetings by a link or by words, the likeliest first."""

from collections.abc import Iterable
from datetime import datetime

from bot.core.identifiers import LinkKey
from bot.core.meetings.folding import fold_to_search, fold_to_words
from bot.core.meetings.meeting import Meeting, can_be_booked, platform_name

MAX_WORDS = 20
INSIDE_A_WORD = 3  # farther than the beginning of a word in the least of the three fields
_AROUND_A_WORD = ",;"


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


def match_words(meetings: Iterable[Meeting], words: str, now: datetime) -> list[Meeting]:
    """Meetings in whose title, people or platform every word is found, whatever its case, accents and typography.

    The beginning of a word counts for more than its middle, then a title for more than people, and people for
    more than the platform; then the nearest start decides. No words: every meeting, the nearest first. Those
    that no bot can attend come last.
    """
    wanted = wanted_words(words)
    ranked = []
    for meeting in meetings:
        distance = None if meeting.is_gone else _distance(meeting, wanted)
        if distance is not None:
            ranked.append((not can_be_booked(meeting, now), distance, _nearness(meeting, now), meeting))
    return [meeting for *_, meeting in sorted(ranked, key=lambda entry: entry[:3])]


def wanted_words(words: str) -> list[str]:
    """The words to search for, folded as in `searched_text`."""
    return [word for each in fold_to_words(words) if (word := each.strip(_AROUND_A_WORD))][:MAX_WORDS]


def searched_text(meeting: Meeting) -> str:
    return "\n".join(_fields(meeting))


def _nearness(meeting: Meeting, now: datetime) -> tuple[bool, float, str, str]:
    """Started meetings first, then upcoming ones; within each the nearest start. The rest makes the order stable."""
    away = abs((meeting.start_time - now).total_seconds())
    return meeting.start_time > now, away, meeting.title or "", meeting.event_id


def _distance(meeting: Meeting, wanted: list[str]) -> int | None:
    """The lower the likelier; None where a word is found nowhere."""
    fields = _fields(meeting)
    total = 0
    for word in wanted:
        distances = [_word_distance(word, field, place) for place, field in enumerate(fields)]
        found = [distance for distance in distances if distance is not None]
        if not found:
            return None
        total += min(found)
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
