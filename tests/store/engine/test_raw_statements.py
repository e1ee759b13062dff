"""What is sent past SQLAlchemy arrives as what is sent through it."""

from datetime import timedelta

import pytest
from sqlalchemy import bindparam, insert, select
from sqlalchemy.exc import IntegrityError

from bot.store.engine.raw_statements import fetch, fetch_alone, insert_rows
from bot.store.tables import audit, marks, people
from tests.examples import NOW

INSERT_LINE = insert(audit)
INSERT_MARK = insert(marks)
INSERT_PERSON = insert(people)
A_LINE = {"at": NOW, "booking_id": "b1", "event_id": None, "who": "U1", "what": "booked", "document": "{}"}


async def everything_in(database, table):
    async with database.read() as connection:
        return [dict(row) for row in (await connection.execute(select(table))).mappings()]


async def test_rows_are_read_as_they_were_written(database):
    rows = [{"name": f"mark {number}", "at": NOW + timedelta(microseconds=number)} for number in range(3)]

    async with database.write() as connection:
        await insert_rows(connection, INSERT_MARK, rows)

    assert await everything_in(database, marks) == rows


async def test_each_row_keeps_the_columns_that_it_comes_with(database):
    without_event = {name: value for name, value in A_LINE.items() if name != "event_id"}
    with_event = {**A_LINE, "event_id": "e1"}

    async with database.write() as connection:
        for line in (without_event, with_event, without_event):
            await insert_rows(connection, INSERT_LINE, [line])

    written = await everything_in(database, audit)
    assert [line["event_id"] for line in written] == [None, "e1", None]
    assert [line["number"] for line in written] == [1, 2, 3]


async def test_what_is_asked_for_comes_in_the_order_of_the_query(database):
    person = {"team_id": "T1", "fetched_at": NOW, "document": "{}"}
    rows = [{**person, "user_id": "U2"}, {**person, "user_id": "U1", "document": '{"name": "Ana :x ?"}'}]
    query = (
        select(people.c.user_id, people.c.document)
        .where(people.c.team_id == bindparam("team_id"), people.c.fetched_at <= bindparam("until"))
        .order_by(people.c.user_id)
    )

    async with database.write() as connection:
        await insert_rows(connection, INSERT_PERSON, rows)
        found = await fetch(connection, query, {"team_id": "T1", "until": NOW})
        nothing = await fetch(connection, query, {"team_id": "T1", "until": NOW - timedelta(microseconds=1)})

    assert list(found) == [("U1", '{"name": "Ana :x ?"}'), ("U2", "{}")]
    assert list(nothing) == []


async def test_a_second_row_with_the_same_key_is_refused_as_sqlalchemy_says_it_and_undoes_the_first(database):
    with pytest.raises(IntegrityError) as refused:
        async with database.write() as connection:
            await insert_rows(connection, INSERT_MARK, [{"name": "private words", "at": NOW}] * 2)

    ours, _, _postgres_own_words = str(refused.value).partition("DETAIL")
    assert "private words" not in ours
    assert await everything_in(database, marks) == []


async def test_a_query_alone_sees_what_is_committed_and_waits_for_no_writer(database):
    names = select(marks.c.name)

    async with database.write() as connection:
        await insert_rows(connection, INSERT_MARK, [{"name": "mark", "at": NOW}])
        meanwhile = await fetch_alone(database, names, {})

    assert list(meanwhile) == []
    assert list(await fetch_alone(database, names, {})) == [("mark",)]
