"""Who may read a meeting's title: every combination of choice, privacy and readers."""

from dataclasses import replace
from itertools import product

import pytest

from bot.core.access.title_visibility import Audience, TitleHidden, is_summary_shown, why_title_is_hidden
from bot.core.identifiers import ChannelId
from tests.examples import a_booked_meeting, a_booking

FLAGS = (False, True)


def a_choice(*, is_private=False, in_dm=False, channel="C0SALES", **title):
    booking = a_booking(meeting=a_booked_meeting(is_private=is_private))
    destination = replace(booking.destination, channel_id=ChannelId(channel), **title)
    return replace(booking, destination=destination, said=replace(booking.said, in_dm=in_dm))


@pytest.mark.parametrize("audience", Audience)
@pytest.mark.parametrize(("ticked", "private", "knew_private", "knew_outside"), list(product(FLAGS, repeat=4)))
def test_a_title_is_shown_in_a_channel_only_to_those_whom_the_person_knew_of(
    audience, ticked, private, knew_private, knew_outside
):
    booking = a_choice(
        is_private=private, shows_title=ticked, shows_private_title=knew_private, shows_title_outside=knew_outside
    )

    is_shown = ticked and (knew_private or not private) and (knew_outside or audience is Audience.INSIDE)
    assert (why_title_is_hidden(booking, audience) is None) is is_shown


@pytest.mark.parametrize("where", [{"in_dm": True}, {"channel": "D0MAYA"}])
@pytest.mark.parametrize("audience", Audience)
def test_the_booker_always_reads_the_title_in_direct_messages(where, audience):
    assert why_title_is_hidden(a_choice(is_private=True, shows_title=False, **where), audience) is None


def test_what_the_person_did_not_decide_has_a_reason_of_its_own():
    assert why_title_is_hidden(a_choice(), Audience.OUTSIDERS) is TitleHidden.OUTSIDERS
    assert why_title_is_hidden(a_choice(), Audience.UNKNOWN) is TitleHidden.UNKNOWN
    assert why_title_is_hidden(a_choice(is_private=True), Audience.OUTSIDERS) is TitleHidden.BY_CHOICE


@pytest.mark.parametrize("audience", Audience)
@pytest.mark.parametrize(("ticked", "private", "knew_private", "knew_outside"), list(product(FLAGS, repeat=4)))
def test_what_was_said_is_shown_in_a_channel_only_where_all_its_readers_may_read_the_title(
    audience, ticked, private, knew_private, knew_outside
):
    """A tick for a private title, or for outsiders, is none for what was said."""
    booking = a_choice(
        is_private=private, shows_title=ticked, shows_private_title=knew_private, shows_title_outside=knew_outside
    )

    assert is_summary_shown(booking, audience) is (ticked and not private and audience is Audience.INSIDE)


@pytest.mark.parametrize("where", [{"in_dm": True}, {"channel": "D0MAYA"}])
def test_the_booker_always_reads_what_was_said(where):
    assert is_summary_shown(a_choice(is_private=True, shows_title=False, **where), Audience.UNKNOWN)
