"""A summary is posted once in each conversation, and taken back with its recording."""

from dataclasses import replace

import pytest

from bot.core.booking.bot_state import Media
from bot.core.booking.model import Said
from bot.core.booking.recording_files import FileState
from bot.core.booking.summary_share import ShareState, SummaryShare, with_share, with_share_state
from bot.core.identifiers import BotId, ChannelId
from bot.core.lifecycle.next_step import next_step
from bot.core.lifecycle.recording import apply_summary_share
from bot.core.lifecycle.steps import Nothing, ShareSummary, TakeBackShare, WaitUntil
from tests.examples import GENERAL, MAYA, NOW, SOON, a_booked_booking

BOT = BotId("bot-1")
SHARE = SummaryShare(bot_id=BOT, channel_id=GENERAL, by=MAYA, at=NOW)
PATIENCE = SOON - NOW


@pytest.mark.parametrize(
    ("state", "count"),
    [(ShareState.DUE, 0), (ShareState.POSTED, 0), (ShareState.REFUSED, 1), (ShareState.TAKEN_BACK, 1)],
)
def test_asking_again_posts_again_only_where_it_is_not_there(state, count):
    shares = with_share((replace(SHARE, state=state),), SHARE)

    assert sum(each.state is ShareState.DUE for each in shares) == count + (state is ShareState.DUE)
    assert len(shares) == 1


def test_another_channel_and_another_summary_are_shared_as_well():
    shares = with_share((SHARE,), replace(SHARE, channel_id=ChannelId("C0OTHER")))

    assert len(with_share(shares, replace(SHARE, round=2))) == 3


def test_its_place_is_remembered_so_that_it_can_be_taken_back():
    (posted,) = with_share_state((SHARE,), SHARE, ShareState.POSTED, "1.2")
    (back,) = with_share_state((posted,), SHARE, ShareState.TAKEN_BACK)

    assert (posted.ts, back.ts, back.state) == ("1.2", "1.2", ShareState.TAKEN_BACK)


def finished(**facts):
    booking = a_booked_booking()
    known = {"status": "done", "transcript": FileState.READY, "recorded_seconds": 60, **facts}
    told = frozenset({"done bot-1", "deleted bot-1"})
    return replace(booking, bot=replace(booking.bot, **known), said=replace(booking.said, told=told))


def test_a_wish_is_carried_out_once():
    wished = apply_summary_share(finished(), BOT, GENERAL, MAYA, NOW)

    assert next_step(wished, SOON, PATIENCE) == ShareSummary(SHARE)
    assert apply_summary_share(wished, BOT, GENERAL, MAYA, SOON) == wished
    posted = replace(wished, shares=with_share_state(wished.shares, SHARE, ShareState.POSTED, "1.2"))
    assert isinstance(next_step(posted, SOON, PATIENCE), Nothing | WaitUntil)


def test_it_waits_for_slack():
    wished = apply_summary_share(finished(), None, GENERAL, MAYA, NOW)
    waiting = replace(wished, said=replace(wished.said, next_at=SOON))

    assert next_step(waiting, NOW, PATIENCE) == WaitUntil(SOON)


def test_with_the_recording_its_words_go():
    gone = replace(finished(media=Media.DELETED), shares=(replace(SHARE, state=ShareState.POSTED, ts="1.2"),))

    assert next_step(gone, SOON, PATIENCE) == TakeBackShare(gone.shares[0])


def test_a_booking_without_a_bot_shares_nothing():
    nothing = replace(finished(), bot=replace(finished().bot, bot_id=None), said=Said())

    assert apply_summary_share(nothing, None, GENERAL, MAYA, NOW) == nothing
