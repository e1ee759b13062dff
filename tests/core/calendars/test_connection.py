"""The state of a connection is what Recall says of its calendar."""

import pytest

from bot.core.calendars.connection import CalendarConnection, ConnectionState, read_state
from bot.core.calendars.providers import CalendarProvider
from tests.examples import NOW


@pytest.mark.parametrize(
    ("calendar_id", "status", "state"),
    [
        (None, "connected", ConnectionState.CONNECTING),
        ("c1", "connecting", ConnectionState.CONNECTING),
        ("c1", "connected", ConnectionState.CONNECTED),
        ("c1", "disconnected", ConnectionState.NEEDS_RECONNECT),
        ("c1", "a word of next year", ConnectionState.CONNECTING),
        ("unlisted", "connected", ConnectionState.CONNECTING),
    ],
)
def test_the_state_follows_recalls_word(calendar_id, status, state):
    connection = CalendarConnection(
        id="x",
        team_id="T0EXAMPLE",
        user_id="U0JONAS",
        provider=CalendarProvider.GOOGLE,
        subject="1",
        email="jonas@example.com",
        has_verified_email=True,
        connected_at=NOW,
        calendar_id=calendar_id,
    )

    assert read_state(connection, {"c1": status}) is state
