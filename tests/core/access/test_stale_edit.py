"""What was cancelled while an edit form was open is not booked again unseen."""

import pytest

from bot.core.access.requests import CalledOff, Request
from bot.core.access.stale_edit import cancellation_digest, find_stale_cancellation
from bot.core.booking.model import Destination
from bot.core.bot_config.settings import BotSettings
from bot.core.lifecycle.transitions import apply_cancellation, apply_retry
from tests.examples import GENERAL, JONAS, MAYA, NOW, a_booked_booking

BOOKED = a_booked_booking()
BY_JONAS = apply_cancellation(BOOKED, by=JONAS, now=NOW, reason="person")
BY_MAYA = apply_cancellation(BOOKED, by=MAYA, now=NOW, reason="person")
BY_THE_CALENDAR = apply_cancellation(BOOKED, by=JONAS, now=NOW, reason="event_deleted")


def meanwhile(*present, **facts):
    """Maya submits a form that was filled from the booking."""
    facts.setdefault("edits", (BOOKED.id, 1))
    request = Request(view_id="V", settings=BotSettings(), destination=Destination(channel_id=GENERAL), **facts)
    return find_stale_cancellation(request, MAYA, present)


@pytest.mark.parametrize("present", [(), (BOOKED,), (BY_MAYA,), (BY_THE_CALENDAR,)])
def test_only_anothers_cancellation_stands_in_the_way(present):
    assert meanwhile(*present) is None


def test_it_stands_there_until_the_person_agrees_to_book_in_spite_of_this_very_one():
    once_more = apply_retry(BY_JONAS, by=JONAS, now=NOW)

    assert meanwhile(BY_JONAS) == CalledOff(BY_JONAS)
    assert meanwhile(BY_JONAS, agreed_to=cancellation_digest(BY_JONAS)) is None
    assert meanwhile(once_more, agreed_to=cancellation_digest(BY_JONAS)) == CalledOff(once_more)
    assert meanwhile(BY_JONAS, edits=None) is None
