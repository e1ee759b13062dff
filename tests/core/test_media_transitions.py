"""What happens to a recording that somebody wants deleted. Only Recall's own word makes it deleted."""

from datetime import timedelta

import pytest

from bot.core.booking import BotState, Media
from bot.core.errors import AnsweredError, NoAnswer
from bot.core.identifiers import BotId
from bot.core.media_transitions import (
    CONFIRM_EVERY,
    media_deletion_asked,
    media_deletion_failed,
    media_deletion_seen,
    media_unwanted,
)
from tests.examples import NOW, a_booked_booking, a_booking

BOT, OTHER = BotId("bot-1"), BotId("superseded")


def with_media(media):
    bot = BotState(bot_id=BOT, applied_revision=1, status="done", media=media)
    return a_booked_booking(bot=bot)


def test_from_the_wish_to_recalls_confirmation():
    unwanted = media_unwanted(with_media(Media.KEPT))
    asked = media_deletion_asked(unwanted, BOT)
    waiting = media_deletion_seen(asked, BOT, NOW, is_deleted=False)
    deleted = media_deletion_seen(waiting, BOT, NOW, is_deleted=True)

    states = [booking.bot.media for booking in (unwanted, asked, waiting, deleted)]
    assert states == [Media.UNWANTED, Media.DELETING, Media.DELETING, Media.DELETED]
    assert waiting.bot.media_next_at == NOW + CONFIRM_EVERY
    assert deleted.bot.media_next_at is None


def test_people_read_of_what_is_new_and_not_of_waiting():
    asked = media_deletion_asked(with_media(Media.UNWANTED), BOT)

    assert asked.said.version == with_media(Media.UNWANTED).said.version + 1
    assert media_deletion_seen(asked, BOT, NOW, is_deleted=False).said == asked.said


def test_what_is_gone_cannot_be_unwanted():
    assert media_unwanted(with_media(Media.DELETED)) == with_media(Media.DELETED)
    assert media_unwanted(a_booking()) == a_booking()


def test_after_a_refusal_it_may_be_wished_again():
    refused = media_deletion_failed(with_media(Media.UNWANTED), BOT, AnsweredError(403), NOW)

    assert refused.bot.media is Media.NOT_DELETED
    assert media_unwanted(refused).bot.media is Media.UNWANTED


@pytest.mark.parametrize(
    ("error", "wait"),
    [
        (NoAnswer(), CONFIRM_EVERY),
        (AnsweredError(503), CONFIRM_EVERY),
        (AnsweredError(429, retry_after=timedelta(seconds=7)), timedelta(seconds=7)),
    ],
)
@pytest.mark.parametrize("media", [Media.UNWANTED, Media.DELETING])
def test_what_may_pass_is_tried_again_where_it_stood(error, wait, media):
    later = media_deletion_failed(with_media(media), BOT, error, NOW)

    assert later.bot.media is media
    assert later.bot.media_next_at == NOW + wait


def test_answers_about_a_superseded_bot_change_nothing():
    booking = with_media(Media.DELETING)

    assert media_deletion_asked(booking, OTHER) == booking
    assert media_deletion_seen(booking, OTHER, NOW, is_deleted=True) == booking
    assert media_deletion_failed(booking, OTHER, AnsweredError(403), NOW) == booking


def test_a_confirmation_that_nobody_asked_for_changes_nothing():
    assert media_deletion_seen(with_media(Media.KEPT), BOT, NOW, is_deleted=True) == with_media(Media.KEPT)
