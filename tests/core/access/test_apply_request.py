"""What a submission writes that nothing stands in the way of."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.access.apply_request import apply_request, decide
from bot.core.access.assess import Present, Situation
from bot.core.access.permissions import Role
from bot.core.access.requests import Request
from bot.core.access.target import meeting_target
from bot.core.access.verdicts import (
    AllowAgain,
    AlreadySo,
    Book,
    BookAgain,
    NeedsAgreement,
    Rebooking,
    Replace,
    TiesUnknown,
    Written,
)
from bot.core.booking.bot_state import BotState
from bot.core.booking.bot_status import ShownStatus
from bot.core.booking.model import Destination, Intent, Said, shown_status
from bot.core.booking.origin import BY_HAND, Origin, Source
from bot.core.bot_config.policy import Policy
from bot.core.bot_config.settings import BotSettings
from bot.core.identifiers import BookingId, BotId, ChannelId
from bot.core.lifecycle.rebooking import with_replacement
from bot.core.lifecycle.transitions import apply_cancellation, apply_release, apply_retry
from bot.core.lifecycle.vetoes import apply_veto, apply_veto_lift, with_veto_dropped
from tests.examples import (
    GENERAL,
    JONAS,
    MAYA,
    NOW,
    SOON,
    a_bare_link,
    a_booked_booking,
    a_booked_meeting,
    a_booking,
    a_failed_booking,
    a_meeting,
    a_person,
)

REQUEST = Request(
    view_id="V1", settings=BotSettings(bot_name="Scribe"), preset="Sales", destination=Destination(channel_id=GENERAL)
)
TEMPLATE = a_booking(id=BookingId("new"), booked_at=NOW + timedelta(minutes=1))
VETOED = apply_veto(a_booked_booking(), by=JONAS, now=NOW)
WITHOUT, WITH = "https://zoom.us/j/81234567890", "https://acme.zoom.us/j/81234567890?pwd=x"


def test_a_free_meeting_gets_a_new_booking():
    assert apply_request(REQUEST, TEMPLATE, Book()) == Written(TEMPLATE)


def test_what_is_replaced_keeps_its_booking_and_gets_what_the_form_says():
    written = apply_request(REQUEST, TEMPLATE, Replace(a_booked_booking()))

    assert (written.booking.id, written.booking.wish.revision, written.besides) == ("b1", 2, ())
    assert (written.booking.wish.settings, written.booking.wish.preset) == (REQUEST.settings, "Sales")
    assert (written.booking.wish.by, written.booking.wish.at) == (MAYA, TEMPLATE.booked_at)
    assert written.booking.meeting == a_booked_booking().meeting


def test_an_edited_bare_link_moves_to_the_new_time_and_keeps_its_passcode():
    booked = a_booked_booking(meeting=a_bare_link(meeting_url=WITH))
    later = a_bare_link(meeting_url=WITHOUT, start_time=SOON + timedelta(hours=1))

    edited = apply_request(REQUEST, replace(TEMPLATE, meeting=later), Replace(booked)).booking.meeting

    assert (edited.start_time, edited.meeting_url) == (later.start_time, WITH)


@pytest.mark.parametrize(
    ("booked", "submitted", "kept"),
    [(WITHOUT, WITH, WITH), (WITH, WITHOUT, WITH), (WITH, "https://zoom.us/my/jane.doe", WITH)],
)
def test_the_booked_link_stays_unless_only_the_other_brings_the_passcode(booked, submitted, kept):
    rival = a_booked_booking(meeting=a_bare_link(meeting_url=booked, link_key="zoom:81234567890"))
    template = replace(TEMPLATE, meeting=a_bare_link(meeting_url=submitted, link_key="zoom:another form"))

    meeting = apply_request(REQUEST, template, Replace(rival)).booking.meeting

    assert meeting.meeting_url == kept
    assert (meeting.link_key == "zoom:81234567890") is (booked == kept)


def test_who_may_choose_brings_the_bot_back_as_the_form_says_and_the_card_stays():
    hidden = Destination(channel_id="C0ELSEWHERE", shows_title=False)
    request = replace(REQUEST, destination=hidden)

    written = apply_request(request, TEMPLATE, AllowAgain(VETOED, Rebooking.AS_ASKED))

    assert (written.booking.id, written.booking.veto, written.besides) == (VETOED.id, None, ())
    assert (written.booking.wish.settings, written.booking.wish.preset) == (REQUEST.settings, "Sales")
    assert (written.booking.destination.channel_id, written.booking.destination.shows_title) == (GENERAL, False)


def test_who_may_not_choose_brings_the_bot_back_as_it_was():
    written = apply_request(REQUEST, TEMPLATE, AllowAgain(VETOED, Rebooking.AS_BEFORE))

    assert written == Written(apply_veto_lift(VETOED, by=MAYA, now=TEMPLATE.booked_at))


def test_a_veto_whose_event_has_moved_away_from_its_link_is_lifted_beside_a_new_booking():
    written = apply_request(REQUEST, TEMPLATE, AllowAgain(VETOED, Rebooking.SEPARATE))

    assert written == Written(TEMPLATE, (with_veto_dropped(VETOED),))
    assert (with_veto_dropped(VETOED).veto, with_veto_dropped(VETOED).wish) == (None, VETOED.wish)


def test_the_decision_is_what_to_write_or_what_stands_in_the_way():
    target = meeting_target(a_meeting())
    situation = Situation(person=a_person(), policy=Policy(), target=target, now=NOW)
    booked = a_booked_booking()
    known = situation.with_ties(booked, frozenset({Role.ATTENDEE}))

    assert decide(REQUEST, TEMPLATE, situation, Present()) == Written(TEMPLATE)
    assert decide(REQUEST, TEMPLATE, situation, Present((booked,))) == TiesUnknown(booked)
    asked = decide(REQUEST, TEMPLATE, known, Present((booked,)))
    assert isinstance(asked, NeedsAgreement)
    agreed = decide(replace(REQUEST, agreed_to=asked.digest), TEMPLATE, known, Present((booked,)))
    assert agreed == apply_request(REQUEST, TEMPLATE, Replace(booked))


def by_rule(**facts):
    origin = Origin(source=Source.RULE, by=MAYA, reason="all", is_quiet=True)
    own_messages = Destination(channel_id=ChannelId(MAYA))
    return a_booked_booking(origin=origin, destination=own_messages, said=Said(), **facts)


def test_what_ones_own_rule_has_booked_is_ones_own_once_it_is_scheduled_and_its_card_comes_where_the_form_says():
    unchanged = replace(REQUEST, settings=by_rule().wish.settings, preset=by_rule().wish.preset)
    situation = Situation(person=a_person(), policy=Policy(), target=meeting_target(a_meeting()), now=NOW)

    def submits(request, booking):
        return decide(request, TEMPLATE, situation.with_ties(booking, frozenset()), Present((booking,)))

    written = submits(unchanged, by_rule()).booking
    assert (written.id, written.origin, written.destination.channel_id) == (by_rule().id, BY_HAND, GENERAL)
    assert isinstance(submits(unchanged, written), AlreadySo)
    assert isinstance(submits(unchanged, by_rule(booked_by=JONAS)), AlreadySo)
    assert isinstance(submits(replace(unchanged, edits=(by_rule().id, 1)), by_rule()), AlreadySo)
    series = replace(unchanged, origin=Origin(source=Source.SERIES, by=MAYA))
    assert isinstance(submits(series, by_rule()), AlreadySo)


CANCELLED = apply_release(apply_cancellation(a_booked_booking(), by=JONAS, now=NOW, reason="person"), 2)


def test_what_is_booked_again_keeps_its_booking_and_card_and_gets_another_bot():
    there = replace(TEMPLATE, meeting=a_booked_meeting(start_time=SOON + timedelta(hours=1)))

    again = apply_request(REQUEST, there, BookAgain(CANCELLED)).booking

    assert (again.id, again.said.card, again.booked_by) == ("b1", CANCELLED.said.card, CANCELLED.booked_by)
    assert (again.wish.intent, again.wish.revision, again.wish.settings) == (Intent.ATTEND, 3, REQUEST.settings)
    assert again.meeting == there.meeting
    assert (again.bot, again.past_bot_ids) == (BotState(), ("bot-1",))
    assert shown_status(again, NOW) is ShownStatus.PENDING


def decided(*present, template=TEMPLATE, **facts):
    request = replace(REQUEST, **facts)
    situation = Situation(
        person=a_person(user_id=template.booked_by),
        policy=Policy(),
        target=meeting_target(a_meeting()),
        now=NOW,
        ties={each.id: frozenset() for each in present},
    )
    written = decide(request, template, situation, Present(present))
    return {each.id: each.replaced_by for each in written.besides}


FAILED = a_failed_booking()
FAILED_LINK = replace(a_failed_booking(), meeting=a_bare_link())
RECORDED = a_booked_booking(bot=BotState(bot_id=BotId("b"), applied_revision=1, status="done", has_recorded=True))
TURNED_AWAY = a_booked_booking(
    bot=BotState(bot_id=BotId("b"), applied_revision=1, status="done", sub_code="timeout_exceeded_waiting_room")
)


@pytest.mark.parametrize(
    ("before", "is_replaced"),
    [
        (CANCELLED, True),
        (apply_cancellation(a_booked_booking(), by=JONAS, now=NOW, reason="person"), True),  # as soon as it is
        (FAILED, True),
        (FAILED_LINK, True),
        (TURNED_AWAY, True),
        (RECORDED, False),
    ],
)
def test_another_card_takes_the_place_of_what_has_come_to_nothing(before, is_replaced):
    assert decided(before) == ({"b1": "new"} if is_replaced else {})


def test_of_a_bare_link_only_the_persons_own_cards_are_replaced():
    theirs = replace(FAILED_LINK, booked_by=JONAS)

    assert decided(theirs) == {}
    assert decided(replace(FAILED, booked_by=JONAS)) == {"b1": "new"}


def test_nothing_is_replaced_by_what_goes_on_with_its_own_card():
    assert decided(CANCELLED, edits=("b1", 2)) == {}


def test_what_is_tried_again_stands_for_its_meeting_again():
    replaced = with_replacement(FAILED, BookingId("b2"))

    assert shown_status(replaced, NOW) is ShownStatus.REPLACED
    assert shown_status(apply_retry(replaced, by=MAYA, now=NOW), NOW) is ShownStatus.PENDING
