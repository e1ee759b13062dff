"""Two bookings conflict over one link: which of the two bots comes."""

from datetime import timedelta

import pytest

from bot.core.access.conflicts import apply_conflict, conflict_cancel_due, existing_veto_refusal
from bot.core.access.permissions import Deed, Refusal, Why
from bot.core.booking.bot_state import BotState
from bot.core.booking.model import Intent
from bot.core.identifiers import BookingId, BotId
from bot.core.lifecycle.calendar_changes import CALENDARS_SETTLE_WITHIN
from bot.core.lifecycle.transitions import apply_cancellation, apply_edit, apply_move
from bot.core.lifecycle.vetoes import apply_veto
from tests.examples import JONAS, MAYA, NOW, SOON, a_bare_link, a_booked_booking, a_booked_meeting, a_booking

SETTLED = NOW + CALENDARS_SETTLE_WITHIN
THERE = a_booked_meeting(start_time=SOON)
LINK = a_booked_booking(id=BookingId("link"), meeting=a_bare_link(start_time=SOON))


def moved(name="moved", booked_at=NOW):
    booking = a_booked_booking(id=BookingId(name), booked_at=booked_at, meeting=a_booked_meeting(start_time=NOW))
    return apply_move(booking, THERE, NOW)


def test_a_bot_that_moves_onto_another_gives_way_once_the_calendars_have_settled():
    assert conflict_cancel_due(moved(), [LINK], NOW) == SETTLED


@pytest.mark.parametrize(
    "other",
    [
        apply_cancellation(LINK, by=MAYA, now=NOW, reason="person"),
        a_booked_booking(id=BookingId("over"), bot=BotState(bot_id=BotId("bot-2"), status="done")),
        moved("moves there later", booked_at=NOW + timedelta(minutes=1)),
    ],
    ids=["cancelled", "over", "moves there as well, and was booked later"],
)
def test_a_bot_that_does_not_come_there_first_is_in_no_ones_way(other):
    assert conflict_cancel_due(moved(), [other], NOW) is None


def test_of_two_that_move_there_at_once_the_one_that_was_booked_later_gives_way():
    earlier, later = moved("earlier"), moved("later", booked_at=NOW + timedelta(minutes=1))

    assert conflict_cancel_due(later, [earlier], NOW) == SETTLED
    assert conflict_cancel_due(earlier, [later], NOW) is None


def test_one_that_was_booked_while_the_other_was_on_its_way_stays():
    assert conflict_cancel_due(moved(), [a_booking(id=BookingId("new"))], NOW) == SETTLED


def test_only_a_bot_that_follows_its_meeting_gives_way():
    edited = apply_edit(
        moved(),
        settings=LINK.wish.settings,
        preset=None,
        destination=LINK.destination,
        meeting=THERE,
        by=MAYA,
        now=NOW,
    )

    assert conflict_cancel_due(edited, [LINK], NOW) is None
    assert conflict_cancel_due(a_booked_booking(), [LINK], NOW) is None


def test_what_has_changed_meanwhile_does_not_give_way():
    booking = moved()

    assert apply_conflict(booking, booking.wish.revision, SETTLED).wish.intent is Intent.STAY_AWAY
    assert apply_conflict(booking, booking.wish.revision - 1, SETTLED) == booking


def test_one_veto_for_an_occurrence_is_enough():
    vetoed_one = apply_veto(a_booked_booking(), by=JONAS, now=NOW)
    other = a_booked_booking(id=BookingId("b2"))

    assert existing_veto_refusal(other, [vetoed_one]) == Refusal(Deed.VETO, Why.VETOED, MAYA, JONAS)
    assert existing_veto_refusal(other, [a_booked_booking()]) is None
