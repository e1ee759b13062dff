"""A booking's earlier bots: what they recorded can still be dealt with."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.booking.bot_state import BotState, Media
from bot.core.booking.bot_status import Milestone
from bot.core.booking.past_bots import changed_with, seen_with, with_bot
from bot.core.identifiers import BotId
from bot.core.lifecycle.card_transitions import told
from bot.core.lifecycle.next_step import next_step
from bot.core.lifecycle.recording import media_deletion_asked, media_seen, media_unwanted
from bot.core.lifecycle.steps import DeleteMedia, LookAtMedia, Nothing, Say
from bot.core.outcomes.recording_files import Left
from tests.examples import NOW, SOON, a_booked_booking

FIRST, SECOND = BotId("bot-1"), BotId("bot-2")


@pytest.fixture
def booking():
    """Its first bot has been replaced."""
    return with_bot(a_booked_booking(), BotState(bot_id=SECOND, applied_revision=1, starts_at=SOON))


def step(booking):
    return next_step(
        replace(booking, said=replace(booking.said, shown_version=booking.said.version)), NOW, timedelta(1)
    )


def test_what_an_earlier_bot_recorded_is_deleted_step_by_step_and_told(booking):
    unwanted = changed_with(booking, FIRST, media_unwanted)
    asked = changed_with(unwanted, FIRST, lambda seen: media_deletion_asked(seen, FIRST))
    gone = changed_with(asked, FIRST, lambda seen: media_seen(seen, FIRST, NOW, Left.DELETED))

    assert step(unwanted) == DeleteMedia(FIRST)
    assert step(asked) == LookAtMedia(FIRST)
    assert step(gone) == Say(Milestone.DELETED, FIRST)
    assert step(told(gone, f"{Milestone.DELETED} {FIRST}")) == Nothing()
    assert gone.bot == booking.bot


def test_a_deletion_that_is_under_way_outlives_the_bots_place(booking):
    unwanted = changed_with(booking, SECOND, media_unwanted)

    replaced = with_bot(unwanted, BotState())

    assert [bot.bot_id for bot in replaced.past_unwanted] == [SECOND]
    assert with_bot(replaced, BotState(bot_id=SECOND)).past_unwanted == ()


def test_a_bot_that_never_was_the_bookings_has_recorded_nothing_for_it(booking):
    another = BotId("bot-9")

    assert seen_with(booking, another).bot.bot_id is None
    assert changed_with(booking, another, media_unwanted) == booking
    assert changed_with(booking, None, media_unwanted).bot.media is Media.UNWANTED
