"""Explain the fatal sub-codes of Microsoft Teams and Webex. https://docs.recall.ai/docs/sub-codes"""

from bot.core.outcomes.model import (
    ADMIT_GUESTS,
    Outcome,
    link_outcome,
    operator_outcome,
    organiser_outcome,
    plain_outcome,
    retry_outcome,
)


def _teams_login(cause: str, fix: str) -> Outcome:
    return operator_outcome("The bot couldn't sign in to Microsoft Teams for this meeting.", f"{cause} {fix}")


_CAPTCHA = organiser_outcome(
    "Microsoft Teams showed the bot a captcha.",
    "Ask the organizer's Teams admin to let guests in without one, then try again.",
)

FATAL_ON_TEAMS = {
    "microsoft_teams_call_dropped": retry_outcome("Microsoft Teams dropped the bot's call."),
    "microsoft_teams_internal_error": retry_outcome("Microsoft Teams had a problem while the bot was joining."),
    "microsoft_teams_sign_in_credentials_missing": _teams_login(
        "Teams requires a signed-in bot, and Recall has no credentials for one.", "Add them in the Recall dashboard."
    ),
    "microsoft_teams_sign_in_failed": _teams_login(
        "Teams refused the bot's sign-in.", "Check the bot's Teams account in the Recall dashboard."
    ),
    "microsoft_teams_2fa_required": _teams_login(
        "The bot's Teams account requires two-factor sign-in.", "Turn that off for this account, or use another one."
    ),
    "microsoft_teams_captcha_detected": _CAPTCHA,
    "microsoft_teams_captcha_error": _CAPTCHA,
    "microsoft_teams_bot_not_invited": organiser_outcome(
        "Only invited accounts can join this Teams meeting.", ADMIT_GUESTS
    ),
    "microsoft_teams_breakout_room_unsupported": retry_outcome(
        "The bot was moved to a breakout room, which it can't enter."
    ),
    "microsoft_teams_event_not_started_for_external": retry_outcome(
        "External people can't join this Teams event before it starts.", "Try again once it has started."
    ),
    "microsoft_teams_townhall_meeting_not_supported": plain_outcome("Bots can't join Teams town halls."),
}
FATAL_ON_WEBEX = {
    "webex_join_meeting_error": retry_outcome("Webex had a problem while the bot was joining."),
    "webex_pin_required": organiser_outcome(
        "This Webex meeting requires a host PIN.", "Ask the organizer to start the meeting, then try again."
    ),
    "webex_password_required": link_outcome(
        "This Webex meeting requires a password.",
        "Ask the organizer for a link that includes the password, then edit and try again, or schedule a "
        "bot with the full link.",
    ),
    "webex_service_app_unauthorized": operator_outcome(
        "The bot couldn't join because of how this app is set up with Webex.",
        "The Webex service app isn't authorized: check the Webex setup in the Recall dashboard.",
    ),
}
