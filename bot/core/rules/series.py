"""Know a series again, and find out whether one goes on as another: *this and following* makes a new series of it."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.core.access.people import Person
from bot.core.identifiers import UserId
from bot.core.meetings.folding import fold
from bot.core.meetings.meeting import Invitation, Meeting
from bot.core.rules.decision import Decision
from bot.core.rules.model import Owner, Pause, SeriesChoice, SeriesHints
from bot.core.rules.never import NeverList
from bot.core.rules.personal import OwnRow
from bot.core.rules.reasons import Reason

# Google's web page names the part from a date on `<first id>_R<date>`. Seen in calendars, and documented nowhere.
# Outlook's ids are random and may hold `_R` anywhere: only a date at the end tells.
_PART = re.compile(r"(.+)_R\d{8}(?:T\d{6}Z?)?")


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
    for row in others:
        if _is_certain(choice, row):
            return SplitSeries(choice, row, Continuation.CERTAIN)
    has_ended = all(row.series_key != choice.series_key for row in coming)
    likely = _find_likely(choice, others) if has_ended else None
    return SplitSeries(choice, likely, Continuation.LIKELY) if likely else None


def first_key(series_key: str) -> str:
    """The key of the series before it was split; equal for all of its parts."""
    part = _PART.fullmatch(series_key)
    return part[1] if part else series_key


def is_part_before(earlier: SeriesChoice, later: SeriesChoice) -> bool:
    """Whether a person has chosen both, and the later goes on where the earlier was split. Parts end in their dates."""
    is_split = first_key(earlier.series_key) == first_key(later.series_key)
    return earlier.user_id == later.user_id and is_split and earlier.series_key < later.series_key


def latest_parts(choices: Iterable[SeriesChoice]) -> list[SeriesChoice]:
    """Without those that go on as another that was chosen: what is said of the last part counts for the next."""
    choices = list(choices)
    last: dict[tuple[UserId, str], str] = {}
    for each in choices:
        whole = each.user_id, first_key(each.series_key)
        last[whole] = max(each.series_key, last.get(whole, ""))
    return [each for each in choices if each.series_key == last[each.user_id, first_key(each.series_key)]]


def _is_certain(choice: SeriesChoice, row: Meeting) -> bool:
    key = row.series_key or ""
    is_later_part = first_key(key) == first_key(choice.series_key) and key > choice.series_key
    return is_later_part and _has_same_organizer(choice, row)


def _find_likely(choice: SeriesChoice, others: Sequence[Meeting]) -> Meeting | None:
    """In a room where several series meet, only one of the same name: no one wants to be asked about each."""
    akin = [row for row in others if _is_akin(choice, row)]
    if len({row.series_key for row in akin}) > 1:
        akin = [row for row in akin if fold(row.title or "") == fold(choice.hints.title or "")]
    return next((row for row in akin if row.series_key not in choice.hints.asked_about), None)


def _is_akin(choice: SeriesChoice, row: Meeting) -> bool:
    return bool(set(row.link_keys) & set(choice.hints.link_keys)) and _has_same_organizer(choice, row)


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


def find_obstacle(
    person: Person, meeting: Meeting, pauses: Collection[Pause], choices: Collection[SeriesChoice], never: NeverList
) -> Decision | None:
    """As `decide` will have it of the meeting by which the series is chosen; `choices` are those of the team."""
    if any(pause.user_id is None for pause in pauses):
        return Decision(reason=Reason.TEAM_PAUSED)
    if never.has_any_of(meeting):
        return Decision(reason=Reason.TEAM_NEVER)
    off = (each for each in choices if each.series_key == meeting.series_key and not each.records)
    others = next((each for each in off if each.user_id != person.user_id), None)
    if others is not None:
        return Decision(reason=Reason.SERIES_OFF, owner=others.user_id)
    if any(pause.user_id == person.user_id for pause in pauses):
        return Decision(reason=Reason.SERIES_PAUSED, owner=person.user_id)
    has_declined = OwnRow(meeting, meeting.invitation or Invitation(), _owner(person)).has_declined
    return Decision(reason=Reason.SERIES_DECLINED, owner=person.user_id) if has_declined else None


def _owner(person: Person) -> Owner:
    return Owner(user_id=person.user_id, emails=frozenset(person.emails), calendar_ids=frozenset())
