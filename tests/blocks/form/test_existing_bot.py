from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.blocks.form.existing_bot import BookedByUs, BookedUnseen, is_told_only_on_submission
from bot.blocks.kit.button_value import booking_value
from bot.blocks.names import Action, Field
from bot.core.access.verdicts import CalledOff, NeedsTakeover, Rebooking, Vetoed
from bot.core.booking.model import Destination
from bot.core.bot_config.settings import BotSettings
from bot.core.identifiers import BookingId
from tests.blocks.forms import a_form, a_link_form, accepted, refused, shown
from tests.blocks.in_slack import block_ids, elements, words
from tests.examples import GENERAL, JONAS, NOW, SOON, a_bare_link, a_booked_booking, a_booking

DIGEST, OTHER_DIGEST = "0123456789abcdef", "fedcba9876543210"


def test_the_form_says_who_booked_with_which_settings_and_what_would_change() -> None:
    booked = a_booked_booking()
    form = a_form(settings=BotSettings(bot_name="Acme <!channel>", everyone_left_timeout_seconds=120))

    said = words(shown(form, existing=BookedByUs(booked, DIGEST)))

    assert "<@U0MAYA>" in said
    assert "Transcript by Recall.ai (auto), speaker view" in said
    assert "• Bot name: Meeting Notetaker → Acme &lt;!channel&gt;" in said
    assert "• Leaves an empty meeting after: 1 minute → 2 minutes" in said
    assert "Transcript:" not in said


def test_someone_elses_change_is_named() -> None:
    booking = a_booked_booking()
    changed = replace(booking, wish=replace(booking.wish, revision=2, by=JONAS, at=NOW + timedelta(minutes=1)))

    assert "last changed by <@U0JONAS>" in words(shown(a_form(), existing=BookedByUs(changed)))


def test_the_title_on_the_card_is_among_the_changes() -> None:
    booking = a_booking(destination=Destination(channel_id=GENERAL, shows_title=True))

    said = words(shown(a_form(shows_title=False), existing=BookedByUs(booking)))

    assert "• Title on the card: shown → hidden" in said


def test_where_nothing_would_change_the_form_says_so_and_asks_for_nothing() -> None:
    view = shown(a_form(), existing=BookedByUs(a_booking(), is_already_so=True))

    assert (
        "Already scheduled with these settings. If you change them and submit, you'll see what would change first."
    ) in words(view)
    assert Field.REPLACE not in elements(view)


def test_the_same_once_more_after_a_failure_is_said_to_be_a_new_try() -> None:
    assert "The settings are the same. Submitting tries again." in words(
        shown(a_form(), existing=BookedByUs(a_booking(), DIGEST))
    )


def test_the_time_of_a_link_is_among_the_changes() -> None:
    booking = a_booked_booking(meeting=a_bare_link())
    later = SOON + timedelta(minutes=15)

    said = words(shown(a_link_form(join_at=later), existing=BookedByUs(booking)))

    assert f"• Time: <!date^{int(SOON.timestamp())}^" in said
    assert f"→ <!date^{int(later.timestamp())}^" in said
    assert "→ now" in words(shown(a_link_form(), existing=BookedByUs(booking)))
    assert "Time:" not in words(shown(a_link_form(join_at=SOON), existing=BookedByUs(booking)))


def test_a_link_that_brings_the_passcode_is_among_the_changes() -> None:
    existing = BookedByUs(a_booked_booking(meeting=a_bare_link()), DIGEST, gets_passcode=True)

    said = words(shown(a_link_form(join_at=SOON), existing=existing))

    assert "• Meeting link: without the passcode → with the passcode" in said


def test_who_may_edit_the_booking_finds_the_button_beside_it() -> None:
    booking = a_booking()

    view = shown(a_form(), existing=BookedByUs(booking, DIGEST, can_edit=True))

    assert view["blocks"][0]["type"] == "alert"
    assert view["blocks"][1]["accessory"]["value"] == booking_value(booking)
    assert "accessory" not in shown(a_form(), existing=BookedByUs(booking, DIGEST))["blocks"][1]


def test_an_agreement_is_asked_for_and_comes_back_as_its_digest() -> None:
    view = shown(a_form(), existing=BookedByUs(a_booking(), DIGEST))

    agreement = view["blocks"][3]
    assert agreement["type"] == "input"
    assert not agreement.get("optional")
    assert accepted(view, {Field.REPLACE: [DIGEST]}).agreed_to == DIGEST


def test_without_the_tick_there_is_no_agreement() -> None:
    view = shown(a_form(), existing=NeedsTakeover(DIGEST))

    assert refused(view, {}) == {block_ids(view)[Field.REPLACE]: "Check this box to continue."}


def test_another_replacement_needs_another_tick() -> None:
    first = shown(a_form(), existing=BookedByUs(a_booking(), DIGEST))
    second = shown(a_form(), existing=BookedByUs(a_booking(), OTHER_DIGEST))

    assert block_ids(first)[Field.REPLACE] != block_ids(second)[Field.REPLACE]
    assert "initial_options" not in elements(second)[Field.REPLACE]


def test_who_may_not_know_reads_only_that_a_bot_is_booked() -> None:
    view = shown(a_link_form(), existing=BookedUnseen())

    assert (
        "*A bot is already scheduled for this link around that time.* Choose another time or another meeting."
    ) in words(view)
    assert Field.REPLACE not in elements(view)


@pytest.mark.parametrize(
    ("existing", "is_late"),
    [
        (BookedUnseen(), True),
        (Vetoed(), True),
        (BookedUnseen(a_booked_booking()), False),
        (Vetoed(by=JONAS), False),
        (Vetoed(digest=DIGEST), False),
        (BookedByUs(a_booked_booking()), False),
        (NeedsTakeover(DIGEST), False),
        (None, False),
    ],
)
def test_who_may_not_know_of_a_bot_does_not_find_out_its_hours_by_choosing_times(existing: Any, is_late: bool) -> None:
    assert is_told_only_on_submission(existing, a_link_form(join_at=SOON)) is is_late
    assert not is_told_only_on_submission(existing, a_link_form())
    assert not is_told_only_on_submission(existing, a_form())


def test_an_edit_of_the_booking_as_it_was_shown_says_only_who_booked_it() -> None:
    edit = a_form(edits=(BookingId("b1"), 1))

    said = words(shown(edit, existing=BookedByUs(a_booking())))

    assert "Booked by <@U0MAYA>" in said
    assert "Settings: “" not in said
    assert "already scheduled" not in said
    assert "*Someone has changed this booking in the meantime.*" in words(
        shown(edit, existing=BookedByUs(a_booking(), DIGEST))
    )


def test_who_is_invited_finds_the_button_that_keeps_the_bot_away() -> None:
    booking = a_booked_booking()
    invited = shown(a_form(), existing=BookedByUs(booking, can_veto=True))
    unseen = shown(a_link_form(), existing=BookedUnseen(booking))

    assert Action.VETO_RECORDING in str(invited)
    assert Action.VETO_RECORDING in str(unseen)
    assert "U0MAYA" not in str(unseen)
    assert Action.VETO_RECORDING not in str(shown(a_form(), existing=BookedByUs(booking)))


def test_a_meeting_that_is_not_to_be_recorded_leaves_nothing_to_submit_but_another_meeting() -> None:
    view = shown(a_form(), existing=Vetoed(JONAS))

    assert view["title"]["text"] == "Recording is off"
    assert "submit" not in view
    assert "<@U0JONAS> doesn't want this meeting to be recorded." in words(view)
    assert "unless <@U0JONAS> or the organizer allows it." in words(view)
    assert "submit" in shown(a_link_form(), existing=Vetoed(JONAS))


def test_who_may_not_know_who_objected_is_sent_to_the_organiser() -> None:
    said = words(shown(a_form(), existing=Vetoed()))

    assert "Someone who is invited doesn't want this meeting to be recorded." in said
    assert "unless the organizer allows it." in said


def test_while_the_bot_is_being_taken_off_it_cannot_be_allowed_yet() -> None:
    assert "still being removed" in words(shown(a_form(), existing=Vetoed(JONAS, is_leaving=True)))


def test_who_may_allow_it_again_ticks_that() -> None:
    view = shown(a_form(), existing=Vetoed(JONAS, DIGEST))

    assert "Turn recording back on" in words(view)
    assert refused(view)
    assert accepted(view, {Field.REPLACE: [DIGEST]}).agreed_to == DIGEST


def test_who_may_not_choose_how_it_comes_is_told_so() -> None:
    view = shown(a_form(), existing=Vetoed(JONAS, DIGEST, rebooking=Rebooking.AS_BEFORE))

    assert "A bot is then scheduled with its previous settings" in words(view)


def test_anothers_cancellation_is_undone_only_by_a_tick() -> None:
    view = shown(a_form(), existing=CalledOff(JONAS, DIGEST))

    assert "<@U0JONAS> canceled this bot.*\nNo bot is scheduled." in words(view)
    assert refused(view)
    assert accepted(view, {Field.REPLACE: [DIGEST]}).agreed_to == DIGEST
