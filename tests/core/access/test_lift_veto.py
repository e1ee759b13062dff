"""A veto is taken back only by agreement to this very one."""

from dataclasses import replace
from datetime import timedelta

from bot.core.access.lift_veto import as_it_stands_for, decide_vetoed, veto_digest
from bot.core.access.permissions import Deed, Refusal, Why
from bot.core.access.requests import Request, Vetoed, Written
from bot.core.booking.model import Destination
from bot.core.bot_config.settings import BotSettings
from bot.core.identifiers import BookingId
from bot.core.lifecycle.transitions import apply_release
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
    a_meeting,
)

HOUR = timedelta(hours=1)
VETOED = apply_veto(a_booked_booking(), by=JONAS, now=NOW)


def test_a_form_takes_it_back_only_by_agreement_to_this_very_veto():
    request = Request(view_id="V", settings=BotSettings(bot_name="Scribe"), destination=Destination(channel_id=GENERAL))
    agreed = replace(request, agreed_to=veto_digest(VETOED))
    once_more = apply_veto(a_booked_booking(), by=JONAS, now=NOW + HOUR)
    not_theirs = Refusal(Deed.ALLOW_AGAIN, Why.NOT_YOURS)

    assert decide_vetoed(request, a_booking(), VETOED, None, may_edit=True) == Vetoed(VETOED)
    assert decide_vetoed(agreed, a_booking(), VETOED, not_theirs, may_edit=True) == Vetoed(VETOED)
    assert decide_vetoed(agreed, a_booking(), once_more, None, may_edit=True) == Vetoed(once_more)
    written = decide_vetoed(agreed, a_booking(), VETOED, None, may_edit=True)
    assert isinstance(written, Written)
    assert written.booking.wish.settings.bot_name == "Scribe"
    assert written.booking.veto is None


def test_who_may_not_edit_the_booking_brings_the_bot_back_and_chooses_nothing_about_it():
    hidden = replace(VETOED, destination=Destination(channel_id=GENERAL, shows_title=False))
    request = Request(view_id="V", settings=BotSettings(bot_name="Scribe"), destination=Destination(channel_id=GENERAL))

    written = decide_vetoed(replace(request, agreed_to=veto_digest(hidden)), a_booking(), hidden, None, may_edit=False)

    assert written == Written(apply_veto_lift(hidden, by=MAYA, now=NOW))


def test_asked_about_the_event_a_bare_links_veto_is_lifted_and_the_event_is_booked_where_it_is():
    bare = apply_release(apply_veto(a_booked_booking(meeting=a_bare_link()), by=JONAS, now=NOW, event=a_meeting()), 2)
    moved = a_booked_meeting(start_time=SOON + 5 * HOUR)
    template = a_booking(id=BookingId("b2"), meeting=moved)
    request = Request(view_id="V", settings=BotSettings(), destination=Destination(channel_id=GENERAL))
    agreed = replace(request, agreed_to=veto_digest(bare))

    written = decide_vetoed(agreed, template, bare, None, may_edit=False)

    assert written == Written(template, (with_veto_dropped(bare),))
    assert with_veto_dropped(bare).veto is None
    assert with_veto_dropped(bare).wish == bare.wish
    assert as_it_stands_for(bare, moved).meeting == moved
    assert as_it_stands_for(bare, a_booked_meeting(ical_uid="other@example.com")) == bare
    assert as_it_stands_for(VETOED, moved) == VETOED
