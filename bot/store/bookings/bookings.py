"""Store bookings: the durable record, which is also the queue and the outbox of calls still to be made."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, func, select, update

from bot.core.access.verdicts import Decision
from bot.core.booking.bot_status import ShownStatus
from bot.core.booking.model import Booking
from bot.core.identifiers import BookingId, CalendarEventId, LinkKey, TeamId, UserId
from bot.store.audit import write_audit, write_refusal
from bot.store.bookings.conflicts import read_rivals
from bot.store.bookings.leases import Change, LeasedBookings, Outcome, Recorded, Release
from bot.store.bookings.queue import Claim, claim_due, oldest_due
from bot.store.bookings.rows import forget_unwanted_recordings, read_for_update, values_of
from bot.store.bookings.submissions import Submission, Submissions
from bot.store.bookings.sweep import SweptBookings
from bot.store.bookings.usage import UsedBots
from bot.store.engine.database import Connection, Database
from bot.store.engine.transaction_retry import retry_transaction
from bot.store.json_documents import BOOKING
from bot.store.schema.tables import bookings, submissions

MAX_PER_PERSON = 200

ChangeAmong = Callable[[Booking, list[Booking]], list[Booking]]


class Bookings:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._submissions = Submissions(database)
        self._held = LeasedBookings(database)
        self.swept = SweptBookings(database)
        self.used = UsedBots(database)

    async def get(self, booking_id: BookingId) -> Booking | None:
        return await self._first(select(bookings.c.document).where(bookings.c.id == booking_id))

    async def find_by_submission(self, view_id: str) -> Booking | None:
        joined = bookings.join(submissions, submissions.c.booking_id == bookings.c.id)
        found = select(bookings.c.document).select_from(joined).where(submissions.c.view_id == view_id)
        return await self._first(found)

    async def rivals(
        self,
        team_id: TeamId,
        event_ids: Iterable[CalendarEventId],
        link_keys: Iterable[LinkKey],
        now: datetime,
        veto_keys: Iterable[str] = (),
        booking_ids: Iterable[BookingId] = (),
    ) -> list[Booking]:
        """Bookings that may conflict: same event or same link, and not over; or vetoed, or named."""
        async with self._database.read() as connection:
            return await read_rivals(
                connection, [team_id], event_ids, link_keys, now, veto_keys=veto_keys, booking_ids=booking_ids
            )

    async def list_by_person(self, team_id: TeamId, user_id: UserId, since: datetime) -> list[Booking]:
        """This person's bookings that ended after `since` or are still to come, the soonest first."""
        query = (
            select(bookings.c.document)
            .where(bookings.c.team_id == team_id, bookings.c.booked_by == user_id, bookings.c.ends_at > since)
            .order_by(bookings.c.starts_at.desc())
            .limit(MAX_PER_PERSON)
        )
        async with self._database.read() as connection:
            found = [BOOKING.validate_json(text) for text in (await connection.execute(query)).scalars()]
        return found[::-1]

    async def list_failed(self, team_id: TeamId, since: datetime, most: int) -> list[Booking]:
        """Bookings that failed and whose meeting ended after `since` or is still to come, the latest first."""
        # The team is compared afterwards: SQLite would go through all its bookings rather than the latest.
        query = (
            select(bookings.c.document)
            .where(bookings.c.ends_at > since, bookings.c.shown_status == ShownStatus.FAILED.value)
            .order_by(bookings.c.ends_at.desc())
            .limit(most)
        )
        async with self._database.read() as connection:
            found = [BOOKING.validate_json(text) for text in (await connection.execute(query)).scalars()]
        return [booking for booking in found if booking.team_id == team_id]

    async def has_booked(self, team_id: TeamId, user_id: UserId) -> bool:
        query = select(bookings.c.id).where(bookings.c.booked_by == user_id, bookings.c.team_id == team_id).limit(1)
        async with self._database.read() as connection:
            return (await connection.execute(query)).first() is not None

    async def submit(self, submission: Submission) -> Decision:
        """Write what a form asks for in one transaction (group commit). `view_id` is the idempotency key."""
        return await self._submissions.settle(submission)

    async def change(
        self, booking_id: BookingId, change: Change, now: datetime, *, what: str, by: UserId | None = None
    ) -> Booking | None:
        """Apply a wish to the booking as it is now, and put the booking in the queue.

        `by`: who asked, for the audit trail; by default the person who made the present wish.
        """
        return await retry_transaction(lambda: self._change(booking_id, change, now, what, by))

    async def _change(
        self, booking_id: BookingId, change: Change, now: datetime, what: str, by: UserId | None
    ) -> Booking | None:
        async with self._database.write() as connection:
            booking = await read_for_update(connection, booking_id)
            if booking is None:
                return None
            changed = change(booking)
            if changed != booking:
                await _write(connection, changed, now, due_at=now)
                await write_audit(connection, changed, what, now, by)
                await forget_unwanted_recordings(connection, [changed])
            return changed

    async def record_refusal(
        self,
        who: UserId,
        asked: str,
        now: datetime,
        *,
        reason: str,
        booking_id: BookingId | None = None,
        event_id: CalendarEventId | None = None,
    ) -> None:
        """Record a refused request in the audit trail."""
        async with self._database.write() as connection:
            await write_refusal(connection, who, asked, now, reason=reason, booking_id=booking_id, event_id=event_id)

    async def change_among_rivals(
        self,
        booking_id: BookingId,
        change: ChangeAmong,
        now: datetime,
        veto_keys: Sequence[str] = (),
        link_keys: Sequence[LinkKey] = (),
        *,
        what: str,
    ) -> Booking | None:
        """As `change`, for changes that involve other bookings of the same meeting. Submissions for its link and for
        `link_keys` wait meanwhile. `change` gets the booking and its rivals, and returns those that it changes.
        """
        if (seen := await self.get(booking_id)) is None:
            return None
        return await retry_transaction(
            lambda: self._change_among_rivals(seen, change, now, veto_keys=veto_keys, link_keys=link_keys, what=what)
        )

    async def _change_among_rivals(
        self,
        seen: Booking,
        change: ChangeAmong,
        now: datetime,
        *,
        veto_keys: Sequence[str],
        link_keys: Sequence[LinkKey],
        what: str,
    ) -> Booking:
        team_id, event_id = seen.team_id, seen.meeting.event_id
        keys = sorted({seen.meeting.link_key, *link_keys})
        async with self._database.write() as connection:
            for key in keys:
                await self._database.lock(connection, f"{team_id}/{key}")
            found = await read_rivals(
                connection,
                [team_id],
                [event_id] if event_id else [],
                keys,
                now,
                veto_keys=veto_keys,
                booking_ids=[seen.id],
                for_update=True,
            )
            booking = next((each for each in found if each.id == seen.id), seen)
            written = {each.id: each for each in change(booking, [each for each in found if each.id != seen.id])}
            for each in written.values():
                await _write(connection, each, now, due_at=now)
                await write_audit(connection, each, what, now)
            await forget_unwanted_recordings(connection, written.values())
        return written.get(seen.id, booking)

    async def claim(
        self, now: datetime, lease: timedelta, limit: int, in_hand: Collection[BookingId] = ()
    ) -> list[Claim]:
        """Claim up to `limit` due bookings under a lease, nearest start first, a few of each person's at a time."""
        return await claim_due(self._database, now, lease, limit, in_hand)

    async def renew_leases(self, tokens: Mapping[BookingId, str], until: datetime) -> None:
        """Extend the leases that are still ours, by the token of each."""
        await self._held.renew(tokens, until)

    async def record(
        self,
        booking_id: BookingId,
        token: str,
        change: Change,
        now: datetime,
        *,
        lease: timedelta,
        what: str | None = None,
    ) -> Booking:
        """Apply an outcome to the booking as it is now, and renew the lease.

        Raises LeaseLost if the lease is no longer ours.
        """
        outcome = Outcome(booking_id=booking_id, token=token, change=change, at=now, lease=lease, what=what)
        return (await self._held.record(outcome)).booking

    async def record_step(self, outcome: Outcome) -> Recorded:
        """Apply an outcome and, where it leaves nothing to do, release the lease in the same write.

        Raises LeaseLost if the lease is no longer ours.
        """
        return await self._held.record(outcome)

    async def release(self, booking_id: BookingId, token: str, due_at: datetime | None) -> None:
        """Release the lease. A booking that was changed meanwhile stays due at once."""
        await self._held.release(Release(booking_id=booking_id, token=token, due_at=due_at))

    async def end_all_leases(self, now: datetime) -> None:
        """Only for a process that has locked the database: every lease in it belongs to a dead process."""
        ended = (
            update(bookings).where(bookings.c.lease_until.is_not(None)).values(lease_until=now - timedelta(seconds=1))
        )
        async with self._database.write() as connection:
            await connection.execute(ended)

    async def counts(self) -> dict[str, int]:
        query = select(bookings.c.shown_status, func.count()).group_by(bookings.c.shown_status)
        return dict(await self._database.read_aside(lambda connection: connection.execute(query).all()))

    async def oldest_due(self, now: datetime) -> datetime | None:
        """When the oldest due booking became claimable; for a dead process's, when its lease expired."""
        async with self._database.read() as connection:
            return await oldest_due(connection, now)

    async def _first(self, query: Select[str]) -> Booking | None:
        async with self._database.read() as connection:
            text = (await connection.execute(query.limit(1))).scalar_one_or_none()
        return None if text is None else BOOKING.validate_json(text)


async def _write(
    connection: Connection,
    booking: Booking,
    now: datetime,
    *,
    due_at: datetime | None = None,
    lease_until: datetime | None = None,
) -> None:
    values = values_of(booking, now)
    if due_at is not None:
        values["due_at"] = due_at
    if lease_until is not None:
        values["lease_until"] = lease_until
    await connection.execute(update(bookings).where(bookings.c.id == booking.id).values(**values))
