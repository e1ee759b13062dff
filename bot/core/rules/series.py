"""Know a series again, and find out whether one goes on as another: *this and following* makes a new series of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.core.meetings.meeting import Meeting
from bot.core.rules.model import SeriesChoice, SeriesHints

# Google's web page names the part from a date on `<first id>_R<date>`. Seen in calendars, and documented nowhere.
_SPLIT = "_R"


class Continuation(StrEnum):
    CERTAIN = "certain"  # named after the chosen one, by the same organizer
    LIKELY = "likely"  # its person is asked


@dataclass(frozen=True, slots=True)
class SplitSeries:
    """A series that seems to go on as another one, whose first occurrence to come is `meeting`."""

    choice: SeriesChoice
    meeting: Meeting
    continuation: Continuation

    @property
    def series_key(self) -> str:
        return self.meeting.series_key or ""


def hints_of(meeting: Meeting) -> SeriesHints:
    organizer = meeting.organizer
    return SeriesHints(
        title=meeting.title, organizer=organizer.email if organizer else None, link_keys=meeting.link_keys
    )


def find_split(
    choice: SeriesChoice, rows: Iterable[Meeting], known_keys: frozenset[str], now: datetime
) -> SplitSeries | None:
    """`rows` are those of the chosen series' calendar; `known_keys` the series that its person has chosen about."""
    coming = sorted(
        (row for row in rows if not row.is_gone and row.end_time > now and row.series_key),
        key=lambda row: (row.start_time, row.event_id),
    )
    others = [row for row in coming if row.series_key not in known_keys | {choice.series_key}]
    has_ended = all(row.series_key != choice.series_key for row in coming)
    for row in others:
        if _is_certain(choice, row):
            return SplitSeries(choice, row, Continuation.CERTAIN)
    likely = [row for row in others if has_ended and _is_likely(choice, row)]
    return SplitSeries(choice, likely[0], Continuation.LIKELY) if likely else None


def _is_certain(choice: SeriesChoice, row: Meeting) -> bool:
    first = choice.series_key.partition(_SPLIT)[0]
    return (row.series_key or "").startswith(f"{first}{_SPLIT}") and _has_same_organizer(choice, row)


def _is_likely(choice: SeriesChoice, row: Meeting) -> bool:
    was_asked = row.series_key in choice.hints.asked_about
    shares_link = bool(set(row.link_keys) & set(choice.hints.link_keys))
    return not was_asked and shares_link and _has_same_organizer(choice, row)


def _has_same_organizer(choice: SeriesChoice, row: Meeting) -> bool:
    organizer = row.organizer
    return choice.hints.organizer is not None and organizer is not None and organizer.email == choice.hints.organizer


def with_question(choice: SeriesChoice, series_key: str) -> SeriesChoice:
    asked = choice.hints.asked_about | {series_key}
    return replace(choice, hints=replace(choice.hints, asked_about=asked))


def latest_hints(choice: SeriesChoice, rows: Sequence[Meeting]) -> SeriesHints:
    """As the series' last occurrence shows it, so that a new link or organizer is known when it goes on elsewhere."""
    own = [row for row in rows if row.series_key == choice.series_key and not row.is_gone]
    if not own:
        return choice.hints
    latest = hints_of(max(own, key=lambda row: (row.start_time, row.event_id)))
    return replace(latest, asked_about=choice.hints.asked_about)
