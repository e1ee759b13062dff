"""Submitted forms: each is written once, beside the bookings that may stand for the same meeting."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, insert, select
from sqlalchemy.exc import IntegrityError

from bot.core.access.last_choice import Choice
from bot.core.booking.bot_status import ShownStatus
from bot.core.booking.model import Booking, Intent
from bot.core.identifiers import BookingId, CalendarEventId, LinkKey, UserId
from bot.core.lifecycle.vetoes import veto_key
from bot.store.audit import write_audits
from bot.store.bookings.conflicts import read_rivals
from bot.store.bookings.rows import write_changed, write_new
from bot.store.engine.database import Connection, Database
from bot.store.engine.group_commit import GroupCommit
from bot.store.engine.raw_statements import insert_rows
from bot.store.json_documents import BOOKING
from bot.store.last_choices import MadeChoice, upsert_choices
from bot.store.tables import bookings, submissions

# Of several bookings the first is the one that the form asks for; the others change with it.
Decide = Callable[[list[Booking]], Booking | Sequence[Booking] | None]

_INSERT = insert(submissions)
# The bots of a person whose meetings were not over at a moment, without those that were cancelled or refused by Recall.
_STANDING = select(bookings.c.document).where(
    bookings.c.team_id == bindparam("team_id"),
    bookings.c.booked_by == bindparam("user_id"),
    bookings.c.ends_at > bindparam("since"),
    bookings.c.intent == Intent.ATTEND.value,
    ~((bookings.c.shown_status == ShownStatus.FAILED.value) & bookings.c.bot_id.is_(None)),
)
_EARLIER = (
    select(submissions.c.view_id, bookings.c.document)
    .join(bookings, bookings.c.id == submissions.c.booking_id)
    .where(submissions.c.view_id.in_(bindparam("view_ids", expanding=True)))
)


@dataclass(frozen=True, slots=True)
class Limit:
    """No more new bookings of one person since a moment than this; `exceeded` is told how many there are."""

    most: int
    since: datetime
    exceeded: Callable[[int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """`decide` gets the rivals of `template`, those for `event_ids`, `link_keys` and `veto_keys` included."""

    view_id: str
    template: Booking
    decide: Decide
    at: datetime
    event_ids: frozenset[CalendarEventId]
    link_keys: frozenset[LinkKey]
    choice: Choice | None = None  # remembered with it
    veto_keys: frozenset[str] = frozenset()
    limit: Limit | None = None

    @property
    def locks(self) -> set[str]:
        """Those who submit for the same link wait for each other, and a limited person's forms do."""
        team_id, user_id = self.template.team_id, self.template.booked_by
        return {f"{team_id}/{key}" for key in self.link_keys} | ({f"{team_id}/{user_id}"} if self.limit else set())

    def concerns(self, booking: Booking) -> bool:
        meeting = booking.meeting
        is_for_it = meeting.event_id in self.event_ids or meeting.link_key in self.link_keys
        is_vetoed = booking.veto is not None and veto_key(booking) in self.veto_keys
        return (is_for_it or is_vetoed) and booking.team_id == self.template.team_id


class Submissions:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._transactions = GroupCommit(self._write, "submissions")

    async def settle(self, submission: Submission) -> Booking | None:
        """The booking that was written, for this press or an earlier one of the same form; None for none."""
        return await self._transactions.settle(submission)

    async def _write(self, batch: Sequence[Submission]) -> list[Booking | None]:
        try:
            return await self._write_expecting(batch, earlier={})
        except IntegrityError:  # one of them was pressed before, which happens so seldom that nobody asks first
            async with self._database.read() as connection:
                earlier = await _read_earlier(connection, batch)
            return await self._write_expecting(batch, earlier)

    async def _write_expecting(self, batch: Sequence[Submission], earlier: dict[str, Booking]) -> list[Booking | None]:
        now = max(submission.at for submission in batch)
        async with self._database.write() as connection:
            for key in sorted({key for each in batch for key in each.locks}):
                await self._database.lock(connection, key)
            rivals = await _read_rivals(connection, batch)
            pile = _Batch(rivals, earlier, await _count_limited(connection, batch))
            outcomes = [pile.add(submission) for submission in batch]
            await pile.write(connection, now)
        return outcomes


class _Batch:
    """Submissions as they are decided one after the other, each seeing what those before it have left."""

    def __init__(self, rivals: Sequence[Booking], earlier: dict[str, Booking], counts: Counter[UserId]) -> None:
        self._bookings = {booking.id: booking for booking in rivals}
        self._earlier = earlier
        self._counts = counts
        self._known = set(self._bookings)
        self._changed: set[BookingId] = set()
        self._written: dict[str, tuple[BookingId, datetime]] = {}
        self._choices: list[MadeChoice] = []
        self._lines: dict[str, list[Booking]] = {"booked": [], "changed": []}

    def add(self, submission: Submission) -> Booking | None:
        if (earlier := self._earlier.get(submission.view_id)) is not None:
            return earlier
        if submission.view_id in self._written:
            return self._bookings[self._written[submission.view_id][0]]
        decided = submission.decide([each for each in self._bookings.values() if submission.concerns(each)])
        several = [decided] if isinstance(decided, Booking) else list(decided or ())
        if not several or (several[0].id not in self._bookings and not self._admits(submission)):
            return None
        for booking in several:
            self._lines["changed" if booking.id in self._bookings else "booked"].append(booking)
            self._bookings[booking.id] = booking
            self._changed.add(booking.id)
        self._written[submission.view_id] = several[0].id, submission.at
        self._remember(submission)
        return several[0]

    def _admits(self, submission: Submission) -> bool:
        """Whether the person may have one more."""
        user_id, limit = submission.template.booked_by, submission.limit
        if limit is not None and (booked := self._counts[user_id]) >= limit.most:
            limit.exceeded(booked)
            return False
        self._counts[user_id] += 1
        return True

    def _remember(self, submission: Submission) -> None:
        if submission.choice is not None:
            who = submission.template
            made = MadeChoice(who.team_id, who.booked_by, submission.choice, submission.at)
            self._choices.append(made)

    async def write(self, connection: Connection, now: datetime) -> None:
        if not self._written:
            return
        if added := [self._bookings[each] for each in self._changed - self._known]:
            await write_new(connection, added, now)
        if changed := [self._bookings[each] for each in sorted(self._changed & self._known)]:
            await write_changed(connection, changed, now)
        rows = [{"view_id": view, "booking_id": each, "at": at} for view, (each, at) in sorted(self._written.items())]
        await insert_rows(connection, _INSERT, rows)
        for what, lines in self._lines.items():
            if lines:
                await write_audits(connection, lines, what, now)
        if self._choices:
            await upsert_choices(connection, self._choices)


async def _read_rivals(connection: Connection, batch: Sequence[Submission]) -> list[Booking]:
    return await read_rivals(
        connection,
        {each.template.team_id for each in batch},
        {event_id for each in batch for event_id in each.event_ids},
        {key for each in batch for key in each.link_keys},
        min(each.at for each in batch),
        veto_keys={key for each in batch for key in each.veto_keys},
        for_update=True,
    )


async def _read_earlier(connection: Connection, batch: Sequence[Submission]) -> dict[str, Booking]:
    found = await connection.execute(_EARLIER, {"view_ids": [each.view_id for each in batch]})
    return {view_id: BOOKING.validate_json(text) for view_id, text in found}


async def _count_limited(connection: Connection, batch: Sequence[Submission]) -> Counter[UserId]:
    """How many each person has booked, of those for whom that is limited."""
    counts: Counter[UserId] = Counter()
    for submission in batch:
        user_id = submission.template.booked_by
        if submission.limit is not None and user_id not in counts:
            who = {"team_id": submission.template.team_id, "user_id": user_id, "since": submission.limit.since}
            standing = [BOOKING.validate_json(text) for text in (await connection.execute(_STANDING, who)).scalars()]
            counts[user_id] = sum(booking.booked_at >= submission.limit.since for booking in standing)
    return counts
