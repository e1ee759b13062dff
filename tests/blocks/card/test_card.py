from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.blocks.card.card import build_card, build_note
from bot.blocks.card.status import buttons_expire_at
from bot.blocks.kit.block_kit import Json
from bot.blocks.kit.button_value import BookingButton, MeetingButton, read_booking_button, read_meeting_button
from bot.blocks.names import Action
from bot.core.access.title_visibility import Audience
from bot.core.booking.bot_state import BotState, Media
from bot.core.booking.bot_status import ShownStatus
from bot.core.booking.model import Attempt, Booking, Destination, Failure, Intent, Said, Wish, shown_status
from bot.core.booking.origin import Origin, Source
from bot.core.booking.recording_files import FileState
from bot.core.bot_config.settings import BotSettings
from bot.core.identifiers import BookingId, BotId
from bot.core.lifecycle.rebooking import with_replacement
from bot.core.lifecycle.transitions import apply_cancellation, apply_release, apply_retry
from bot.core.lifecycle.vetoes import apply_veto
from bot.core.meetings.meeting import platform_name
from tests.blocks.in_slack import assert_message, mrkdwn_texts, words
from tests.blocks.outside_text import CONTROL_SEQUENCE, OURS, OUTSIDE_TEXT
from tests.core.outcomes.test_card_words import EVERY_CODE
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
)

WAS = SOON - timedelta(hours=2)


def in_state(status: str, sub_code: str | None = None, **facts: Any) -> Booking:
    bot = BotState(bot_id=BotId("bot-1"), applied_revision=1, status=status, sub_code=sub_code, **facts)
    return a_booked_booking(bot=bot)


def cancelled(reason: str = "person") -> Booking:
    booking = apply_cancellation(a_booked_booking(), by=JONAS, now=NOW, reason=reason)
    return replace(booking, bot=replace(booking.bot, applied_revision=2))


def vetoed() -> Booking:
    return apply_release(apply_veto(a_booked_booking(), by=JONAS, now=NOW), 2)


BY_STATUS = {
    ShownStatus.PENDING: a_booking(),
    ShownStatus.BOOKED: a_booked_booking(),
    ShownStatus.MOVED: a_booked_booking(meeting=a_booked_meeting(moved_from=WAS)),
    ShownStatus.JOINING: in_state("joining_call"),
    ShownStatus.LOBBY: in_state("in_waiting_room"),
    ShownStatus.IN_CALL: in_state("in_call_not_recording"),
    ShownStatus.RECORDING: in_state("in_call_recording"),
    ShownStatus.PAUSED: in_state("in_call_not_recording", has_recorded=True),
    ShownStatus.ENDED: in_state("call_ended", "call_ended_by_host"),
    ShownStatus.DONE: in_state("done", has_recorded=True, recorded_seconds=2520, transcript=FileState.READY),
    ShownStatus.FAILED: a_failed_booking(),
    ShownStatus.CANCELLING: apply_cancellation(a_booked_booking(), by=MAYA, now=NOW, reason="person"),
    ShownStatus.CANCELLED: cancelled(),
    ShownStatus.REPLACED: with_replacement(cancelled(), BookingId("b2")),
}


def buttons(blocks: list[Json]) -> dict[str, Json]:
    rows = [block["elements"] for block in blocks if block["type"] == "actions"]
    return {element["action_id"]: element for row in rows for element in row}


@pytest.mark.parametrize("status", ShownStatus)
def test_every_status_has_a_card_with_the_same_facts_in_its_text(status: ShownStatus) -> None:
    booking = BY_STATUS[status]
    assert shown_status(booking, NOW) is status

    card = build_card(booking, NOW, time_zone="Europe/Berlin")

    assert_message(card.blocks)
    for fact in ("Weekly sync", "Google Meet", "<@U0MAYA>"):
        assert fact in card.text
        assert fact in words(card.blocks)
    assert "Mon, March 2, 2026 at 16:00 (Europe/Berlin)" in card.text
    assert f"<!date^{int(SOON.timestamp())}^" in words(card.blocks)


@pytest.mark.parametrize(
    ("booking", "says", "offers"),
    [
        (
            BY_STATUS[ShownStatus.PENDING],
            "We're asking Recall for a bot.",
            ["edit_booking", "cancel_bot", "veto_recording"],
        ),
        (
            BY_STATUS[ShownStatus.BOOKED],
            "The bot will join automatically.",
            ["edit_booking", "cancel_bot", "veto_recording"],
        ),
        (BY_STATUS[ShownStatus.MOVED], "will join at the new time", ["edit_booking", "cancel_bot", "veto_recording"]),
        (BY_STATUS[ShownStatus.LOBBY], "needs to let the bot in", ["cancel_bot", "veto_recording"]),
        (BY_STATUS[ShownStatus.IN_CALL], "isn't recording", ["cancel_bot", "veto_recording"]),
        (BY_STATUS[ShownStatus.RECORDING], "is in the meeting", ["cancel_bot", "veto_recording"]),
        (BY_STATUS[ShownStatus.PAUSED], "recording is paused", ["cancel_bot", "veto_recording"]),
        (BY_STATUS[ShownStatus.ENDED], "The host ended the meeting", []),
        (in_state("call_ended", "timeout_exceeded_waiting_room"), "No one let the bot in", ["try_again"]),
        (in_state("fatal", "meeting_locked"), "Ask the host to unlock it", ["try_again"]),
        (in_state("fatal", "meeting_not_found"), "We couldn't find a meeting with this link.", ["edit_booking"]),
        (BY_STATUS[ShownStatus.DONE], "Recording ready · 42 min", ["show_recording", "show_transcript"]),
        (in_state("done", has_recorded=True, transcript=FileState.FAILED), "Recording ready", ["show_recording"]),
        (in_state("done", media=Media.ABSENT, has_recorded=False), "recorded nothing", []),
        (
            in_state("fatal", "bot_errored", has_recorded=True),
            "What it recorded is kept.",
            ["show_recording", "show_transcript", "try_again"],
        ),
        (in_state("media_expired"), "was deleted", []),
        (BY_STATUS[ShownStatus.FAILED], "Recall didn't accept these settings.", ["edit_booking"]),
        (
            a_failed_booking(402, "insufficient_credit"),
            "we've notified your admins",
            ["try_again", "edit_booking"],
        ),
        (a_failed_booking(404), "This meeting is no longer on a connected calendar.", ["edit_booking"]),
        (BY_STATUS[ShownStatus.CANCELLING], "The bot is being removed.", []),
        (BY_STATUS[ShownStatus.CANCELLED], "<@U0JONAS> canceled it", ["edit_booking"]),
        (BY_STATUS[ShownStatus.REPLACED], "There's a newer card for this meeting.", []),
        (cancelled("event_deleted"), "The meeting was deleted from the calendar.", []),
        (
            cancelled("made_way"),
            "The meeting was changed, and another bot is already scheduled for its "
            "link around that time. Only that one will join.",
            [],
        ),
    ],
)
def test_the_card_says_what_is_so_and_offers_what_helps(booking: Booking, says: str, offers: list[str]) -> None:
    card = build_card(booking, NOW)

    assert says in card.text
    assert says in words(card.blocks)
    assert list(buttons(card.blocks)) == offers


def test_a_bot_in_whose_place_another_comes_does_not_say_that_none_will() -> None:
    assert "No bot will join." not in build_card(cancelled("made_way"), NOW).text


def test_while_it_is_tried_again_the_card_says_why_it_takes_so_long() -> None:
    failure = Failure(code="adhoc_pool_depleted", status=507)

    card = build_card(a_booking(attempt=replace(a_booking().attempt, failure=failure, tries=2)), NOW)

    assert "asking Recall for a bot. Recall has no bot available right now." in card.text
    assert "we'll keep trying" in card.text


def test_a_change_under_way_is_not_taken_for_done() -> None:
    changing = apply_retry(a_booked_booking(), by=JONAS, now=NOW)

    card = build_card(changing, NOW)

    assert "Your change is being saved. Until then, the bot stays scheduled as before." in card.text
    assert "changed by <@U0JONAS>" in card.text


def test_a_change_that_failed_says_that_the_bot_stays_as_it_was_and_can_be_tried_again() -> None:
    changed = apply_retry(a_booked_booking(), by=MAYA, now=NOW)
    given_up = Attempt(tries=9, failure=Failure(code="no_answer", permanent=True))

    card = build_card(replace(changed, attempt=given_up), NOW)

    assert "The bot stays scheduled as before." in card.text
    assert list(buttons(card.blocks)) == ["try_again", "edit_booking", "cancel_bot", "veto_recording"]


def test_a_failed_booking_can_be_edited_and_tried_again() -> None:
    assert buttons(build_card(a_failed_booking(), NOW).blocks)[Action.EDIT_BOOKING]["text"]["text"] == (
        "Edit and try again"
    )


def test_a_cancelled_booking_can_be_scheduled_again_on_its_card() -> None:
    again = buttons(build_card(BY_STATUS[ShownStatus.CANCELLED], NOW).blocks)[Action.EDIT_BOOKING]

    assert again["text"]["text"] == "Schedule again"


@pytest.mark.parametrize("booking", [a_failed_booking(), cancelled(), vetoed()], ids=["failed", "cancelled", "vetoed"])
def test_of_a_deleted_meeting_nothing_is_offered_and_its_time_is_struck_out(booking: Booking) -> None:
    deleted = replace(booking, meeting=replace(booking.meeting, is_gone=True))

    card = build_card(deleted, NOW)

    assert "deleted from the calendar" in card.text
    assert "Change the settings" not in card.text
    assert f"~<!date^{int(SOON.timestamp())}^" in words(card.blocks)
    assert buttons(card.blocks) == {}


def test_what_the_calendar_called_off_is_struck_out_as_well() -> None:
    assert "~<!date^" in words(build_card(cancelled("event_deleted"), NOW).blocks)
    assert "~<!date^" not in words(build_card(cancelled("calendar_disconnected"), NOW).blocks)


def test_a_replaced_card_leads_to_the_new_one() -> None:
    card = build_card(BY_STATUS[ShownStatus.REPLACED], NOW, successor_link="https://acme.slack.test/archives/C1/p1")

    link = "<https://acme.slack.test/archives/C1/p1|Go to that card>"
    assert link in words(card.blocks)
    assert link in card.text
    assert buttons(card.blocks) == {}


@pytest.mark.parametrize(
    ("booking", "expires"),
    [
        (BY_STATUS[ShownStatus.BOOKED], True),
        (BY_STATUS[ShownStatus.FAILED], True),
        (BY_STATUS[ShownStatus.CANCELLED], True),
        (in_state("done", "timeout_exceeded_noone_joined"), True),
        (BY_STATUS[ShownStatus.RECORDING], False),
        (BY_STATUS[ShownStatus.DONE], False),
        (BY_STATUS[ShownStatus.REPLACED], False),
    ],
)
def test_buttons_that_could_only_be_refused_go_when_the_meeting_is_over(booking: Booking, expires: bool) -> None:
    assert buttons_expire_at(booking, NOW) == (booking.meeting.end_time if expires else None)
    assert buttons_expire_at(booking, booking.meeting.end_time) is None


def test_recalls_own_words_are_quoted_as_they_are() -> None:
    card = build_card(a_failed_booking(detail="*meeting_url* is <bad>"), NOW)

    quoted = next(block for block in card.blocks if block["type"] == "context")

    assert quoted["elements"] == [{"type": "plain_text", "text": "Recall says: *meeting_url* is <bad>", "emoji": False}]
    assert "&lt;bad&gt;" in card.text


@pytest.mark.parametrize("status", [ShownStatus.BOOKED, ShownStatus.FAILED])
def test_a_meeting_that_is_over_offers_nothing(status: ShownStatus) -> None:
    later = NOW + timedelta(days=1)

    assert buttons(build_card(BY_STATUS[status], later).blocks) == {}


def test_a_call_that_takes_longer_still_offers_to_make_the_bot_leave() -> None:
    later = NOW + timedelta(days=1)

    offered = buttons(build_card(BY_STATUS[ShownStatus.RECORDING], later).blocks)

    assert list(offered) == [Action.CANCEL_BOT, Action.VETO_RECORDING]


def test_a_moved_meeting_shows_its_old_time_struck_through() -> None:
    card = build_card(BY_STATUS[ShownStatus.MOVED], NOW)

    assert f"~<!date^{int(WAS.timestamp())}^" in words(card.blocks)
    assert "moved from Mon, March 2, 2026 at 13:00 (UTC)" in card.text


@pytest.mark.parametrize("code", [*(code for status, code in EVERY_CODE if status == "fatal"), "of_a_newer_version"])
def test_a_failure_before_joining_never_says_that_a_recording_is_kept(code: str | None) -> None:
    card = build_card(in_state("fatal", code), NOW)

    assert "kept" not in card.text
    assert Action.SHOW_RECORDING not in buttons(card.blocks)


def test_a_recording_stays_on_the_card_however_long_ago_the_meeting_was() -> None:
    later = build_card(BY_STATUS[ShownStatus.DONE], NOW + timedelta(days=30))

    watch = buttons(later.blocks)[Action.SHOW_RECORDING]
    assert (watch["text"]["text"], watch["style"]) == ("Watch recording", "primary")
    assert read_booking_button(watch["value"]) == BookingButton(v=1, booking_id="b1", revision=1, bot_id="bot-1")


def with_wish(booking: Booking, **settings: Any) -> Booking:
    return replace(booking, wish=replace(booking.wish, settings=BotSettings(**settings)))


def test_settings_stand_on_the_card_only_where_they_differ_from_the_usual_ones() -> None:
    booking = with_wish(a_booked_booking(), bot_name="Acme notes", retention=168)

    whole = build_card(booking, NOW).text
    usual = build_card(booking, NOW, usual=BotSettings(bot_name="Acme notes")).text
    nothing = build_card(booking, NOW, usual=booking.wish.settings).text

    assert "Booked by <@U0MAYA> · Bot name: Acme notes · Kept: 7 days." in whole
    assert "Booked by <@U0MAYA> · Kept: 7 days." in usual
    assert nothing.endswith("Booked by <@U0MAYA>.")


def test_a_card_is_short() -> None:
    kinds = [block["type"] for block in build_card(BY_STATUS[ShownStatus.BOOKED], NOW).blocks]

    assert kinds == ["header", "section", "section", "context", "actions"]


@pytest.mark.parametrize(
    ("url", "platform", "visible"),
    [
        ("https://acme.zoom.us/j/81234567890?pwd=S3cret.1", "zoom", "acme.zoom.us/j/81234567890"),
        ("https://www.zoom.us/my/maya?pwd=S3cret.1", "zoom", "zoom.us/my/maya"),
        (
            "https://meet.google.com/abc-defg-hij?authuser=1",
            "google_meet",
            "meet.google.com/abc-defg-hij",
        ),
        (
            "https://teams.microsoft.com/meet/123?p=S3cret",
            "microsoft_teams",
            "teams.microsoft.com/meet/123",
        ),
    ],
)
def test_a_bare_link_is_titled_by_what_of_it_may_be_seen(url: str, platform: str, visible: str) -> None:
    link = a_bare_link(title=None, meeting_url=url, platform=platform)

    card = build_card(a_booked_booking(meeting=link), NOW)

    assert card.blocks[0]["text"]["text"] == f"{platform_name(platform)} · {visible}"
    assert "S3cret" not in str(card)
    assert "A meeting" not in card.text


@pytest.mark.parametrize("audience", [Audience.OUTSIDERS, Audience.UNKNOWN])
def test_where_outsiders_read_it_a_bare_link_is_only_a_meeting(audience: Audience) -> None:
    card = build_card(a_booked_booking(meeting=a_bare_link(title=None)), NOW, audience=audience)

    assert card.text.startswith("A meeting, ")
    assert "on Google Meet" in card.text
    assert "abc-defg-hij" not in str(card)
    assert "hidden" not in card.text


def test_a_meeting_without_a_title_does_not_look_like_a_hidden_one() -> None:
    assert build_card(a_booked_booking(meeting=a_booked_meeting(title=None)), NOW).text.startswith("(no title), ")


def test_once_the_bot_is_in_the_call_the_old_time_does_not_matter() -> None:
    recording = replace(in_state("in_call_recording"), meeting=a_booked_meeting(moved_from=WAS))

    assert "moved from" not in build_card(recording, NOW).text


@pytest.mark.parametrize(
    ("sub_code", "is_expected"), [("call_ended_by_host", True), ("timeout_exceeded_noone_joined", False)]
)
def test_a_recording_is_promised_only_where_there_may_be_one(sub_code: str, is_expected: bool) -> None:
    text = build_card(in_state("call_ended", sub_code), NOW).text

    assert ("Recall is processing what was recorded." in text) is is_expected


def test_no_recording_is_promised_where_the_settings_keep_none() -> None:
    wish = replace(a_booking().wish, settings=BotSettings(retention="none"))

    text = build_card(replace(in_state("done"), wish=wish), NOW).text

    assert "Nothing was kept" in text
    assert "ready" not in text


@pytest.mark.parametrize("status", ["call_ended", "recording_done", "done"])
def test_a_bot_that_was_turned_away_is_not_done(status: str) -> None:
    card = build_card(in_state(status, "bot_kicked_from_waiting_room"), NOW)

    assert "Not let in: Someone in the meeting declined to let the bot in." in card.text
    assert "Done" not in card.text
    assert Action.TRY_AGAIN in buttons(card.blocks)


def test_of_a_bot_that_was_turned_away_nothing_is_said_to_be_deleted() -> None:
    wish = replace(a_booking().wish, settings=BotSettings(retention="none"))

    text = build_card(replace(in_state("done", "bot_kicked_from_waiting_room"), wish=wish), NOW).text

    assert "Someone in the meeting declined to let the bot in." in text
    assert "Nothing was kept" not in text


def test_what_cannot_be_undone_is_asked_first() -> None:
    cancel = buttons(build_card(BY_STATUS[ShownStatus.BOOKED], NOW).blocks)[Action.CANCEL_BOT]
    leave = buttons(build_card(BY_STATUS[ShownStatus.RECORDING], NOW).blocks)[Action.CANCEL_BOT]

    assert (cancel["text"]["text"], cancel["confirm"]["confirm"]["text"]) == ("Cancel bot", "Cancel bot")
    assert (leave["text"]["text"], leave["confirm"]["confirm"]["text"]) == ("Ask bot to leave", "Ask it to leave")


def test_a_button_knows_its_booking_and_revision() -> None:
    edit = buttons(build_card(BY_STATUS[ShownStatus.BOOKED], NOW).blocks)[Action.EDIT_BOOKING]

    assert read_booking_button(edit["value"]) == BookingButton(v=1, booking_id="b1", revision=1)


@pytest.mark.parametrize("value", [None, "", "b1", "[]", '{"v": 2, "booking_id": "b1", "revision": 1}', "\ud800"])
def test_a_button_that_is_not_ours_is_none(value: Any) -> None:
    assert read_booking_button(value) is None
    assert read_meeting_button(value) is None


def test_a_meeting_button_may_name_no_meeting() -> None:
    assert read_meeting_button('{"v":1,"event_id":null}') == MeetingButton(v=1)


@pytest.mark.parametrize(
    ("shows_title", "is_private", "in_dm", "is_shown"),
    [
        (True, False, False, True),
        (False, False, False, False),
        (True, True, False, False),
        (False, True, True, True),
    ],
)
def test_a_title_is_shown_only_where_it_may_be(
    shows_title: bool, is_private: bool, in_dm: bool, is_shown: bool
) -> None:
    booking = a_booked_booking(
        meeting=a_booked_meeting(is_private=is_private),
        destination=Destination(channel_id=GENERAL, shows_title=shows_title),
        said=Said(in_dm=in_dm),
    )

    card = build_card(booking, NOW)

    assert ("Weekly sync" in card.text + words(card.blocks)) is is_shown
    assert ("A meeting" in card.text) is not is_shown


@given(title=OUTSIDE_TEXT, detail=OUTSIDE_TEXT, name=st.text(min_size=1, max_size=100))
def test_no_text_from_outside_breaks_or_controls_a_card(title: str, detail: str, name: str) -> None:
    wish = Wish(intent=Intent.ATTEND, revision=1, settings=BotSettings(bot_name=name), by=MAYA, at=NOW)
    booking = replace(a_failed_booking(detail=detail), meeting=a_booked_meeting(title=title), wish=wish)

    card = build_card(booking, NOW)

    assert_message(card.blocks)
    for text in mrkdwn_texts(card.blocks):
        assert text["verbatim"] is True
        assert not CONTROL_SEQUENCE.search(OURS.sub("", text["text"]))
    assert not CONTROL_SEQUENCE.search(OURS.sub("", card.text))
    assert len(card.text) < 4000


def test_the_note_says_who_booked_where_the_card_is_and_how_to_have_it_here() -> None:
    note = build_note(a_booked_booking())

    assert_message(note.blocks)
    for text in (note.text, words(note.blocks)):
        assert "<@U0MAYA> scheduled" in text
        assert "directly" in text
        assert "/invite" in text
    assert "Weekly sync" not in note.text


BY_SERIES = Origin(source=Source.SERIES, by=MAYA, reason="series", series_id="s1")
BY_RULE = Origin(source=Source.RULE, by=MAYA, reason="external", also_for=(JONAS,))


@pytest.mark.parametrize(
    ("origin", "why", "change"),
    [
        (BY_SERIES, "<@U0MAYA> records every one in this series", "Change series"),
        (
            BY_RULE,
            "Because of <@U0MAYA>'s rule: meetings with external people · also for <@U0JONAS>",
            "Change rule",
        ),
    ],
)
def test_a_card_says_why_a_bot_comes_that_no_one_asked_for(origin: Origin, why: str, change: str) -> None:
    content = build_card(a_booked_booking(origin=origin), NOW)

    assert_message(content.blocks)
    assert why in words(content.blocks)
    assert f"{why}." in content.text
    assert "Booked by" not in words(content.blocks)
    assert [each["text"]["text"] for each in content.blocks[-1]["elements"]] == [
        "Edit",
        "Don't record this one",
        "I don't want to be recorded",
        change,
    ]


def test_one_is_left_out_with_one_click() -> None:
    (left_out,) = [
        each
        for each in build_card(a_booked_booking(origin=BY_RULE), NOW).blocks[-1]["elements"]
        if each["action_id"] == Action.CANCEL_BOT
    ]

    assert "confirm" not in left_out


def test_the_teams_default_leads_to_the_rule_that_would_replace_it() -> None:
    origin = Origin(source=Source.TEAM, by=MAYA, reason="team_default")

    content = build_card(a_booked_booking(origin=origin), NOW)

    assert "Because of the team's default" in words(content.blocks)
    assert content.blocks[-1]["elements"][-1]["action_id"] == Action.CHANGE_ORIGIN
