"""The sync cursor advances by Recall's clock, and never past what has been read."""

from datetime import timedelta

import pytest

from bot.core.meetings.sync_cursor import SyncCursor, advance_cursor
from tests.examples import NOW

MINUTE = timedelta(minutes=1)
AN_HOUR_AHEAD = NOW + 60 * MINUTE
KNOWN = SyncCursor(change=NOW, read_at=AN_HOUR_AHEAD)


def test_what_was_read_first_reaches_to_its_newest_change_whatever_our_clock_shows():
    assert advance_cursor(None, NOW, AN_HOUR_AHEAD) == NOW
    assert advance_cursor(None, None, AN_HOUR_AHEAD) is None


@pytest.mark.parametrize(
    ("newest", "reached"),
    [
        (None, NOW + 5 * MINUTE),
        (NOW, NOW + 5 * MINUTE),
        (NOW + 9 * MINUTE, NOW + 9 * MINUTE),
    ],
)
def test_it_reaches_as_much_further_as_time_has_passed_or_to_what_is_newer(newest, reached):
    assert advance_cursor(KNOWN, newest, AN_HOUR_AHEAD + 5 * MINUTE) == reached


def test_it_never_sinks_and_passes_no_clock_of_ours():
    assert advance_cursor(KNOWN, None, AN_HOUR_AHEAD - 5 * MINUTE) == NOW
    assert advance_cursor(SyncCursor(NOW, NOW - 60 * MINUTE), None, NOW + MINUTE) == NOW + MINUTE
