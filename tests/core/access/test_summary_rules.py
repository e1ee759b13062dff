"""Which recordings are summarized without being asked to, and which can be at all."""

from dataclasses import replace

import pytest

from bot.core.access.summary_rules import can_be_summarized, is_summarized_unasked
from bot.core.booking.bot_state import BotState, Media
from bot.core.booking.model import Destination
from bot.core.booking.recording_files import FileState
from bot.core.identifiers import BotId, ChannelId
from tests.examples import GENERAL, a_booked_booking, a_booked_meeting


def recorded(*, is_private=False, channel_id=GENERAL, in_dm=False, **bot):
    facts = {"status": "done", "transcript": FileState.READY, **bot}
    booking = a_booked_booking(
        bot=BotState(bot_id=BotId("bot-1"), applied_revision=1, **facts),
        meeting=a_booked_meeting(is_private=is_private),
        destination=Destination(channel_id=ChannelId(channel_id)),
    )
    return replace(booking, said=replace(booking.said, in_dm=in_dm))


def test_a_recording_with_a_transcript_is_summarized():
    assert is_summarized_unasked(recorded())


@pytest.mark.parametrize(
    "bot",
    [
        {"transcript": FileState.NOT_READY},
        {"transcript": FileState.NONE},
        {"status": "in_call_recording"},
        {"media": Media.UNWANTED},
        {"media": Media.DELETING},
        {"media": Media.DELETED},
        {"media": Media.FAILED},
    ],
    ids=str,
)
def test_without_a_transcript_that_is_wanted_there_is_nothing_to_summarize(bot):
    assert not can_be_summarized(recorded(**bot))
    assert not is_summarized_unasked(recorded(**bot))


def test_where_recall_has_not_been_asked_it_is_summarized_for_a_person_who_asks():
    assert can_be_summarized(recorded(transcript=None))
    assert not is_summarized_unasked(recorded(transcript=None))


@pytest.mark.parametrize(
    ("place", "is_so"), [({}, False), ({"in_dm": True}, True), ({"channel_id": "D0MAYA"}, True)], ids=str
)
def test_a_private_event_is_summarized_only_where_no_one_else_reads(place, is_so):
    assert is_summarized_unasked(recorded(is_private=True, **place)) is is_so
    assert can_be_summarized(recorded(is_private=True, **place))


def test_what_someone_wanted_deleted_is_not_summarized_again_unasked_where_recall_refused():
    refused = recorded(media=Media.NOT_DELETED)

    assert can_be_summarized(refused)
    assert not is_summarized_unasked(refused)
