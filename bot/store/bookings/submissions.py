"""Write each submitted form once, by what is booked for its meeting at that moment; many share one transaction."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, insert, select
from sqlalchemy.exc import IntegrityError

from bot.core.access.assess import Present
from bot.core.access.last_choice import Choice
from bot.core.access.target import RivalKeys
from bot.core.access.verdicts import Decision, Written
from bot.core.booking.bot_status import ShownStatus
from bot.core.booking.model import Booking, Intent
from bot.core.identifiers import BookingId, TeamId, UserId
from bot.store.audit import write_audits
from bot.store.bookings.conflicts import read_rivals
from bot.store.bookings.rows import write_changed, write_new
from bot.store.engine.database import Connection, Database
from bot.store.engine.group_commit import GroupCommit
from bot.store.json_documents import BOOKING
from bot.store.last_choices import MadeChoice, upsert_choices
from bot.store.schema.tables import bookings, submissions

# Pure: what to write by what is booked, read under the lock. Of what is written, `besides` changes with the booking.
Decide = Callable[[Present], Decision]

_INSERT = insert(submissions)
# The bots of a person whose meetings were not over at a moment, without those that were cancelled or refused by Recall.
_STANDING = select(bookings.c.document).where(
    bookings.c.team_id == bindparam("team_id"),
    bookings.c.booked_by == bindparam("user_id"),
    bookings.c.ends_at > bindparam("since"),
    bookings.c.intent == Intent.ATTEND.value,
    bookings.c.origin.is_(None),  # rules have limits of their own
    ~((bookings.c.shown_status == ShownStatus.FAILED.value) & bookings.c.bot_id.is_(None)),
)
_EARLIER = (
    select(submissions.c.view_id, bookings.c.document)
    .join(bookings, bookings.c.id == submissions.c.booking_id)
    .where(submissions.c.view_id.in_(bindparam("view_ids", expanding=True)))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """A person's form, and how to decide about it by the bookings that `rivals` finds."""

    view_id: str
    team_id: TeamId
    user_id: UserId
    at: datetime
    rivals: RivalKeys
    decide: Decide
    choice: Choice | None = None  # remembered with what is written
    counted_since: datetime | None = None  # for a limit: since when the person's new bots are counted

    @property
    def locks(self) -> set[str]:
        """Those who submit for the same link wait for each other, and the forms of a limited person do."""
        limited = {f"{self.team_id}/{self.user_id}"} if self.counted_since else set()
        return {f"{self.team_id}/{key}" for key in self.rivals.link_keys} | limited

    def concerns(self, booking: Booking) -> bool:
        return booking.team_id == self.team_id and self.rivals.has_key_of(booking)


class Submissions:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._transactions = GroupCommit(self._write, "submissions")

    async def settle(self, submission: Submission) -> Decision:
        """What was written, for this press or an earlier one of the same form, or why nothing was."""
        return await self._transactions.settle(submission)

    async def _write(self, batch: Sequence[Submission]) -> list[Decision]:
        try:
            return await self._write_expecting(batch, earlier={})
        except IntegrityError:  # one of them was pressed before, which happens so seldom that no one asks first
            async with self._database.read() as connection:
                earlier = await _read_earlier(connection, batch)
            return await self._write_expecting(batch, earlier)

    async def _write_expecting(self, batch: Sequence[Submission], earlier: dict[str, Booking]) -> list[Decision]:
        now = max(submission.at for submission in batch)
        async with self._database.write() as connection:
            for key in sorted({key for each in batch for key in each.locks}):
                await self._database.lock(connection, key)
            rivals = await _read_rivals(connection, batch)
            written = _Batch(rivals, earlier, await _count_limited(connection, batch))
            outcomes = [written.add(submission) for submission in batch]
            await written.write(connection, now)
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

    def add(self, submission: Submission) -> Decision:
        if (earlier := self._earlier_booking(submission.view_id)) is not None:
            return Written(earlier)
        outcome = submission.decide(self._present(submission))
        if isinstance(outcome, Written):
            self._put(submission, outcome)
        return outcome

    def _earlier_booking(self, view_id: str) -> Booking | None:
        """What another press of the same form has written, before this batch or in it."""
        if view_id in self._written:
            return self._bookings[self._written[view_id][0]]
        return self._earlier.get(view_id)

    def _present(self, submission: Submission) -> Present:
        concerned = tuple(each for each in self._bookings.values() if submission.concerns(each))
        is_counted = submission.counted_since is not None
        return Present(concerned, self._counts[submission.user_id] if is_counted else None)

    def _put(self, submission: Submission, written: Written) -> None:
        is_new = written.booking.id not in self._bookings
        if is_new:
            self._counts[submission.user_id] += 1
        for booking in (written.booking, *written.besides):
            self._lines["changed" if booking.id in self._bookings else "booked"].append(booking)
            self._bookings[booking.id] = booking
            self._changed.add(booking.id)
        self._written[submission.view_id] = written.booking.id, submission.at
        if submission.choice is not None and is_new:  # what suited one booking's edit is no habit
            made = MadeChoice(submission.team_id, submission.user_id, submission.choice, submission.at)
            self._choices.append(made)

    async def write(self, connection: Connection, now: datetime) -> None:
        if not self._written:
            return
        if added := [self._bookings[each] for each in self._changed - self._known]:
            await write_new(connection, added, now)
        if changed := [self._bookings[each] for each in sorted(self._changed & self._known)]:
            await write_changed(connection, changed, now)
        rows = [{"view_id": view, "booking_id": each, "at": at} for view, (each, at) in sorted(self._written.items())]
        await connection.execute(_INSERT, rows)
        for what, lines in self._lines.items():
            if lines:
                await write_audits(connection, lines, what, now)
        if self._choices:
            await upsert_choices(connection, self._choices)


async def _read_rivals(connection: Connection, batch: Sequence[Submission]) -> list[Booking]:
    return await read_rivals(
        connection,
        {each.team_id for each in batch},
        {event_id for each in batch for event_id in each.rivals.event_ids},
        {key for each in batch for key in each.rivals.link_keys},
        min(each.at for each in batch),
        veto_keys={key for each in batch for key in each.rivals.veto_keys},
        booking_ids={booking_id for each in batch for booking_id in each.rivals.booking_ids},
        for_update=True,
    )


async def _read_earlier(connection: Connection, batch: Sequence[Submission]) -> dict[str, Booking]:
    found = await connection.execute(_EARLIER, {"view_ids": [each.view_id for each in batch]})
    return {view_id: BOOKING.validate_json(text) for view_id, text in found}


async def _count_limited(connection: Connection, batch: Sequence[Submission]) -> Counter[UserId]:
    """How many each person has booked, of those for whom that is limited."""
    counts: Counter[UserId] = Counter()
    for each in batch:
        if (since := each.counted_since) is not None and each.user_id not in counts:
            who = {"team_id": each.team_id, "user_id": each.user_id, "since": since}
            standing = [BOOKING.validate_json(text) for text in (await connection.execute(_STANDING, who)).scalars()]
            counts[each.user_id] = sum(booking.booked_at >= since for booking in standing)
    return counts
