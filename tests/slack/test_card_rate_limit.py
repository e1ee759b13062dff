"""Check when a card may be posted or edited, so that Slack has no reason to refuse one."""

from datetime import timedelta

import pytest

from bot.core.identifiers import BookingId, ChannelId
from bot.slack.card_rate_limit import BUSY_FOR, ENTRY_TTL, PENDING_AT_ONCE, CardRateLimiter
from bot.slack.rate_limit import BETWEEN_EDITS, BETWEEN_POSTS, EDITS_IN_A_BURST, POSTS_IN_A_BURST
from tests.examples import NOW

SALES, LEGAL = ChannelId("C0SALES"), ChannelId("C0LEGAL")


@pytest.fixture
def pace():
    return CardRateLimiter()


def booking(number):
    return BookingId(f"b{number}")


def posts(pace, count, channel=SALES, now=NOW):
    return [pace.wait_for_post(channel, booking(number), now) for number in range(count)]


def test_a_few_cards_may_come_at_once_and_the_others_one_after_the_other(pace):
    waits = posts(pace, POSTS_IN_A_BURST + 3)

    assert waits[:POSTS_IN_A_BURST] == [None] * POSTS_IN_A_BURST
    assert waits[POSTS_IN_A_BURST:] == [NOW + BETWEEN_POSTS * turn for turn in (1, 2, 3)]


def test_another_channel_is_free(pace):
    posts(pace, POSTS_IN_A_BURST + 3)

    assert pace.wait_for_post(LEGAL, booking(99), NOW) is None


def test_who_comes_at_their_turn_may_post(pace):
    *_, turn = posts(pace, POSTS_IN_A_BURST + 1)

    assert pace.wait_for_post(SALES, booking(POSTS_IN_A_BURST), turn) is None


def test_edits_are_shared_out_wherever_the_cards_are(pace):
    waits = [pace.wait_for_edit(booking(number), NOW) for number in range(EDITS_IN_A_BURST + 2)]

    assert waits[:EDITS_IN_A_BURST] == [None] * EDITS_IN_A_BURST
    assert waits[EDITS_IN_A_BURST:] == [NOW + BETWEEN_EDITS, NOW + BETWEEN_EDITS * 2]


def test_after_slack_has_asked_for_a_pause_no_one_edits_before_its_end(pace):
    until = NOW + timedelta(seconds=20)
    pace.hold_edits(until)

    assert pace.wait_for_edit(booking(1), NOW) == until
    assert pace.wait_for_edit(booking(1), until) is None
    assert pace.wait_for_post(SALES, booking(2), NOW) is None


def test_several_processes_share_what_slack_takes():
    pace = CardRateLimiter(processes=2)

    assert posts(pace, 3) == [None, NOW + BETWEEN_POSTS * 2, NOW + BETWEEN_POSTS * 4]


def pending(pace, number, now=NOW):
    wait = pace.wait_for_post(ChannelId(f"C{number}"), booking(number), now, is_pending=True)
    if wait is None:
        pace.record_shown(booking(number), now, is_pending=True)
    return wait


def test_pending_cards_are_left_out_while_many_have_still_to_be_edited(pace):
    waits = [pending(pace, number) for number in range(PENDING_AT_ONCE + 1)]

    assert waits == [*([None] * PENDING_AT_ONCE), NOW + BUSY_FOR]
    assert pace.wait_for_post(SALES, booking(99), NOW) is None


def test_one_that_has_become_its_confirmation_makes_room(pace):
    for number in range(PENDING_AT_ONCE):
        pending(pace, number)

    pace.record_shown(booking(0), NOW, is_pending=False)

    assert pending(pace, 99) is None


def test_one_that_another_process_has_settled_makes_room_in_the_end(pace):
    for number in range(PENDING_AT_ONCE):
        pending(pace, number)

    assert pending(pace, 99, NOW + ENTRY_TTL) is None


def test_a_pending_card_is_left_out_while_its_channel_is_busy(pace):
    posts(pace, POSTS_IN_A_BURST)

    assert pace.wait_for_post(SALES, booking(99), NOW, is_pending=True) == NOW + BUSY_FOR
