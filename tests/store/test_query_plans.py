"""Check the query plans of frequent queries: their cost must not grow with the number of bookings."""

from datetime import timedelta

from sqlalchemy import event, text

from bot.core.access.target import RivalKeys
from bot.store.bookings.automatic import AutomaticBookings
from bot.store.bookings.bookings import Bookings
from bot.store.engine.database import Database
from bot.store.engine.migrate import migrate
from bot.store.mirror.mirror import Mirror
from bot.store.summaries import Summaries
from tests.examples import MAYA, MEET_KEY, NOW, TEAM, a_booking, a_meeting
from tests.submissions import a_submission

# Each of these is true of nearly every booking.
TRUE_OF_MOST = ("SCAN bookings", "(lease_until=?)", "(team_id=?)")


async def test_a_persons_meetings_are_found_without_going_through_everybodys(tmp_path):
    database = Database(f"sqlite:///{tmp_path}/plans.db")
    asked = statements_of(database)
    await migrate(database)
    asked.clear()

    mirror = Mirror(database)
    await mirror.find_coming_for(["maya@example.com"], NOW)
    await mirror.find_coming_with_link_for(["maya@example.com"], MEET_KEY, NOW)
    await mirror.find_with_links_for(["maya@example.com"], [MEET_KEY], NOW)
    await mirror.find_with_links([MEET_KEY], NOW)

    assert [plan for plan in await plans_of(database, asked) if "SCAN events" in plan or "(ends_at>?)" in plan] == []
    await database.aclose()


async def test_everybodys_next_meetings_are_found_in_the_order_of_an_index(tmp_path):
    database = Database(f"sqlite:///{tmp_path}/plans.db")
    asked = statements_of(database)
    await migrate(database)
    mirror = Mirror(database)
    await mirror.save_events([a_meeting(title="Board")], NOW)
    asked.clear()

    await mirror.everyones.find(NOW, ["board"])

    end, piece, _ = await plans_of(database, asked)
    assert "SEARCH events USING COVERING INDEX ix_events_ends_at (ends_at>?)" in end
    assert "SEARCH events USING INDEX ix_events_ends_at (ends_at>? AND ends_at<?)" in piece
    await database.aclose()


async def test_nothing_goes_through_all_the_bookings(tmp_path):
    database = Database(f"sqlite:///{tmp_path}/plans.db")
    asked = statements_of(database)
    await migrate(database)
    asked.clear()

    store = Bookings(database)
    await store.rivals(TEAM, ["event-1"], [MEET_KEY], NOW, ["key"])
    await store.list_failed(TEAM, NOW, 10)
    await store.oldest_due(NOW)
    await store.list_by_person(TEAM, MAYA, NOW)
    await store.used.list_usage(TEAM, NOW, NOW + timedelta(days=31))
    await store.used.list_usage(TEAM, NOW, NOW + timedelta(days=31), MAYA)
    automatic = AutomaticBookings(database)
    await automatic.find_over(TEAM, NOW, NOW + timedelta(days=1))
    await automatic.find_booked(TEAM, NOW, NOW + timedelta(days=1))
    keys = RivalKeys(frozenset({"event-1"}), frozenset({MEET_KEY}), frozenset({"key"}))
    await automatic.find_rivals(TEAM, [keys], NOW)
    await automatic.find_events(TEAM, NOW)
    await automatic.find_events(TEAM, NOW, MAYA)
    await store.has_booked(TEAM, MAYA)
    await store.submit(a_submission("V1", a_booking(), event_ids=["event-1"]))
    (claim,) = await store.claim(NOW, timedelta(minutes=1), 5)
    await store.record(claim.booking.id, claim.token, lambda booking: booking, NOW, lease=timedelta(minutes=1))
    await store.release(claim.booking.id, claim.token, None)
    assert [page async for page in store.swept.find_following_calendars(NOW)]
    await store.swept.find_called_off(NOW)
    await store.swept.find_with_finished_bots(NOW, NOW - timedelta(days=31), 20)
    await store.swept.find_with_live_bots(NOW, NOW - timedelta(days=7), 200)
    await Summaries(database).find_unsummarized(NOW - timedelta(days=1), 200)

    for plan in await plans_of(database, asked):
        assert not [word for word in TRUE_OF_MOST if word in plan], plan
        assert "SEARCH bookings" not in plan.splitlines(), plan  # by no index, as for the least of a column
    await database.aclose()


async def plans_of(database, asked):
    """Each with its statement in front."""
    plans = []
    for statement in asked.copy():
        async with database.read() as connection:
            steps = (await connection.execute(text(f"EXPLAIN QUERY PLAN {escaped(statement)}"))).all()
        plans.append("\n".join([statement, *(step[3] for step in steps)]))
    return plans


def escaped(statement):
    return statement.replace(":", r"\:")  # in the values; the parameters are filled in already


def statements_of(database):
    """As SQLite hears them, no matter who sends them."""
    asked = []

    def keep(statement):
        if statement.startswith(("SELECT", "UPDATE")):
            asked.append(statement)

    for engine in database.engine.sync_engines:
        event.listen(engine, "connect", lambda connection, _record: connection.set_trace_callback(keep))
    return asked
