"""A booking's earlier bots: what they recorded can still be dealt with."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.booking.bot_state import BotState, Media
from bot.core.booking.bot_status import Milestone
from bot.core.booking.past_bots import apply_to_bot, with_bot, with_bot_in_place
from bot.core.booking.recording_files import MediaRemains, RecordedMedia
from bot.core.identifiers import BotId
from bot.core.lifecycle.card_transitions import with_told
from bot.core.lifecycle.next_step import next_step
from bot.core.lifecycle.recording import apply_media_check, apply_media_deletion, with_media_deletion_requested
from bot.core.lifecycle.steps import DeleteMedia, LookAtMedia, Nothing, Say
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
    unwanted = apply_to_bot(booking, FIRST, apply_media_deletion)
    asked = apply_to_bot(unwanted, FIRST, lambda seen: with_media_deletion_requested(seen, FIRST))
    gone = apply_to_bot(
        asked, FIRST, lambda seen: apply_media_check(seen, FIRST, NOW, RecordedMedia(MediaRemains.DELETED))
    )

    assert step(unwanted) == DeleteMedia(FIRST)
    assert step(asked) == LookAtMedia(FIRST)
    assert step(gone) == Say(Milestone.DELETED, FIRST)
    assert step(with_told(gone, f"{Milestone.DELETED} {FIRST}")) == Nothing()
    assert gone.bot == booking.bot


def test_a_deletion_that_is_under_way_outlives_the_bots_place(booking):
    unwanted = apply_to_bot(booking, SECOND, apply_media_deletion)

    replaced = with_bot(unwanted, BotState())

    assert [bot.bot_id for bot in replaced.past_unwanted] == [SECOND]
    assert with_bot(replaced, BotState(bot_id=SECOND)).past_unwanted == ()


def test_a_bot_that_never_was_the_bookings_has_recorded_nothing_for_it(booking):
    another = BotId("bot-9")

    assert with_bot_in_place(booking, another).bot.bot_id is None
    assert apply_to_bot(booking, another, apply_media_deletion) == booking
    assert apply_to_bot(booking, None, apply_media_deletion).bot.media is Media.UNWANTED
