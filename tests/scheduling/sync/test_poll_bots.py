"""Check which bots are polled when Recall does not answer."""

import socket

import pytest
import stamina

from bot.clock import SystemClock
from bot.core.errors import NotSent
from bot.core.identifiers import BookingId
from bot.recall.client import RecallClient
from bot.scheduling.sync.poll_bots import MAX_UNANSWERED, BotPolls
from bot.store.bookings.bookings import Bookings
from bot.store.engine.database import Database
from tests.examples import a_booked_booking


def nowhere():
    """An address at which nothing listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}"


async def test_a_recall_that_is_away_is_not_asked_about_each_bot(tmp_path):
    asked = []
    recall = RecallClient(nowhere(), "key", SystemClock(), on_answer=lambda *answer: asked.append(answer))
    database = Database(f"sqlite:///{tmp_path}/looks.db")
    polls = BotPolls(Bookings(database), recall, SystemClock(), lambda: None)

    with stamina.set_testing(True, attempts=1), pytest.raises(NotSent):
        await polls.poll([a_booked_booking(id=BookingId(f"b{number}")) for number in range(10)])

    assert len(asked) == MAX_UNANSWERED
    await recall.aclose()
    await database.aclose()
