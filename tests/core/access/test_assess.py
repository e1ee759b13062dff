"""Nothing is replaced that the person has not seen, and no one learns of a booking that they may not know of."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.access.agreement import cancellation_digest, replacement_digest, takeover_digest, veto_digest
from bot.core.access.assess import Present, Situation, assess, with_vetoed_meeting
from bot.core.access.permissions import Role
from bot.core.access.requests import Proposal
from bot.core.access.target import Target, meeting_target
from bot.core.access.verdicts import (
    AllowAgain,
    AlreadySo,
    Book,
    BookAgain,
    CalledOff,
    LimitExceeded,
    Locked,
    NeedsAgreement,
    NeedsTakeover,
    Rebooking,
    Replace,
    TakenByOthers,
    TiesUnknown,
    Vetoed,
)
from bot.core.booking.bot_state import BotState
from bot.core.booking.model import Destination, Failure
from bot.core.booking.same_meeting import linked_meeting
from bot.core.bot_config.policy import Policy
from bot.core.bot_config.settings import BotSettings
from bot.core.identifiers import BookingId, BotId, UserId
from bot.core.lifecycle.rebooking import with_replacement
from bot.core.lifecycle.transitions import apply_cancellation, apply_release, apply_retry
from bot.core.lifecycle.vetoes import apply_veto
from bot.core.meetings.meeting import EventBot
from tests.examples import (
    GENERAL,
    JONAS,
    MAYA,
    MEET,
    MEET_KEY,
    NOW,
    SOON,
    a_bare_link,
    a_booked_booking,
    a_booked_meeting,
    a_failed_booking,
    a_meeting,
    a_person,
)

HOUR = timedelta(hours=1)
OTHER = BotSettings(bot_name="Scribe")
B1 = BookingId("b1")
STRANGER = a_person(user_id=UserId("U0STRANGER"), emails=("stranger@example.com",))
JONAS_SELF = a_person(user_id=JONAS, emails=("jonas@example.com",))
THEIR_BOT = EventBot(BotId("theirs"), SOON, "key", MEET)
EVENT = meeting_target(a_meeting())
TAKEN_EVENT = meeting_target(a_meeting(bots=(THEIR_BOT,)))
LINK = Target(a_bare_link(), (), (MEET_KEY,))
TAKEN_LINK = Target(a_bare_link(), (a_meeting(bots=(THEIR_BOT,)),), (MEET_KEY,))

BOOKED = a_booked_booking()
BOOKED_LINK = a_booked_booking(meeting=a_bare_link())
LIVE = a_booked_booking(bot=BotState(bot_id=BotId("b"), applied_revision=1, status="in_call_recording"))
FAILED = replace(BOOKED, attempt=replace(BOOKED.attempt, failure=Failure(code="x", permanent=True)))
CANCELLED = apply_cancellation(BOOKED, by=JONAS, now=NOW, reason="person")
OFF = apply_release(CANCELLED, 2)
OFF_LINK = apply_release(apply_cancellation(BOOKED_LINK, by=JONAS, now=NOW, reason="person"), 2)
REFUSED = a_failed_booking()
VETOED = apply_release(apply_veto(BOOKED, by=JONAS, now=NOW), 2)
LEAVING = apply_veto(BOOKED, by=JONAS, now=NOW)
VETOED_LINK = apply_release(apply_veto(BOOKED_LINK, by=JONAS, now=NOW), 2)


def a_proposal(settings=OTHER, **facts):
    return Proposal(settings=settings, destination=Destination(channel_id=GENERAL), **facts)


def a_situation(target=EVENT, *, person=None, ties=(), most=None, looked_up=True, now=NOW):
    """`ties`: what ties the person to any booking there is, by what the calendars say."""
    policy = Policy(max_bots_per_person_per_day=most)
    found = {BookingId(each): frozenset(ties) for each in ("b1", "b2")} if looked_up else {}
    return Situation(person=person or a_person(), policy=policy, target=target, now=now, ties=found)


def verdict(proposal, *bookings, booked=None, **situation):
    return assess(proposal, a_situation(**situation), Present(bookings, booked))


def digest(rival, **facts):
    return replacement_digest(rival, a_proposal(**facts))


@pytest.mark.parametrize(
    ("proposal", "bookings", "situation", "expected"),
    [
        # Nothing is in the way.
        (a_proposal(), (), {}, Book()),
        (a_proposal(), (apply_cancellation(BOOKED, by=MAYA, now=NOW, reason="person"),), {}, Book()),
        (a_proposal(), (BOOKED_LINK,), {"now": SOON + HOUR}, Book()),
        # Something of ours is booked.
        (a_proposal(), (BOOKED,), {}, NeedsAgreement(BOOKED, digest(BOOKED))),
        (a_proposal(None), (BOOKED,), {}, NeedsAgreement(BOOKED, None)),
        (a_proposal(agreed_to=digest(BOOKED)), (BOOKED,), {}, Replace(BOOKED)),
        (a_proposal(edits=(B1, 1)), (BOOKED,), {}, Replace(BOOKED)),
        (a_proposal(None, edits=(B1, 1)), (BOOKED,), {}, Replace(BOOKED)),
        (a_proposal(BotSettings()), (BOOKED,), {}, AlreadySo(BOOKED)),
        (a_proposal(BotSettings(), edits=(B1, 1)), (BOOKED,), {}, AlreadySo(BOOKED)),
        (a_proposal(), (LIVE,), {}, Locked(LIVE)),
        (a_proposal(edits=(B1, 1)), (LIVE,), {"now": SOON + HOUR}, Locked(LIVE)),
        # It may not be known, or not be changed by this form.
        (a_proposal(), (BOOKED_LINK,), {"target": LINK, "person": STRANGER}, TakenByOthers(BOOKED_LINK)),
        (a_proposal(edits=(BookingId("b2"), 1)), (BOOKED,), {}, TakenByOthers(BOOKED)),
        # Another person has cancelled what the form edits.
        (a_proposal(edits=(B1, 1)), (CANCELLED,), {}, CalledOff(JONAS, cancellation_digest(CANCELLED))),
        (a_proposal(edits=(B1, 1), agreed_to=cancellation_digest(CANCELLED)), (CANCELLED,), {}, Book()),
        (a_proposal(edits=(B1, 1)), (CANCELLED,), {"person": JONAS_SELF}, Book()),
        (a_proposal(), (CANCELLED,), {}, Book()),
        (
            a_proposal(edits=(B1, 1)),
            (apply_cancellation(BOOKED, by=JONAS, now=NOW, reason="event_deleted"),),
            {},
            Book(),
        ),
        # Another integration has booked a bot.
        (a_proposal(), (), {"target": TAKEN_EVENT}, NeedsTakeover(takeover_digest(EVENT.meeting))),
        (a_proposal(agreed_to=takeover_digest(EVENT.meeting)), (), {"target": TAKEN_EVENT}, Book()),
        (a_proposal(), (), {"target": TAKEN_LINK}, TakenByOthers()),
        (a_proposal(agreed_to=takeover_digest(LINK.meeting)), (), {"target": TAKEN_LINK}, TakenByOthers()),
        # A person who is invited does not want it to be recorded.
        (a_proposal(), (VETOED,), {}, Vetoed(JONAS)),
        (a_proposal(agreed_to=veto_digest(VETOED)), (VETOED,), {}, Vetoed(JONAS)),
        (a_proposal(), (VETOED_LINK,), {"target": LINK, "person": STRANGER}, Vetoed()),
        (a_proposal(), (LEAVING,), {"person": JONAS_SELF}, Vetoed(JONAS, is_leaving=True)),
        (
            a_proposal(),
            (VETOED,),
            {"person": JONAS_SELF, "ties": [Role.ATTENDEE]},
            Vetoed(JONAS, veto_digest(VETOED)),
        ),
        (
            a_proposal(),
            (VETOED_LINK,),
            {"person": JONAS_SELF, "ties": [Role.SAME_CALL], "target": LINK},
            Vetoed(JONAS, veto_digest(VETOED_LINK), rebooking=Rebooking.AS_BEFORE),
        ),
        (
            a_proposal(agreed_to=veto_digest(VETOED)),
            (VETOED,),
            {"ties": [Role.ORGANISER]},
            AllowAgain(VETOED, Rebooking.AS_ASKED),
        ),
    ],
)
def test_each_thing_that_may_stand_in_the_way(proposal, bookings, situation, expected):
    assert verdict(proposal, *bookings, **situation) == expected


VETO_BESIDE = replace(VETOED_LINK, id=BookingId("b2"))
CANCELLED_EDIT = {"edits": (B1, 1)}


@pytest.mark.parametrize(
    ("bookings", "proposal", "situation", "kind"),
    [
        ((BOOKED, VETO_BESIDE), a_proposal(), {}, Vetoed),
        ((LIVE, VETO_BESIDE), a_proposal(), {}, Vetoed),
        ((CANCELLED, VETO_BESIDE), a_proposal(**CANCELLED_EDIT), {}, Vetoed),
        ((VETOED,), a_proposal(), {"target": TAKEN_EVENT}, Vetoed),
        ((VETOED,), a_proposal(), {"booked": 9, "most": 1}, Vetoed),
        ((BOOKED_LINK,), a_proposal(BotSettings()), {"target": LINK, "person": STRANGER}, TakenByOthers),
        ((replace(LIVE, meeting=a_bare_link()),), a_proposal(), {"target": LINK, "person": STRANGER}, TakenByOthers),
        ((LIVE,), a_proposal(BotSettings()), {}, Locked),
        ((LIVE,), a_proposal(agreed_to=digest(LIVE)), {}, Locked),
        ((BOOKED,), a_proposal(), {"target": TAKEN_EVENT}, NeedsAgreement),
        ((BOOKED,), a_proposal(), {"booked": 9, "most": 1}, NeedsAgreement),
        ((replace(BOOKED, id=BookingId("b2")), CANCELLED), a_proposal(**CANCELLED_EDIT), {}, TakenByOthers),
        ((CANCELLED,), a_proposal(**CANCELLED_EDIT), {"target": TAKEN_EVENT}, CalledOff),
        ((CANCELLED,), a_proposal(**CANCELLED_EDIT), {"booked": 9, "most": 1}, CalledOff),
        ((), a_proposal(), {"target": TAKEN_EVENT, "booked": 9, "most": 1}, NeedsTakeover),
    ],
)
def test_of_several_things_in_the_way_the_first_of_the_ladder_is_named(bookings, proposal, situation, kind):
    assert isinstance(verdict(proposal, *bookings, **situation), kind)


@pytest.mark.parametrize(
    ("most", "booked", "expected"),
    [
        (None, 9, Book()),
        (3, None, Book()),
        (3, 2, Book()),
        (3, 3, LimitExceeded(3, 3)),
        (3, 4, LimitExceeded(4, 3)),
    ],
)
def test_only_so_many_new_bots_a_day(most, booked, expected):
    assert verdict(a_proposal(), most=most, booked=booked) == expected


def test_a_limit_keeps_no_one_from_changing_what_is_booked():
    assert verdict(a_proposal(edits=(B1, 1)), BOOKED, most=1, booked=1) == Replace(BOOKED)
    agreed = a_proposal(agreed_to=veto_digest(VETOED))
    assert isinstance(verdict(agreed, VETOED, most=1, booked=1, ties=[Role.ORGANISER]), AllowAgain)


@pytest.mark.parametrize("in_the_way", [BOOKED, LIVE, VETOED])
def test_what_ties_the_person_to_a_booking_is_asked_for_only_where_that_is_in_the_way(in_the_way):
    assert verdict(a_proposal(), in_the_way, looked_up=False) == TiesUnknown(in_the_way)
    beside = replace(in_the_way, id=BookingId("b9"))
    assert verdict(a_proposal(), beside) == TiesUnknown(beside)
    assert verdict(a_proposal(), CANCELLED, looked_up=False) == Book()


def test_who_aims_at_a_copy_of_the_booked_meeting_may_know_of_the_booking():
    copy = meeting_target(a_meeting(event_id="copy"))
    elsewhere = meeting_target(a_meeting(event_id="other", ical_uid="another"))

    assert verdict(a_proposal(), BOOKED, person=STRANGER, target=copy) == NeedsAgreement(BOOKED, digest(BOOKED))
    assert verdict(a_proposal(), BOOKED, person=STRANGER, target=elsewhere) == TakenByOthers(BOOKED)


@pytest.mark.parametrize(
    "now_booked",
    [replace(BOOKED, wish=replace(BOOKED.wish, revision=2)), replace(BOOKED, id=BookingId("b2"))],
)
def test_agreement_to_one_replacement_is_none_to_another(now_booked):
    assert isinstance(verdict(a_proposal(agreed_to=digest(BOOKED)), now_booked), NeedsAgreement)
    assert isinstance(verdict(a_proposal(edits=(B1, 1)), now_booked), NeedsAgreement | TakenByOthers)


def test_agreement_does_not_cover_settings_chosen_afterwards():
    later = a_proposal(BotSettings(bot_name="Another"), agreed_to=digest(BOOKED))

    assert isinstance(verdict(later, BOOKED), NeedsAgreement)


def test_the_same_settings_again_are_a_new_try_after_a_failure():
    assert isinstance(verdict(a_proposal(BotSettings()), FAILED), NeedsAgreement)


@pytest.mark.parametrize(("join_at", "is_so"), [(None, False), (SOON, True), (SOON + HOUR / 12, False)])
def test_a_bare_link_is_so_only_at_the_same_time(join_at, is_so):
    target = Target(linked_meeting(MEET, MEET_KEY, "google_meet", join_at, NOW), (), (MEET_KEY,))
    asked = verdict(a_proposal(BotSettings(), join_at=join_at, edits=(B1, 7)), BOOKED_LINK, target=target)

    assert isinstance(asked, AlreadySo) is is_so


WITHOUT, WITH = "https://zoom.us/j/81234567890", "https://acme.zoom.us/j/81234567890?pwd=x"


def zoom(url):
    return a_bare_link(meeting_url=url, link_key="zoom:81234567890")


@pytest.mark.parametrize(
    ("booked", "submitted", "is_better"),
    [
        (WITHOUT, WITH, True),
        (WITH, WITHOUT, False),
        (WITH, "https://us02web.zoom.us/j/81234567890?pwd=y", False),
    ],
)
def test_a_link_that_brings_the_passcode_is_a_change_that_needs_agreement(booked, submitted, is_better):
    rival, target = a_booked_booking(meeting=zoom(booked)), Target(zoom(submitted), (), ("zoom:81234567890",))
    same = a_proposal(BotSettings(), join_at=SOON)

    asked = verdict(same, rival, target=target)

    if not is_better:
        assert asked == AlreadySo(rival)
        return
    assert asked.gets_passcode
    assert isinstance(verdict(replace(same, agreed_to=asked.digest), rival, target=target), Replace)
    to_settings_alone = replacement_digest(rival, same)
    assert isinstance(verdict(replace(same, agreed_to=to_settings_alone), rival, target=target), NeedsAgreement)


def test_agreement_is_to_this_very_cancellation():
    once_more = apply_retry(CANCELLED, by=JONAS, now=NOW)
    agreed = a_proposal(edits=(B1, 1), agreed_to=cancellation_digest(CANCELLED))

    assert verdict(agreed, once_more) == CalledOff(JONAS, cancellation_digest(once_more))


def test_who_books_in_spite_of_a_cancellation_and_of_another_integration_is_asked_of_one_after_the_other():
    edit = a_proposal(edits=(B1, 1))
    first = verdict(edit, CANCELLED, target=TAKEN_EVENT)

    second = verdict(replace(edit, agreed_to=first.digest), CANCELLED, target=TAKEN_EVENT)

    assert isinstance(second, NeedsTakeover)
    assert verdict(replace(edit, agreed_to=second.digest), CANCELLED, target=TAKEN_EVENT) == Book()


def test_agreement_is_to_this_very_veto():
    once_more = apply_veto(BOOKED, by=JONAS, now=NOW + HOUR)
    agreed = a_proposal(agreed_to=veto_digest(VETOED))

    assert isinstance(verdict(agreed, apply_release(once_more, 2), ties=[Role.ORGANISER]), Vetoed)


def test_asked_about_the_event_a_bare_links_veto_is_where_the_event_is():
    bare = apply_release(apply_veto(BOOKED_LINK, by=JONAS, now=NOW, event=a_meeting()), 2)
    moved = meeting_target(a_meeting(start_time=SOON + 5 * HOUR))
    after_the_link = SOON + 2 * HOUR

    asked = verdict(a_proposal(), bare, target=moved, ties=[Role.CALL_ORGANISER], now=after_the_link)
    allowed = a_proposal(agreed_to=asked.digest)

    assert asked.rebooking is Rebooking.SEPARATE
    assert verdict(allowed, bare, target=moved, ties=[Role.CALL_ORGANISER], now=after_the_link) == AllowAgain(
        bare, Rebooking.SEPARATE
    )
    assert isinstance(
        verdict(allowed, bare, target=moved, ties=[Role.CALL_ORGANISER], now=after_the_link, most=1, booked=1),
        LimitExceeded,
    )
    assert with_vetoed_meeting(bare, moved.meeting).meeting == moved.meeting
    assert with_vetoed_meeting(bare, a_booked_meeting(ical_uid="other@example.com")) == bare
    assert with_vetoed_meeting(VETOED, moved.meeting) == VETOED


def test_an_edit_is_of_its_booking_wherever_that_is_unless_another_holds_the_new_time():
    later = Target(a_bare_link(start_time=SOON + 5 * HOUR), (), (MEET_KEY,))
    another = replace(BOOKED_LINK, id=BookingId("b2"), meeting=later.meeting)
    edit = a_proposal(join_at=later.meeting.start_time, edits=(B1, 1))

    assert verdict(edit, BOOKED_LINK, target=later) == Replace(BOOKED_LINK)
    assert verdict(edit, BOOKED_LINK, another, target=later) == TakenByOthers(another)


AGAIN = {"edits": (B1, 2)}  # the form was opened on a card that says that it was cancelled


@pytest.mark.parametrize(
    ("proposal", "bookings", "situation", "expected"),
    [
        (a_proposal(edits=(B1, 1)), (REFUSED,), {}, BookAgain(REFUSED)),
        (a_proposal(**AGAIN), (OFF,), {}, BookAgain(OFF)),
        (a_proposal(**AGAIN), (OFF,), {"person": JONAS_SELF, "ties": [Role.ATTENDEE]}, BookAgain(OFF)),
        (a_proposal(join_at=SOON + HOUR, **AGAIN), (OFF_LINK,), {"target": LINK}, BookAgain(OFF_LINK)),
        (a_proposal(**AGAIN), (OFF,), {"target": TAKEN_EVENT}, NeedsTakeover(takeover_digest(EVENT.meeting))),
        (a_proposal(**AGAIN), (OFF,), {"booked": 1, "most": 1}, LimitExceeded(1, 1)),
        # Not on that card: it is not theirs, for another meeting, still busy, over, or replaced.
        (a_proposal(**AGAIN), (OFF,), {"person": STRANGER}, Book()),
        (a_proposal(**AGAIN), (OFF,), {"target": meeting_target(a_meeting(event_id="x", ical_uid="x"))}, Book()),
        (a_proposal(**AGAIN), (OFF_LINK,), {}, Book()),
        (a_proposal(**AGAIN), (CANCELLED,), {}, Book()),
        (a_proposal(**AGAIN), (OFF,), {"now": SOON + HOUR}, Book()),
        (a_proposal(**AGAIN), (with_replacement(OFF, BookingId("b2")),), {}, Book()),
        (a_proposal(), (OFF,), {}, Book()),
    ],
)
def test_what_has_come_to_nothing_is_booked_again_on_its_card(proposal, bookings, situation, expected):
    assert verdict(proposal, *bookings, **situation) == expected


def test_a_cancellation_that_the_form_did_not_show_is_agreed_to_first():
    stale = a_proposal(edits=(B1, 1))

    assert verdict(stale, OFF) == CalledOff(JONAS, cancellation_digest(OFF))
    assert verdict(replace(stale, agreed_to=cancellation_digest(OFF)), OFF) == BookAgain(OFF)


def test_the_ties_to_what_is_booked_again_are_looked_up():
    assert verdict(a_proposal(**AGAIN), OFF, looked_up=False) == TiesUnknown(OFF)
