"""What is asked every second, and before every acknowledgement, costs the same however many bookings there are."""

from datetime import timedelta

from sqlalchemy import event

from bot.store.bookings import Bookings
from bot.store.database import Database
from bot.store.migrate import migrate
from tests.examples import MEET_KEY, NOW, TEAM, a_booking

# Each of these is true of nearly every booking.
TRUE_OF_MOST = ("SCAN bookings", "(lease_until=?)", "(team_id=?)")


async def test_nothing_goes_through_all_the_bookings(tmp_path):
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/plans.db")
    await migrate(database)
    asked = statements_of(database)

    store = Bookings(database)
    await store.rivals(TEAM, ["event-1"], [MEET_KEY], NOW, ["key"])
    await store.submit("V1", a_booking(), lambda _: a_booking(), NOW, ["event-1"])
    (claim,) = await store.claim(NOW, timedelta(minutes=1), 5)
    await store.record(claim.booking.id, claim.token, lambda booking: booking, NOW, lease=timedelta(minutes=1))
    await store.release(claim.booking.id, claim.token, None)
    assert [page async for page in store.swept.following_calendars(NOW)]
    await store.swept.with_bots_under_way(NOW, NOW - timedelta(days=7), 200)

    for statement, parameters in asked.copy():
        async with database.read() as connection:
            steps = (await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)).all()
        plan = "\n".join(step[3] for step in steps)
        assert not [word for word in TRUE_OF_MOST if word in plan], f"{statement}\n{plan}"
    await database.aclose()


def statements_of(database):
    asked = []

    def keep(_connection, _cursor, statement, parameters, _context, _is_many):
        if statement.startswith(("SELECT", "UPDATE")):
            asked.append((statement, parameters))

    for engine in (database._reader, database._writer):
        event.listen(engine.sync_engine, "before_cursor_execute", keep)
    return asked
