"""What rules and series book stands in the same queue, under the locks of people's own submissions."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from functools import partial

from bot.core.access.target import RivalKeys
from bot.core.booking.model import Intent
from bot.core.booking.origin import Origin, Source
from bot.core.identifiers import BookingId
from bot.core.lifecycle.transitions import apply_cancellation
from bot.core.rules.reconcile import NO_CHANGES, Changes
from bot.scheduling.rules.pace import INTERVAL, Pace
from bot.store.bookings.automatic import AutomaticBookings, Planned
from bot.store.bookings.bookings import Bookings
from bot.store.leases import Marks
from tests.examples import JONAS, MAYA, MEET_KEY, NOW, SOON, TEAM, a_booked_meeting, a_booking
from tests.submissions import a_submission

KEYS = RivalKeys(event_ids=frozenset({"event-1"}), link_keys=frozenset({MEET_KEY}))
BY_RULE = Origin(source=Source.RULE, by=MAYA, reason="all", is_quiet=True)
LEASE = timedelta(seconds=15)


def by_rule(**facts):
    return a_booking(**{"origin": BY_RULE, **facts})


def at_once(booking, now):
    return now


def unless_booked(booking, present):
    return NO_CHANGES if present else Changes(added=(booking,))


async def write(database, *reconciles, due=at_once, keys=KEYS):
    planned = [Planned(keys, reconcile) for reconcile in reconciles]
    return await AutomaticBookings(database).write(TEAM, planned, NOW, due)


async def test_what_a_rule_books_is_claimed_like_any_other(database):
    await write(database, partial(unless_booked, by_rule()))

    [claim] = await Bookings(database).claim(NOW, LEASE, 5)
    assert claim.booking == by_rule()


async def test_of_two_that_want_the_same_meeting_the_second_sees_the_first(database):
    written = await write(
        database, partial(unless_booked, by_rule()), partial(unless_booked, by_rule(id=BookingId("b2")))
    )

    assert [booking.id for booking in written] == ["b1"]


async def test_two_processes_at_once_book_one_bot(database):
    several = [write(database, partial(unless_booked, by_rule(id=BookingId(f"b{each}")))) for each in range(5)]

    written = await asyncio.gather(*several)

    assert sum(len(each) for each in written) == 1


async def test_what_a_person_booked_meanwhile_is_seen(database):
    await Bookings(database).submit(a_submission("V1", a_booking()))

    assert await write(database, partial(unless_booked, by_rule(id=BookingId("b2")))) == []


async def test_people_go_first_then_what_starts_sooner(database):
    late = a_booked_meeting(event_id="event-2", link_key="k2", start_time=SOON + timedelta(days=9))
    await write(database, lambda _: Changes(added=(by_rule(), by_rule(id=BookingId("b2"), meeting=late))))
    far = a_booked_meeting(event_id="event-3", link_key="k3", start_time=SOON + timedelta(days=20))
    await Bookings(database).submit(a_submission("V1", a_booking(id=BookingId("hand"), meeting=far)))

    first = await Bookings(database).claim(NOW, LEASE, 1)
    second = await Bookings(database).claim(NOW, LEASE, 1)

    assert [claim.booking.id for claim in (*first, *second)] == ["hand", "b1"]


async def test_what_is_changed_keeps_its_row_and_says_so(database):
    await write(database, partial(unless_booked, by_rule()))
    off = apply_cancellation(by_rule(), by=MAYA, now=NOW, reason="rule_over")
    await write(database, lambda present: Changes(changed=(off,)))

    assert await Bookings(database).get(BookingId("b1")) == off
    assert await AutomaticBookings(database).find_events(TEAM, NOW) == []


async def test_the_events_that_rules_have_booked_are_found(database):
    store = AutomaticBookings(database)
    await write(database, partial(unless_booked, by_rule()))
    other = a_booking(id=BookingId("b2"), meeting=a_booked_meeting(event_id="event-2", link_key="k2"))
    await Bookings(database).submit(a_submission("V1", other))

    assert await store.find_events(TEAM, NOW) == ["event-1"]
    assert await store.find_events(TEAM, NOW, MAYA) == ["event-1"]
    assert await store.find_events(TEAM, NOW, JONAS) == []
    assert await store.find_events(TEAM, SOON + timedelta(days=1)) == []


async def test_what_a_person_makes_theirs_is_no_rules_any_more(database):
    await write(database, partial(unless_booked, by_rule()))
    take = partial(apply_cancellation, by=MAYA, now=NOW, reason="person")
    await Bookings(database).change(BookingId("b1"), take, NOW, what="cancelled")

    assert (await Bookings(database).get(BookingId("b1"))).origin == replace(Origin(), is_quiet=True)
    assert await AutomaticBookings(database).find_events(TEAM, NOW) == []


async def test_meetings_that_are_over_are_counted_for_the_limit_of_a_day(database):
    store = AutomaticBookings(database)
    await write(database, partial(unless_booked, by_rule()))
    end = by_rule().meeting.end_time

    assert await store.find_over(TEAM, NOW, end) == [(MAYA, SOON)]
    assert await store.find_over(TEAM, NOW, NOW) == []
    assert by_rule().wish.intent is Intent.ATTEND


async def test_rules_limits_are_not_taken_from_what_a_person_may_book(database):
    await write(database, partial(unless_booked, by_rule()))
    meeting = a_booked_meeting(event_id="event-2", link_key="k2")
    seen = []
    submission = a_submission("V1", a_booking(id=BookingId("b2"), meeting=meeting))
    asked = replace(submission, counted_since=NOW - timedelta(days=1))
    counting = replace(asked, decide=lambda present: seen.append(present.booked) or submission.decide(present))
    await Bookings(database).submit(counting)

    assert seen == [0]


async def test_what_is_far_away_is_spread_over_time_and_what_is_near_is_not(database):
    pace, marks = Pace(Marks(database)), Marks(database)
    far = by_rule(meeting=a_booked_meeting(start_time=NOW + timedelta(days=2)))
    near = by_rule(meeting=a_booked_meeting(start_time=NOW + timedelta(hours=1)))
    await pace.begin()

    assert [pace.due_at(each, NOW) for each in (far, near, far, far)] == [NOW, NOW, NOW + INTERVAL, NOW + 2 * INTERVAL]
    await pace.end(NOW)

    again = Pace(marks)
    await again.begin()
    assert again.due_at(far, NOW) == NOW + 3 * INTERVAL
    assert again.due_at(far, NOW + timedelta(hours=1)) == NOW + timedelta(hours=1)


async def test_a_booking_that_is_spread_waits_for_its_turn(database):
    await write(database, partial(unless_booked, by_rule()), due=lambda booking, now: now + INTERVAL)

    assert await Bookings(database).claim(NOW, LEASE, 5) == []
    assert len(await Bookings(database).claim(NOW + INTERVAL, LEASE, 5)) == 1
