"""Forms that are submitted at the same moment share a transaction, and nothing else."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from bot.core.access.last_choice import Choice
from bot.core.access.verdicts import LimitExceeded, Written
from bot.core.booking.model import Failure
from bot.core.identifiers import BookingId, LinkKey
from bot.core.lifecycle.transitions import apply_cancellation
from bot.store.bookings.bookings import Bookings
from bot.store.bookings.rows import read_for_update, write_changed
from bot.store.engine.database import Database
from bot.store.last_choices import Choices
from tests.examples import GENERAL, MAYA, NOW, TEAM, a_booked_booking, a_booked_meeting, a_booking
from tests.store.bookings.test_bookings import one_per_meeting
from tests.submissions import a_submission


@pytest.fixture
def bookings(database):
    return Bookings(database)


def of_another_meeting(number):
    meeting = a_booked_meeting(event_id=f"event {number}", ical_uid=f"uid {number}", link_key=LinkKey(f"meet:{number}"))
    return a_booking(id=BookingId(f"b{number}"), meeting=meeting)


def submit(bookings, booking, view_id, decide=None, choice=None):
    return bookings.submit(a_submission(view_id, booking, decide or one_per_meeting(booking), choice=choice))


def fails(_present):
    raise ValueError("cannot decide")


async def test_each_is_written(bookings):
    made = [of_another_meeting(number) for number in range(30)]

    written = await asyncio.gather(*(submit(bookings, each, f"V {each.id}") for each in made))

    assert written == [Written(each) for each in made]
    assert [await bookings.get(each.id) for each in made] == made


async def test_others_that_change_with_it_are_written_with_it(bookings):
    await submit(bookings, a_booking(), "V1")
    another = a_booking(id=BookingId("b2"))

    def in_its_place(present):
        return Written(
            another, tuple(apply_cancellation(each, by=MAYA, now=NOW, reason="person") for each in present.bookings)
        )

    assert (await submit(bookings, another, "V2", in_its_place)).booking == another
    assert await bookings.get(BookingId("b1")) == apply_cancellation(a_booking(), by=MAYA, now=NOW, reason="person")
    assert await bookings.find_by_submission("V2") == another


async def test_the_later_one_sees_what_the_one_before_it_has_written(bookings):
    *_, seen = await asyncio.gather(
        submit(bookings, of_another_meeting(0), "V0"),
        submit(bookings, a_booking(), "V1"),
        submit(bookings, of_another_meeting(2), "V2"),
        submit(bookings, a_booking(id=BookingId("b9")), "V9", lambda present: [each.id for each in present.bookings]),
    )

    assert seen == ["b1"]


async def test_the_same_form_twice_at_once_is_written_once(bookings):
    first, second = await asyncio.gather(
        submit(bookings, a_booking(), "V1"), submit(bookings, of_another_meeting(2), "V1")
    )

    assert first == second == Written(a_booking())
    assert await bookings.get(BookingId("b2")) is None


async def test_one_that_cannot_be_decided_spoils_no_other(bookings):
    outcomes = await asyncio.gather(
        submit(bookings, of_another_meeting(1), "V1"),
        submit(bookings, of_another_meeting(2), "V2", fails),
        submit(bookings, of_another_meeting(3), "V3"),
        return_exceptions=True,
    )

    assert isinstance(outcomes[1], ValueError)
    assert [await bookings.get(BookingId(f"b{n}")) is not None for n in (1, 2, 3)] == [True, False, True]


async def test_one_that_cannot_be_stored_spoils_no_other(bookings):
    outcomes = await asyncio.gather(
        submit(bookings, of_another_meeting(1), "V1"),
        submit(bookings, of_another_meeting(1), "V2", lambda _: Written(replace(of_another_meeting(1), id=None))),
        submit(bookings, of_another_meeting(3), "V3"),
        return_exceptions=True,
    )

    assert isinstance(outcomes[1], Exception)
    assert [await bookings.get(BookingId(f"b{n}")) is not None for n in (1, 3)] == [True, True]


async def test_two_choices_of_one_person_in_one_conversation_keep_the_later(bookings, database):
    choices = [Choice(channel_id=GENERAL, preset=name) for name in ("Sales", "Support")]

    await asyncio.gather(
        *(submit(bookings, of_another_meeting(n), f"V{n}", choice=choice) for n, choice in enumerate(choices))
    )

    assert await Choices(database).get(TEAM, MAYA, GENERAL) == choices[1]


async def test_an_edit_builds_on_what_is_being_recorded_at_that_moment(bookings, database):
    await submit(bookings, a_booking(), "V1")

    def renamed(present):
        return Written(replace(present.bookings[0], time_zone="Asia/Tokyo"))

    async with database.write() as connection:
        booking = await read_for_update(connection, BookingId("b1"))
        editing = asyncio.create_task(submit(bookings, a_booking(), "V2", renamed))
        await asyncio.sleep(0.2)
        recorded = replace(booking, attempt=replace(booking.attempt, unanswered_key="recorded"))
        await write_changed(connection, [recorded], NOW)
    await editing

    kept = await bookings.get(BookingId("b1"))
    assert (kept.time_zone, kept.attempt.unanswered_key) == ("Asia/Tokyo", "recorded")


def how_many(bookings, since, at=NOW):
    """As one more submission is told."""
    count = a_submission("V-probe", of_another_meeting(99), lambda present: present.booked, at, counted_since=since)
    return bookings.submit(count)


def as_it_is(present):
    return Written(present.bookings[0])


async def test_only_bots_that_were_booked_since_and_stand_are_counted(bookings):
    since, later = NOW - timedelta(days=1), NOW + timedelta(minutes=10)
    await bookings.submit(a_submission("V1", a_booking()))
    await bookings.submit(a_submission("V-edit", a_booking(), as_it_is, later))
    assert await how_many(bookings, since) == 1
    assert await how_many(bookings, later, later) == 0

    failed = replace(a_booking().attempt, failure=Failure(code="x", permanent=True))
    await bookings.change(BookingId("b1"), lambda booking: replace(booking, attempt=failed), NOW, what="schedule")
    assert await how_many(bookings, since) == 0
    await bookings.change(BookingId("b1"), lambda _: a_booked_booking(), NOW, what="schedule")
    assert await how_many(bookings, since) == 1

    cancelled = partial(apply_cancellation, by=MAYA, now=NOW, reason="person")
    await bookings.change(BookingId("b1"), cancelled, NOW, what="cancelled")
    assert await how_many(bookings, since) == 0


async def test_forms_that_are_submitted_at_the_same_instant_do_not_exceed_the_limit(bookings, database_url):
    other = Database(database_url)

    def submit(number: int):
        booking = of_another_meeting(number)
        there = Bookings(other) if number % 2 else bookings

        def three_at_most(present):
            return LimitExceeded(present.booked, 3) if present.booked >= 3 else Written(booking)

        form = a_submission(f"V{number}", booking, three_at_most, counted_since=NOW - timedelta(days=1))
        return there.submit(form)

    outcomes = await asyncio.gather(*(submit(number) for number in range(10)))
    await other.aclose()

    assert len([each for each in outcomes if isinstance(each, Written)]) == 3
    assert [each for each in outcomes if not isinstance(each, Written)] == [LimitExceeded(3, 3)] * 7


async def test_of_forms_that_share_a_transaction_only_new_bots_are_counted(bookings):
    since = NOW - timedelta(days=1)
    await submit(bookings, a_booking(), "V1")

    *_, booked = await asyncio.gather(
        submit(bookings, a_booking(), "V-edit", as_it_is),
        submit(bookings, of_another_meeting(2), "V2"),
        how_many(bookings, since),
    )

    assert booked == 2


async def test_no_one_is_counted_who_is_not_limited(bookings):
    assert await submit(bookings, a_booking(), "V1", lambda present: present.booked) is None
