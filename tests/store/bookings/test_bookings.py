"""Check the durable record and the queue, on SQLite and on Postgres."""

import asyncio
import traceback
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy.exc import DBAPIError

from bot.core.access.verdicts import TakenByOthers, Written
from bot.core.booking.bot_state import BotState
from bot.core.booking.model import Intent
from bot.core.booking.same_meeting import is_same_meeting
from bot.core.identifiers import BookingId, BotId, LinkKey, TeamId
from bot.core.lifecycle.transitions import BookingAnswer, apply_answer, apply_cancellation, apply_retry
from bot.core.lifecycle.vetoes import apply_veto, veto_key
from bot.store.audit import read_audit
from bot.store.bookings.bookings import Bookings
from bot.store.bookings.leases import LeaseLost
from bot.store.engine.database import Database
from tests.examples import (
    JONAS,
    MAYA,
    MEET_KEY,
    NOW,
    SOON,
    TEAM,
    a_bare_link,
    a_booked_booking,
    a_booked_meeting,
    a_booking,
    with_intent,
)
from tests.submissions import a_submission

LEASE = timedelta(seconds=90)
LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def bookings(database):
    return Bookings(database)


def one_per_meeting(template):
    """What a submission decides: the live booking that is there, else the new one."""

    def decide(present):
        return Written(next((each for each in present.bookings if is_same_meeting(each, template.meeting)), template))

    return decide


async def following(bookings, now):
    return [booking async for page in bookings.swept.find_following_calendars(now) for booking in page]


async def submit(bookings, booking, view_id="V1"):
    return (await bookings.submit(a_submission(view_id, booking, one_per_meeting(booking)))).booking


async def test_what_is_written_is_read_back_whole(bookings):
    booking = a_booking()

    await submit(bookings, booking)

    assert await bookings.get(booking.id) == booking
    assert await bookings.find_by_submission("V1") == booking


async def test_a_second_press_finds_the_first_booking(bookings):
    await submit(bookings, a_booking())

    again = await submit(bookings, a_booking(id=BookingId("b2")))

    assert again.id == "b1"
    assert await bookings.get(BookingId("b2")) is None


async def test_people_who_submit_for_the_same_meeting_at_once_get_one_booking(bookings):
    rush = [submit(bookings, a_booking(id=BookingId(f"b{n}")), f"V{n}") for n in range(12)]

    written = await asyncio.gather(*rush)

    assert len({booking.id for booking in written}) == 1


async def test_other_meetings_on_the_same_link_are_no_rivals(bookings):
    next_week = a_booked_meeting(start_time=SOON + timedelta(days=7), ical_uid="other", event_id="event-2")
    await submit(bookings, a_booking())

    other = await submit(bookings, a_booking(id=BookingId("b2"), meeting=next_week), "V2")

    assert other.id == "b2"


async def test_deciding_to_write_nothing_writes_nothing(bookings):
    booking = a_booking()

    outcome = await bookings.submit(a_submission("V1", booking, lambda _: TakenByOthers()))

    assert outcome == TakenByOthers()

    assert await bookings.find_by_submission("V1") is None
    assert await bookings.claim(LATER, LEASE, 5) == []


async def test_a_wish_is_due_at_once_and_claimed_by_one(bookings):
    await submit(bookings, a_booking())

    first, second = await asyncio.gather(bookings.claim(NOW, LEASE, 5), bookings.claim(NOW, LEASE, 5))

    assert [claim.booking.id for claim in first + second] == ["b1"]
    assert not (first + second)[0].was_abandoned


async def test_the_nearest_meeting_is_claimed_first(bookings):
    for n, hours in ((1, 9), (2, 1), (3, 5)):
        meeting = a_booked_meeting(start_time=NOW + timedelta(hours=hours), ical_uid=f"u{n}", event_id=f"e{n}")
        await submit(bookings, a_booking(id=BookingId(f"b{n}"), meeting=meeting), f"V{n}")

    claims = await bookings.claim(NOW, LEASE, 2)

    assert [claim.booking.id for claim in claims] == ["b2", "b3"]


async def test_a_dead_holders_lease_runs_out_and_leaves_a_mark(bookings):
    await submit(bookings, a_booking())
    await bookings.claim(NOW, LEASE, 5)

    early = await bookings.claim(NOW + LEASE - timedelta(seconds=1), LEASE, 5)
    late = await bookings.claim(NOW + LEASE + timedelta(seconds=1), LEASE, 5)

    assert early == []
    assert [claim.was_abandoned for claim in late] == [True]


async def test_who_lost_the_lease_writes_nothing(bookings):
    await submit(bookings, a_booking())
    (dead,) = await bookings.claim(NOW, LEASE, 5)
    (alive,) = await bookings.claim(NOW + 2 * LEASE, LEASE, 5)
    done = partial(apply_answer, revision=1, answer=BookingAnswer(BotId("bot-1"), SOON, {}))

    with pytest.raises(LeaseLost):
        await bookings.record(dead.booking.id, dead.token, done, LATER, lease=LEASE)

    assert not (await bookings.get(BookingId("b1"))).is_applied
    await bookings.record(alive.booking.id, alive.token, done, LATER, lease=LEASE)
    assert (await bookings.get(BookingId("b1"))).is_applied


async def test_every_outcome_holds_the_lease_for_as_long_again(bookings):
    await submit(bookings, a_booking())
    (claim,) = await bookings.claim(NOW, LEASE, 5)

    await bookings.record(claim.booking.id, claim.token, lambda booking: booking, NOW + LEASE / 2, lease=LEASE)

    assert await bookings.claim(NOW + LEASE * 1.4, LEASE, 5) == []
    assert len(await bookings.claim(NOW + LEASE * 1.6, LEASE, 5)) == 1


async def test_anyone_who_holds_the_database_alone_takes_over_at_once(bookings):
    await submit(bookings, a_booking())
    await bookings.claim(NOW, LEASE, 5)

    await bookings.end_all_leases(NOW)

    (claim,) = await bookings.claim(NOW, LEASE, 5)
    assert claim.was_abandoned


async def test_a_renewed_lease_lasts_and_one_that_was_lost_stays_lost(bookings):
    for number in (1, 2):
        await submit(
            bookings, a_booking(id=BookingId(f"b{number}"), meeting=a_meeting_of_its_own(number)), f"V{number}"
        )
    ((mine,), (anothers,)) = [await bookings.claim(NOW, LEASE, 1) for _ in range(2)]

    await bookings.renew_leases({mine.booking.id: mine.token, anothers.booking.id: "lost"}, NOW + 2 * LEASE)

    (claim,) = await bookings.claim(NOW + LEASE + timedelta(seconds=1), LEASE, 5)
    assert claim.booking.id == anothers.booking.id


async def test_no_one_takes_from_themselves_what_they_came_too_late_to_renew(bookings):
    await submit(bookings, a_booking())
    (claim,) = await bookings.claim(NOW, LEASE, 5)

    assert await bookings.claim(NOW + 2 * LEASE, LEASE, 5, {claim.booking.id}) == []
    await bookings.record(claim.booking.id, claim.token, lambda booking: booking, NOW + 2 * LEASE, lease=LEASE)


def a_meeting_of_its_own(number):
    return a_bare_link(link_key=LinkKey(f"meet:{number}"))


async def test_a_released_booking_comes_back_when_it_is_due(bookings):
    await submit(bookings, a_booking())
    (claim,) = await bookings.claim(NOW, LEASE, 5)

    await bookings.release(claim.booking.id, claim.token, LATER)

    assert await bookings.claim(LATER - timedelta(seconds=1), LEASE, 5) == []
    (again,) = await bookings.claim(LATER, LEASE, 5)
    assert not again.was_abandoned


async def test_a_booking_with_nothing_to_do_does_not_come_back(bookings):
    await submit(bookings, a_booking())
    (claim,) = await bookings.claim(NOW, LEASE, 5)

    await bookings.release(claim.booking.id, claim.token, None)

    assert await bookings.claim(NOW + timedelta(days=1), LEASE, 5) == []


async def test_a_wish_that_comes_during_the_work_is_done_next(bookings):
    await submit(bookings, a_booking())
    (claim,) = await bookings.claim(NOW, LEASE, 5)
    cancel = partial(apply_cancellation, by=JONAS, now=NOW, reason="person")

    await bookings.change(BookingId("b1"), cancel, NOW, what="cancelled")
    await bookings.release(claim.booking.id, claim.token, None)

    (again,) = await bookings.claim(NOW, LEASE, 5)
    assert again.booking.wish.intent is Intent.STAY_AWAY


async def test_changes_at_the_same_instant_are_all_kept(bookings):
    await submit(bookings, a_booking())

    def one_more(booking):
        return replace(booking, said=replace(booking.said, version=booking.said.version + 1))

    await asyncio.gather(*(bookings.change(BookingId("b1"), one_more, NOW, what="x") for _ in range(40)))

    assert (await bookings.get(BookingId("b1"))).said.version == 41


async def test_rivals_are_found_by_event_and_by_link_until_they_are_over(bookings):
    await submit(bookings, a_booking())

    assert len(await bookings.rivals(TEAM, ["event-1"], [], NOW)) == 1
    assert len(await bookings.rivals(TEAM, [], [MEET_KEY], NOW)) == 1
    assert await bookings.rivals(TEAM, ["event-1"], [MEET_KEY], SOON + timedelta(days=1)) == []
    assert await bookings.rivals("T0OTHER", ["event-1"], [MEET_KEY], NOW) == []


async def test_a_persons_bookings(bookings):
    await submit(bookings, a_booking())

    assert [booking.id for booking in await bookings.list_by_person(TEAM, MAYA, NOW)] == ["b1"]
    assert await bookings.list_by_person(TEAM, JONAS, NOW) == []


async def test_figures_for_no_matter_who_runs_this(bookings):
    await submit(bookings, a_booking())

    assert await bookings.counts() == {"pending": 1}
    assert await bookings.oldest_due(NOW) == NOW


async def test_work_whose_holder_died_is_overdue_since_the_lease_ran_out(bookings):
    await submit(bookings, a_booking())
    await bookings.claim(NOW, LEASE, 5)
    assert await bookings.oldest_due(NOW + LEASE) is None

    assert await bookings.oldest_due(LATER) == NOW + LEASE
    (claim,) = await bookings.claim(LATER, LEASE, 5)
    assert claim.due_since == NOW + LEASE


async def test_a_claim_knows_how_long_the_booking_has_waited(bookings):
    await submit(bookings, a_booking())

    (claim,) = await bookings.claim(LATER, LEASE, 5)

    assert claim.due_since == NOW


async def test_the_audit_tells_the_story_without_the_link(bookings, database_url):
    await submit(bookings, a_booking())
    await bookings.change(
        BookingId("b1"), partial(apply_cancellation, by=JONAS, now=NOW, reason="person"), NOW, what="cancelled"
    )

    lines = [line async for line in read_audit(database_url, meeting="event-1")]

    assert [(line["what"], line["who"]) for line in lines] == [("booked", MAYA), ("cancelled", JONAS)]
    assert "meet.google.com" not in str(lines)
    assert [line async for line in read_audit(database_url, person="U0NOBODY")] == []


async def put(bookings, *written):
    for booking in written:
        await bookings.submit(a_submission(f"V {booking.id}", booking))


def one_of_many(name, hours=0.0, **facts):
    """A booking of a meeting of its own, which begins so many hours after NOW."""
    start = NOW + timedelta(hours=hours)
    meeting = a_booked_meeting(start_time=start, event_id=f"event {name}", ical_uid=name, link_key=f"meet:{name}")
    return a_booked_booking(**{"id": BookingId(name), "meeting": meeting, **facts})


def with_status(status):
    return BotState(bot_id=BotId("bot"), applied_revision=1, status=status)


async def test_bookings_that_follow_an_event_come_nearest_first(bookings):
    link = one_of_many("link", 1, meeting=a_bare_link())
    cancelled = with_intent(one_of_many("cancelled", 3), Intent.STAY_AWAY)
    await put(bookings, one_of_many("later", 5), one_of_many("soon", 1), one_of_many("over", -1), link, cancelled)

    followed = await following(bookings, NOW)

    assert [booking.id for booking in followed] == ["soon", "cancelled", "later"]


async def test_however_many_follow_an_event_each_comes_once(bookings, monkeypatch):
    monkeypatch.setattr("bot.store.bookings.sweep.READ_AT_ONCE", 3)
    await put(bookings, *(one_of_many(f"b{number}", 1 + number // 5) for number in range(11)))

    followed = await following(bookings, NOW)

    assert sorted(booking.id for booking in followed) == sorted(f"b{number}" for number in range(11))
    assert [booking.meeting.start_time for booking in followed] == sorted(b.meeting.start_time for b in followed)


def cancelled(booking):
    off = with_intent(booking, Intent.STAY_AWAY)
    return replace(off, bot=replace(off.bot, applied_revision=off.wish.revision))


async def test_bots_that_should_be_live_are_looked_at_until_they_are_known_to_be_over(bookings):
    silent = one_of_many("silent", -1)
    ended = one_of_many("ended", -2, bot=with_status("call_ended"))
    others = [
        one_of_many("coming", 1),
        one_of_many("done", -1, bot=with_status("done")),
        one_of_many("failed", -1, bot=with_status("fatal")),
        one_of_many("without", -1, bot=BotState()),
        one_of_many("long ago", -200),
        cancelled(one_of_many("away", -1)),
    ]
    left = cancelled(one_of_many("asked to leave", -3, bot=with_status("in_call_recording")))
    bot = BotState(bot_id=BotId("bot"), applied_revision=1, starts_at=NOW - timedelta(hours=4))
    left_behind = one_of_many("left behind", 5, bot=bot)
    await put(bookings, silent, ended, left, left_behind, *others)

    under_way = await bookings.swept.find_with_live_bots(NOW, NOW - timedelta(days=7), 10)

    assert [booking.id for booking in under_way] == ["silent", "ended", "asked to leave", "left behind"]


async def test_those_that_a_look_did_not_come_to_can_be_asked_for(bookings):
    await put(bookings, *(one_of_many(f"b{number}", -number) for number in (1, 2, 3)))

    first = await bookings.swept.find_with_live_bots(NOW, NOW - timedelta(days=7), 2)
    others = await bookings.swept.find_with_live_bots(NOW, NOW - timedelta(days=7), 2, skip=2)

    assert [booking.id for booking in first + others] == ["b1", "b2", "b3"]


def a_coming_one(n, person=MAYA):
    meeting = a_booked_meeting(start_time=NOW + timedelta(hours=n), ical_uid=f"u{n}", event_id=f"e{n}")
    return a_booking(id=BookingId(f"b{n:02}"), meeting=meeting, booked_by=person)


async def test_one_person_has_five_in_flight_and_holds_up_no_one_else(bookings):
    for n in range(1, 9):
        await submit(bookings, a_coming_one(n), f"V{n}")
    await submit(bookings, a_coming_one(20, person=JONAS), "V20")

    claims = await bookings.claim(NOW, LEASE, 20)

    assert [claim.booking.id for claim in claims] == ["b01", "b02", "b03", "b04", "b05", "b20"]
    assert await bookings.claim(NOW, LEASE, 20) == []
    await bookings.release(claims[0].booking.id, claims[0].token, None)
    assert [claim.booking.id for claim in await bookings.claim(NOW, LEASE, 20)] == ["b06"]


async def test_the_leases_of_the_dead_leave_room_for_as_many(bookings):
    for n in range(1, 9):
        await submit(bookings, a_coming_one(n), f"V{n}")
    await bookings.claim(NOW, LEASE, 20)

    late = await bookings.claim(NOW + LEASE * 2, LEASE, 20)

    assert [claim.booking.id for claim in late] == ["b01", "b02", "b03", "b04", "b05"]
    assert all(claim.was_abandoned for claim in late)


async def test_an_error_of_the_database_shows_nothing_of_what_was_to_be_written(empty_database_url):
    without_tables = Database(empty_database_url)

    with pytest.raises(DBAPIError) as raised:
        await Bookings(without_tables).submit(a_submission("V1", a_booking()))

    await without_tables.aclose()
    told = "".join(traceback.format_exception(raised.value))
    assert "INSERT INTO bookings" in told or "FROM bookings" in told
    assert "Weekly sync" not in told
    assert "meet.google.com" not in told


async def test_a_veto_is_found_by_its_key_whenever_its_meeting_was(bookings):
    vetoed_one = apply_veto(a_booking(), by=JONAS, now=NOW)
    await put(bookings, vetoed_one)
    key = veto_key(vetoed_one)

    later = NOW + timedelta(days=9)

    assert await bookings.rivals(TEAM, [], [], later, [key]) == [vetoed_one]
    assert await bookings.rivals(TEAM, ["event-1"], [MEET_KEY], later) == []
    assert await bookings.rivals(TeamId("T0OTHER"), [], [], later, [key]) == []
    assert await following(bookings, later) == [vetoed_one]


async def test_who_submits_sees_a_veto_under_another_link_and_event(bookings):
    vetoed_one = apply_veto(a_booking(), by=JONAS, now=NOW)
    await put(bookings, vetoed_one)
    template = a_booking(id=BookingId("b2"), meeting=a_booked_meeting(event_id="copy", link_key="meet:other"))

    seen = await bookings.submit(
        a_submission("V2", template, all_present, event_ids=["copy"], veto_keys=[veto_key(vetoed_one)])
    )

    assert seen == (vetoed_one,)


async def test_an_edit_sees_the_booking_that_it_was_filled_from_wherever_that_is_by_now(bookings):
    await put(bookings, a_booking())
    elsewhere = a_booking(id=BookingId("b2"), meeting=a_bare_link(link_key="meet:other"))
    long_after = SOON + timedelta(days=2)

    seen = await bookings.submit(a_submission("V2", elsewhere, all_present, long_after, booking_ids=["b1"]))

    assert seen == (a_booking(),)
    assert await bookings.rivals(TEAM, [], [], long_after, booking_ids=["b1"]) == [a_booking()]
    assert await bookings.rivals(TeamId("T0OTHER"), [], [], long_after, booking_ids=["b1"]) == []


def all_present(present):
    """In the place of a verdict, what there was to decide by."""
    return present.bookings


async def test_a_change_among_rivals_sees_and_changes_all_of_the_same_meeting(bookings):
    await put(bookings, a_booking())
    other = a_booking(id=BookingId("b2"), meeting=a_bare_link())
    await put(bookings, other)
    seen = []

    def change(booking, rivals):
        seen.extend(rivals)
        return [apply_veto(each, by=JONAS, now=NOW) for each in (booking, *rivals)]

    changed = await bookings.change_among_rivals(BookingId("b1"), change, NOW, what="vetoed")

    assert seen == [other]
    assert changed.veto
    assert (await bookings.get(BookingId("b2"))).veto
    assert await bookings.change_among_rivals(BookingId("b9"), change, NOW, what="vetoed") is None


@pytest.mark.parametrize("order", [1, -1])
async def test_a_veto_at_the_same_instant_as_an_edit_is_never_overwritten(bookings, order):
    for number in range(10):
        link = LinkKey(f"meet:room-{number}")
        booking = a_booking(id=BookingId(f"b{number}"), meeting=a_bare_link(link_key=link))
        await put(bookings, booking)

        edit = bookings.submit(a_submission(f"V{number}", booking, edited_unless_vetoed))
        veto = bookings.change_among_rivals(booking.id, with_veto, NOW, what="vetoed")
        await asyncio.gather(*[edit, veto][::order])

        assert (await bookings.get(booking.id)).veto is not None


def with_veto(booking, _rivals):
    return [apply_veto(booking, by=JONAS, now=NOW)]


def edited_unless_vetoed(present):
    (rival,) = present.bookings
    return TakenByOthers() if rival.veto else Written(apply_retry(rival, by=MAYA, now=NOW))
