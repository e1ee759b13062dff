"""Nothing is replaced that the person has not seen."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.access.requests import (
    AlreadySo,
    Locked,
    NeedsAgreement,
    Request,
    TakenByOthers,
    Written,
    decide,
    replacement_digest,
    takeover_digest,
)
from bot.core.booking.bot_state import BotState
from bot.core.booking.model import Destination
from bot.core.booking.same_meeting import (
    linked_meeting,
)
from bot.core.bot_config.settings import BotSettings
from bot.core.identifiers import BookingId, BotId
from tests.examples import (
    GENERAL,
    MEET,
    MEET_KEY,
    NOW,
    SOON,
    a_bare_link,
    a_booked_booking,
    a_booked_meeting,
    a_booking,
)

OTHER = BotSettings(bot_name="Scribe")


def a_request(settings=OTHER, **facts):
    return Request(view_id="V1", settings=settings, destination=Destination(channel_id=GENERAL), **facts)


def verdict(request, rival=None, *, template=None, may_know=True, others_booked=False):
    return decide(request, template or a_booking(), rival, may_know=may_know, others_booked=others_booked, now=NOW)


def test_a_free_meeting_is_booked():
    assert verdict(a_request()) == Written(a_booking())


def test_other_settings_need_agreement_to_exactly_these():
    rival = a_booked_booking()

    assert isinstance(verdict(a_request(), rival), NeedsAgreement)
    digest = replacement_digest(rival, OTHER, shows_title=True)
    agreed = verdict(a_request(agreed_to=digest), rival)
    assert agreed.booking.wish.settings == OTHER
    assert agreed.booking.wish.revision == 2


@pytest.mark.parametrize(
    "now_booked",
    [
        replace(a_booked_booking(), wish=replace(a_booked_booking().wish, revision=2)),
        replace(a_booked_booking(), id="b9"),
    ],
)
def test_agreement_to_one_replacement_is_none_to_another(now_booked):
    digest = replacement_digest(a_booked_booking(), OTHER, shows_title=True)

    assert isinstance(verdict(a_request(agreed_to=digest), now_booked), NeedsAgreement)


def test_agreement_does_not_cover_settings_chosen_afterwards():
    rival = a_booked_booking()
    digest = replacement_digest(rival, OTHER, shows_title=True)

    later = a_request(BotSettings(bot_name="Another"), agreed_to=digest)

    assert isinstance(verdict(later, rival), NeedsAgreement)


def test_a_form_filled_from_the_booking_needs_no_further_agreement():
    rival = a_booked_booking()

    assert isinstance(verdict(a_request(edits=(rival.id, 1)), rival), Written)
    changed_meanwhile = replace(rival, wish=replace(rival.wish, revision=2))
    assert isinstance(verdict(a_request(edits=(rival.id, 1)), changed_meanwhile), NeedsAgreement)


def test_the_same_settings_again_change_nothing():
    assert verdict(a_request(BotSettings()), a_booked_booking()) == AlreadySo(a_booked_booking())


def test_a_bot_in_the_call_is_left_alone():
    live = a_booked_booking(bot=BotState(bot_id=BotId("b"), applied_revision=1, status="in_call_recording"))

    assert verdict(a_request(), live) == Locked(live)


def test_who_may_not_know_learns_only_that_a_bot_is_booked():
    assert verdict(a_request(), a_booked_booking(), may_know=False) == TakenByOthers()


def test_what_another_integration_booked_is_replaced_only_by_agreement():
    asked = verdict(a_request(), others_booked=True)

    assert asked == NeedsAgreement(takeover_digest(a_booked_meeting()), None)
    assert isinstance(verdict(a_request(agreed_to=asked.digest), others_booked=True), Written)


def test_a_bare_link_never_gets_a_second_bot():
    link = a_booking(meeting=a_bare_link())
    digest = takeover_digest(link.meeting)

    assert verdict(a_request(agreed_to=digest), template=link, others_booked=True) == TakenByOthers()


def test_an_edited_bare_link_moves_to_the_new_time_and_keeps_its_passcode():
    rival = a_booked_booking(meeting=a_bare_link(meeting_url="https://zoom.us/j/81234567890?pwd=x"))
    template = a_booking(
        meeting=a_bare_link(meeting_url="https://zoom.us/j/81234567890", start_time=SOON + timedelta(hours=1))
    )
    request = a_request(join_at=SOON + timedelta(hours=1), edits=(rival.id, 1))

    edited = verdict(request, rival, template=template).booking

    assert edited.meeting.start_time == SOON + timedelta(hours=1)
    assert edited.meeting.meeting_url.endswith("pwd=x")


def test_an_edit_finds_another_booking_in_its_way():
    request = a_request(edits=(BookingId("edited"), 1))

    assert verdict(request, a_booked_booking()) == TakenByOthers()


@pytest.mark.parametrize(("join_at", "is_so"), [(None, False), (SOON, True), (SOON + timedelta(minutes=5), False)])
def test_a_bare_link_is_so_only_at_the_same_time(join_at, is_so):
    rival = a_booked_booking(meeting=a_bare_link())
    template = a_booking(meeting=linked_meeting(MEET, MEET_KEY, "google_meet", join_at, NOW))

    asked = verdict(a_request(BotSettings(), join_at=join_at), rival, template=template)

    assert isinstance(asked, AlreadySo) is is_so


WITHOUT, WITH = "https://zoom.us/j/81234567890", "https://acme.zoom.us/j/81234567890?pwd=x"


def bare_links(booked, submitted):
    """A booking of the first link and a new one of the second, both at the same time."""
    rival = a_booked_booking(meeting=a_bare_link(meeting_url=booked, link_key="zoom:81234567890"))
    template = a_booking(meeting=a_bare_link(meeting_url=submitted, link_key="zoom:81234567890"))
    return rival, template


def test_a_link_that_brings_the_passcode_is_a_change_that_needs_agreement():
    rival, template = bare_links(WITHOUT, WITH)
    request = a_request(BotSettings(), join_at=SOON)

    asked = verdict(request, rival, template=template)
    agreed = verdict(replace(request, agreed_to=asked.digest), rival, template=template)

    assert isinstance(asked, NeedsAgreement)
    assert agreed.booking.meeting.meeting_url == WITH


def test_agreement_to_other_settings_is_none_to_another_link():
    rival, template = bare_links(WITHOUT, WITH)
    digest = replacement_digest(rival, OTHER, shows_title=True, join_at=SOON)

    assert isinstance(verdict(a_request(join_at=SOON, agreed_to=digest), rival, template=template), NeedsAgreement)


@pytest.mark.parametrize("submitted", [WITHOUT, "https://us02web.zoom.us/j/81234567890?pwd=y"])
def test_any_other_form_of_the_link_leaves_the_booked_one_as_it_is(submitted):
    rival, template = bare_links(WITH, submitted)
    later = SOON + timedelta(minutes=5)
    template = replace(template, meeting=replace(template.meeting, start_time=later))
    request = a_request(join_at=later, edits=(rival.id, 1))

    assert verdict(request, rival, template=template).booking.meeting.meeting_url == WITH
    assert isinstance(verdict(a_request(BotSettings()), rival, template=bare_links(WITH, submitted)[1]), AlreadySo)


def test_another_kind_of_link_into_the_room_leaves_the_booked_one_as_it_is():
    rival, template = bare_links(WITH, "https://zoom.us/my/jane.doe")
    template = replace(template, meeting=replace(template.meeting, link_key="zoom-my:zoom.us:jane.doe"))

    edited = verdict(a_request(join_at=SOON, edits=(rival.id, 1)), rival, template=template).booking.meeting

    assert (edited.meeting_url, edited.link_key) == (WITH, "zoom:81234567890")
