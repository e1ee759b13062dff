"""Explain Zoom's fatal sub-codes. https://docs.recall.ai/docs/zoom-faq"""

from bot.core.outcomes.model import (
    ADMIT_GUESTS,
    Outcome,
    code_in_words,
    link_outcome,
    operator_outcome,
    organiser_outcome,
    retry_outcome,
)


def zoom_on_behalf_of(sub_code: str) -> Outcome:
    """Zoom's rule of 2026 for meetings of another account; its codes share a beginning."""
    return operator_outcome(
        "Zoom didn't let the bot into a meeting hosted by another organization.",
        "Zoom requires an on-behalf-of token for meetings hosted outside your account "
        f"({code_in_words(sub_code)}): set zoom.obf_token_url in the preset's bot_config.",
    )


def _zoom_app(cause: str, fix: str) -> Outcome:
    sentence = "The bot couldn't join because of how this app is set up with Zoom."
    return operator_outcome(sentence, f"{cause} {fix} in the Recall dashboard, under Zoom.")


FATAL_ON_ZOOM = {
    "zoom_sdk_credentials_missing": _zoom_app("Recall has no Zoom app credentials.", "Add them"),
    "zoom_sdk_update_required": _zoom_app("Zoom requires a newer SDK version.", "Check the app"),
    "zoom_sdk_app_not_published": _zoom_app(
        "The Zoom app isn't published, so it can't join other accounts' meetings.", "Publish it and check it"
    ),
    "zoom_invalid_signature": _zoom_app("Zoom refused the app's signature.", "Check the client ID and secret"),
    "zoom_token_expired": _zoom_app("The app's Zoom token has expired.", "Check the credentials"),
    "zoom_invalid_join_token": _zoom_app("Zoom refused the join token.", "Check zoom.join_token_url and the app"),
    "zoom_email_blocked_by_admin": operator_outcome(
        "Zoom is blocking the bot's account.",
        "A Zoom admin has blocked the bot's email address: ask them to allow it.",
    ),
    "zoom_account_blocked": operator_outcome(
        "Zoom is blocking the bot's account.",
        "Zoom has blocked the bot's account: ask Zoom support, or use another account.",
    ),
    "zoom_error_multiple_device_join": operator_outcome(
        "The bot's Zoom account is already in another meeting.",
        "The same Zoom credentials are in use on another device: use separate credentials for each bot.",
    ),
    "zoom_registration_required": organiser_outcome(
        "This Zoom meeting requires registration.", "Ask the organizer to turn registration off, then try again."
    ),
    "zoom_email_required": organiser_outcome(
        "This Zoom meeting requires an email address to join.",
        "Ask the organizer to turn that off, or an app admin to set zoom.user_email in a preset, then try again.",
    ),
    "zoom_captcha_required": organiser_outcome(
        "Zoom showed the bot a captcha.", "Ask the organizer to let guests in without one, then try again."
    ),
    "zoom_internal_error": retry_outcome("Zoom had a problem while the bot was joining."),
    "zoom_join_timeout": retry_outcome("Zoom took too long to let the bot join."),
    "zoom_connection_failed": retry_outcome("The connection to Zoom failed."),
    "zoom_web_disallowed": organiser_outcome(
        "This Zoom meeting can't be joined from a browser: the host turned that off, or it's end-to-end encrypted.",
        "Ask the organizer to allow it, or an app admin to set variant.zoom to native in a preset, then try again.",
    ),
    "zoom_meeting_not_accessible": organiser_outcome("The bot couldn't get into the Zoom meeting.", ADMIT_GUESTS),
    "zoom_meeting_host_inactive": organiser_outcome(
        "The host's Zoom account isn't active.", "Ask the organizer to check the account, then try again."
    ),
    "zoom_invalid_webinar_invite": link_outcome("Zoom didn't accept the webinar invitation."),
    "zoom_another_meeting_in_progress": organiser_outcome(
        "The host is in another Zoom meeting.", "Try again once the host has ended it."
    ),
    "zoom_bot_blocked": organiser_outcome("Zoom blocked the bot.", ADMIT_GUESTS),
    "zoom_authorized_participants_only": organiser_outcome(
        "Only authorized people can join this Zoom meeting.", ADMIT_GUESTS
    ),
}
