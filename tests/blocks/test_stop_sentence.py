"""What stands in the way of a booking is said in one or two plain sentences."""

import pytest

from bot.blocks.stop_sentence import ALREADY, MOVED, UNSEEN, stop_sentence
from bot.core.access.verdicts import (
    AlreadySo,
    CalledOff,
    LimitExceeded,
    Locked,
    MeetingGone,
    NeedsAgreement,
    NeedsTakeover,
    TakenByOthers,
    Vetoed,
)
from tests.examples import JONAS, a_booked_booking

BOOKED = a_booked_booking()
OBJECTION = "<@U0JONAS> doesn't want this meeting to be recorded."
STOPS = [
    (AlreadySo(BOOKED), ALREADY),
    (NeedsAgreement(BOOKED, None), ALREADY),
    (Locked(BOOKED), ALREADY),
    (
        NeedsTakeover("digest"),
        "Another integration has scheduled a bot for this meeting. To replace it, run /recall-schedule.",
    ),
    (TakenByOthers(), UNSEEN),
    (Vetoed(JONAS, "digest"), f"{OBJECTION} To turn recording back on, run /recall-schedule."),
    (Vetoed(JONAS), f"{OBJECTION} It won't be recorded unless they or the organizer allow it."),
    (CalledOff(JONAS, "digest"), "<@U0JONAS> canceled this bot. To schedule another, run /recall-schedule."),
    (
        LimitExceeded(2, 2),
        "You've booked 2 bots in the last 24 hours, and your admin allows 2. Cancel one you don't need, or try again "
        "later.",
    ),
    (MeetingGone("moved"), MOVED),
    (MeetingGone("ended"), "This meeting has ended."),
    (MeetingGone("vanished"), "This meeting is no longer on your calendar."),
    (MeetingGone("no_link"), "This meeting has no link that a bot can use."),
]


@pytest.mark.parametrize(("stop", "sentence"), STOPS)
def test_every_stop_has_its_sentence(stop, sentence):
    assert stop_sentence(stop) == sentence
