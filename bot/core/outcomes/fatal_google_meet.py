"""Explain Google Meet's fatal sub-codes. https://docs.recall.ai/docs/google-meet-faq"""

from bot.core.outcomes.model import (
    ADMIT_GUESTS,
    Outcome,
    OutcomeButton,
    operator_outcome,
    organiser_outcome,
    plain_outcome,
    retry_outcome,
)


def _google_login(cause: str, fix: str) -> Outcome:
    return operator_outcome("The bot couldn't sign in to Google for this meeting.", f"{cause} {fix}")


FATAL_ON_GOOGLE_MEET = {
    "google_meet_internal_error": retry_outcome("Google Meet had a problem while the bot was joining."),
    "google_meet_video_error": retry_outcome("Google Meet had a problem with the bot's video."),
    "google_meet_meeting_room_not_ready": retry_outcome("The Google Meet room wasn't ready yet."),
    "google_meet_bot_blocked": organiser_outcome(
        "Google Meet blocked the bot.",
        "Ask the organizer to let guests in, or edit the bot's name, then try again.",
        OutcomeButton.EDIT,
    ),
    "google_meet_knocking_disabled": organiser_outcome("Guests can't ask to join this meeting.", ADMIT_GUESTS),
    "google_meet_organisation_restricted": organiser_outcome(
        "The organizer's company doesn't let external people join.", ADMIT_GUESTS
    ),
    "google_meet_organization_restricted": organiser_outcome(
        "The organizer's company doesn't let external people join.", ADMIT_GUESTS
    ),
    "google_meet_watermark_kicked": organiser_outcome(
        "Google Meet removed the bot because the meeting is watermarked.",
        "Ask the organizer to turn the watermark off, then try again.",
    ),
    "google_meet_permission_denied_breakout": plain_outcome("The bot wasn't allowed into the breakout room."),
    "google_meet_sign_in_failed": _google_login(
        "Google refused the bot's sign-in.", "Check the Google login group in the Recall dashboard."
    ),
    "google_meet_sign_in_captcha_failed": _google_login(
        "Google asked the bot to solve a captcha while signing in.",
        "Sign in to that account manually once, or replace it in the Google login group.",
    ),
    "google_meet_sso_sign_in_failed": _google_login(
        "The bot's single sign-on failed.", "Check the Google login group's SSO settings in the Recall dashboard."
    ),
    "google_meet_sign_in_missing_login_credentials": _google_login(
        "The bot's Google account has no password in Recall.", "Add it to the Google login group."
    ),
    "google_meet_sign_in_missing_recovery_credentials": _google_login(
        "Google asks for the recovery email or phone number of the bot's account.", "Add it to the Google login group."
    ),
    "google_meet_sso_sign_in_missing_login_credentials": _google_login(
        "The bot's single sign-on has no credentials.", "Add them to the Google login group."
    ),
    "google_meet_sso_sign_in_missing_totp_secret": _google_login(
        "The bot's single sign-on requires a one-time code.", "Add the TOTP secret to the Google login group."
    ),
    "google_meet_login_not_available": _google_login(
        "Every Google account in the login group was in use.", "Add accounts to the Google login group."
    ),
}
