"""Check how moments are stored."""

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.postgresql import asyncpg

from bot.store.schema.tables import UtcDateTime

ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
MOMENTS = st.builds(datetime.fromtimestamp, st.floats(0, 2e11), ZONES)
SQLITE = sqlite.dialect()


@given(moment=MOMENTS)
def test_sqlite_gets_the_text_that_sqlalchemy_would_write(moment):
    ours = UtcDateTime().bind_processor(SQLITE)
    theirs = sqlite.DATETIME().bind_processor(SQLITE)

    assert ours(moment) == theirs(moment.astimezone(UTC))


@given(moment=MOMENTS)
def test_postgres_gets_the_moment_itself(moment):
    bind = UtcDateTime().bind_processor(asyncpg.dialect())

    assert bind(moment) == moment
    assert bind(moment).tzinfo is UTC


def test_no_moment_is_none_anywhere():
    for dialect in (SQLITE, asyncpg.dialect()):
        assert UtcDateTime().bind_processor(dialect)(None) is None
