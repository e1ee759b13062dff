import re

import pytest

from bot.core.booking.bot_status import BotStatus, Phase, ShownStatus
from bot.core.outcomes.card_words import shown_words
from bot.core.outcomes.in_call import explain_bot, explain_transcript_failure
from bot.core.outcomes.model import OutcomeButton
from tests.core.reading import reads_well

CALL_WENT_ON = [
    "call_ended_by_host",
    "call_ended_by_platform_idle",
    "call_ended_by_platform_max_length",
    "timeout_exceeded_everyone_left",
    "timeout_exceeded_silence_detected",
    "timeout_exceeded_only_bots_detected_using_participant_names",
    "timeout_exceeded_only_bots_detected_using_participant_events",
    "timeout_exceeded_in_call_recording",
    "timeout_exceeded_max_duration",
    "bot_kicked_from_call",
    "bot_received_leave_call",
    "meeting_ended_by_host",
]
CALL_NOT_RECORDED = [
    "call_ended_by_platform_waiting_room_timeout",
    "timeout_exceeded_waiting_room",
    "timeout_exceeded_noone_joined",
    "timeout_exceeded_in_call_not_recording",
    "timeout_exceeded_recording_permission_denied",
    "bot_kicked_from_waiting_room",
]
DENIED = [
    "zoom_local_recording_disabled",
    "zoom_local_recording_request_disabled",
    "zoom_local_recording_request_disabled_by_host",
    "zoom_bot_in_waiting_room",
    "zoom_host_not_present",
    "zoom_local_recording_request_denied_by_host",
    "zoom_local_recording_denied",
    "zoom_local_recording_grant_not_supported",
    "zoom_sdk_key_blocked_by_host_admin",
]
FATAL_FOR_OPERATORS = [
    "google_meet_sign_in_failed",
    "google_meet_sign_in_captcha_failed",
    "google_meet_sso_sign_in_failed",
    "google_meet_sign_in_missing_login_credentials",
    "google_meet_sign_in_missing_recovery_credentials",
    "google_meet_sso_sign_in_missing_login_credentials",
    "google_meet_sso_sign_in_missing_totp_secret",
    "google_meet_login_not_available",
    "zoom_sdk_credentials_missing",
    "zoom_sdk_update_required",
    "zoom_sdk_app_not_published",
    "zoom_invalid_signature",
    "zoom_token_expired",
    "zoom_email_blocked_by_admin",
    "zoom_account_blocked",
    "zoom_invalid_join_token",
    "zoom_error_multiple_device_join",
    "zoom_obf_token_missing",
    "microsoft_teams_sign_in_credentials_missing",
    "microsoft_teams_sign_in_failed",
    "microsoft_teams_2fa_required",
    "meeting_requires_sign_in",
    "webex_service_app_unauthorized",
]
FATAL_FOR_ORGANISERS = [
    "meeting_not_found",
    "meeting_not_accessible",
    "meeting_requires_registration",
    "meeting_link_expired",
    "meeting_link_invalid",
    "meeting_password_incorrect",
    "meeting_locked",
    "meeting_full",
    "google_meet_bot_blocked",
    "google_meet_knocking_disabled",
    "google_meet_watermark_kicked",
    "google_meet_organisation_restricted",
    "google_meet_organization_restricted",
    "zoom_registration_required",
    "zoom_email_required",
    "zoom_captcha_required",
    "zoom_web_disallowed",
    "zoom_meeting_not_accessible",
    "zoom_meeting_host_inactive",
    "zoom_invalid_webinar_invite",
    "zoom_another_meeting_in_progress",
    "zoom_bot_blocked",
    "zoom_authorized_participants_only",
    "microsoft_teams_captcha_detected",
    "microsoft_teams_captcha_error",
    "microsoft_teams_bot_not_invited",
    "webex_pin_required",
    "webex_password_required",
    "invalid_meeting_url",
]
FATAL_AND_RETRY = [
    "bot_errored",
    "failed_to_launch_in_time",
    "internal_error",
    "google_meet_internal_error",
    "google_meet_video_error",
    "google_meet_meeting_room_not_ready",
    "zoom_internal_error",
    "zoom_join_timeout",
    "zoom_connection_failed",
    "microsoft_teams_call_dropped",
    "microsoft_teams_internal_error",
    "webex_join_meeting_error",
    "meeting_not_started",
    "microsoft_teams_breakout_room_unsupported",
    "microsoft_teams_event_not_started_for_external",
]
FATAL_FOR_NOBODY = [
    "meeting_ended",
    "google_meet_permission_denied_breakout",
    "microsoft_teams_townhall_meeting_not_supported",
]
TRANSCRIPT_FAILURES = [
    "provider_connection_failed",
    "zoom_global_captions_disabled",
    "zoom_host_disabled_meeting_captions",
    "zoom_captions_failure",
    "microsoft_teams_captions_failure",
]
TRY_AGAIN = re.compile("try again|send (it|the bot) again")
EVERY_CODE = [
    *[(status, None) for status in BotStatus],
    *[("call_ended", code) for code in CALL_WENT_ON + CALL_NOT_RECORDED],
    *[("recording_permission_denied", code) for code in DENIED],
    *[("fatal", code) for code in FATAL_FOR_OPERATORS + FATAL_FOR_ORGANISERS + FATAL_AND_RETRY + FATAL_FOR_NOBODY],
]


@pytest.mark.parametrize(("status", "sub_code"), EVERY_CODE)
def test_every_code_is_known_and_reads_well(status: str, sub_code: str | None) -> None:
    outcome = explain_bot(status, sub_code)

    assert reads_well(outcome)
    assert (sub_code or status) not in outcome.sentence
    assert "Error code" not in outcome.sentence


@pytest.mark.parametrize("status", [*BotStatus, "a_new_status"])
@pytest.mark.parametrize("sub_code", [None, "a_new_reason"])
def test_an_unknown_code_is_named_honestly(status: str, sub_code: str | None) -> None:
    outcome = explain_bot(status, sub_code)

    assert reads_well(outcome)
    if status in {"call_ended", "recording_permission_denied", "fatal"} and sub_code:
        assert "a_new_reason" in outcome.sentence
    if status == "a_new_status":
        assert "a_new_status" in outcome.sentence


def test_an_outside_code_cannot_write_on_our_cards() -> None:
    sentence = explain_bot("fatal", "<!channel> *urgent* https://evil.test/`x`").sentence

    assert not set("<>!*`/: ") & set(sentence.rpartition("code: ")[2])


@pytest.mark.parametrize("code", FATAL_FOR_OPERATORS)
def test_what_only_operators_can_mend_has_a_sentence_for_them(code: str) -> None:
    outcome = explain_bot("fatal", code)

    assert outcome.operator_sentence not in {"", outcome.sentence}


@pytest.mark.parametrize(
    ("codes", "buttons"),
    [
        (FATAL_FOR_ORGANISERS, {OutcomeButton.TRY_AGAIN, OutcomeButton.EDIT}),
        (FATAL_AND_RETRY, {OutcomeButton.TRY_AGAIN}),
        (FATAL_FOR_NOBODY, {OutcomeButton.NONE}),
    ],
)
def test_the_rest_has_the_button_that_helps(codes: list[str], buttons: set[OutcomeButton]) -> None:
    outcomes = [explain_bot("fatal", code) for code in codes]

    assert {outcome.button for outcome in outcomes} <= buttons
    assert {outcome.operator_sentence for outcome in outcomes} == {""}


def test_each_fatal_reason_has_words_of_its_own() -> None:
    general = explain_bot("fatal", None).sentence

    assert general not in {explain_bot("fatal", code).sentence for status, code in EVERY_CODE if code}


@pytest.mark.parametrize("code", FATAL_FOR_ORGANISERS + FATAL_AND_RETRY + FATAL_FOR_OPERATORS)
def test_anyone_who_can_act_is_told_how(code: str) -> None:
    assert explain_bot("fatal", code).next_step


def test_a_bot_that_broke_down_while_recording_may_have_left_a_recording() -> None:
    assert explain_bot("fatal", "bot_errored", was_recording=True).may_be_recorded
    assert not explain_bot("fatal", "bot_errored").may_be_recorded


@pytest.mark.parametrize("code", ["meeting_not_found", "meeting_password_incorrect", "zoom_captcha_required"])
def test_a_bot_that_never_joined_has_recorded_nothing_whatever_else_was_heard(code: str) -> None:
    assert not explain_bot("fatal", code, was_recording=True).may_be_recorded


@pytest.mark.parametrize("code", [None, "new_code", "internal_error", "microsoft_teams_call_dropped"])
def test_a_bot_that_may_have_broken_down_in_the_call_may_have_recorded(code: str | None) -> None:
    assert explain_bot("fatal", code, was_recording=True).may_be_recorded


@pytest.mark.parametrize("code", CALL_WENT_ON)
def test_a_call_that_went_on_may_be_recorded(code: str) -> None:
    assert explain_bot("call_ended", code).may_be_recorded


@pytest.mark.parametrize("code", CALL_NOT_RECORDED)
def test_a_call_that_was_never_recorded_says_so_to_the_end(code: str) -> None:
    ended = explain_bot("call_ended", code)

    assert not ended.may_be_recorded
    assert ended.button is OutcomeButton.TRY_AGAIN
    assert explain_bot("done", code) == ended
    assert explain_bot("call_ended", code, was_recording=True).may_be_recorded
    assert explain_bot("done", code, was_recording=True) == explain_bot("done", was_recording=True)


@pytest.mark.parametrize("code", CALL_NOT_RECORDED)
@pytest.mark.parametrize("status", ["call_ended", "recording_done", "done", "analysis_done", "media_expired"])
def test_a_bot_that_recorded_nothing_is_not_called_done(status: str, code: str) -> None:
    assert 0 < len(explain_bot(status, code).label) <= 20
    assert explain_bot(status, code, was_recording=True).label in {"", "Recording ready"}


@pytest.mark.parametrize(
    "code",
    ["bot_kicked_from_waiting_room", "timeout_exceeded_waiting_room", "call_ended_by_platform_waiting_room_timeout"],
)
def test_a_bot_that_stayed_in_the_lobby_was_not_let_in(code: str) -> None:
    assert explain_bot("done", code).label == "Not let in"


@pytest.mark.parametrize("status", ["recording_done", "done", "analysis_done", "analysis_failed"])
@pytest.mark.parametrize("code", CALL_WENT_ON)
def test_why_a_bot_left_early_is_still_said_when_it_has_finished(status: str, code: str) -> None:
    as_people_expect = {
        "call_ended_by_host",
        "meeting_ended_by_host",
        "timeout_exceeded_everyone_left",
        "bot_received_leave_call",
    }

    outcome = explain_bot(status, code)

    assert reads_well(outcome)
    assert outcome.sentence.endswith(explain_bot(status).sentence)
    assert outcome.sentence.startswith(explain_bot("call_ended", code).sentence) == (code not in as_people_expect)


@pytest.mark.parametrize("code", CALL_WENT_ON)
def test_a_call_that_went_on_has_the_usual_word(code: str) -> None:
    assert not explain_bot("done", code).label


@pytest.mark.parametrize("status", [status for status in BotStatus if status is not BotStatus.READY])
def test_a_bot_can_be_made_to_leave_only_while_it_is_there(status: BotStatus) -> None:
    assert (explain_bot(status).button is OutcomeButton.LEAVE) == (status.row.phase is Phase.LIVE)


@pytest.mark.parametrize("was_recording", [False, True])
@pytest.mark.parametrize(
    ("status", "sub_code"), [*EVERY_CODE, ("fatal", "a_new_reason"), ("call_ended", "a_new_reason")]
)
def test_anyone_who_is_told_to_try_again_has_a_button_for_it_and_no_one_else(
    status: str, sub_code: str | None, was_recording: bool
) -> None:
    outcome = explain_bot(status, sub_code, was_recording=was_recording)
    words = f"{outcome.sentence} {outcome.next_step}".lower()

    assert (outcome.button in {OutcomeButton.TRY_AGAIN, OutcomeButton.EDIT}) == bool(TRY_AGAIN.search(words))
    assert (outcome.button is OutcomeButton.EDIT) == ("edit" in words.split())


@pytest.mark.parametrize("code", TRANSCRIPT_FAILURES)
def test_a_failed_transcript_leaves_the_recording(code: str) -> None:
    outcome = explain_transcript_failure(code)

    assert reads_well(outcome)
    assert outcome.may_be_recorded
    assert "Error code" not in outcome.sentence
    assert "a_new_reason" in explain_transcript_failure("a_new_reason").sentence


def test_every_word_that_a_card_shows_has_a_label_of_its_own() -> None:
    words = [shown_words(status) for status in ShownStatus]

    assert len({each.label for each in words}) == len(ShownStatus)
    assert all(each.sentence.endswith(".") and len(each.label) <= 20 for each in words)
