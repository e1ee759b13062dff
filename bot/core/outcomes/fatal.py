"""Explain why a bot could not join or failed, by Recall's sub-code. New codes come without notice.

https://docs.recall.ai/docs/sub-codes
"""

from bot.core.outcomes.fatal_google_meet import FATAL_ON_GOOGLE_MEET
from bot.core.outcomes.fatal_teams_webex import FATAL_ON_TEAMS, FATAL_ON_WEBEX
from bot.core.outcomes.fatal_zoom import FATAL_ON_ZOOM, zoom_on_behalf_of
from bot.core.outcomes.model import (
    ADMIT_GUESTS,
    Outcome,
    code_in_words,
    link_outcome,
    operator_outcome,
    organiser_outcome,
    plain_outcome,
    retry_outcome,
)

_RETRY_ONCE = "Try again; if it happens once more, tell an operator of this app."


def explain_fatal(sub_code: str | None) -> Outcome:
    """Without regard to what had been recorded before."""
    if sub_code in _FATAL:
        return _FATAL[sub_code]
    if sub_code and sub_code.startswith("zoom_obf_"):
        return zoom_on_behalf_of(sub_code)
    named = f" Recall's code for the reason is {code_in_words(sub_code)}." if sub_code else ""
    return retry_outcome(f"The bot could not join, or it broke down.{named}", _RETRY_ONCE)


def is_failure_to_join(sub_code: str | None) -> bool:
    """Whether such a bot was never in the call, whatever else has been heard of it: it cannot have recorded."""
    return sub_code in _FATAL and sub_code not in _MAY_FOLLOW_JOINING


_BROKE_DOWN = retry_outcome("The bot broke down because of an error at Recall.", _RETRY_ONCE)
_LINK_INVALID = link_outcome("The meeting's link is not valid.")
_GENERAL = {
    "bot_errored": _BROKE_DOWN,
    "internal_error": _BROKE_DOWN,
    "failed_to_launch_in_time": retry_outcome("The bot did not start in time."),
    "meeting_not_found": link_outcome("There is no meeting behind this link."),
    "meeting_not_started": retry_outcome("The meeting had not been started, so the bot left."),
    "meeting_not_accessible": organiser_outcome("The meeting could not be entered.", ADMIT_GUESTS),
    "meeting_requires_registration": organiser_outcome(
        "The meeting wants people to register, which the bot cannot do.",
        "Ask the organiser to take registration off, then try again.",
    ),
    "meeting_requires_sign_in": operator_outcome(
        "Only people who are signed in may enter this meeting.",
        "The meeting admits only signed-in participants: set up signed-in bots in the Recall dashboard.",
        "Ask the organiser to admit guests, or an operator to set up signed-in bots; then try again.",
    ),
    "meeting_link_expired": link_outcome("The meeting's link has expired."),
    "meeting_link_invalid": _LINK_INVALID,
    "invalid_meeting_url": _LINK_INVALID,
    "meeting_password_incorrect": link_outcome(
        "The meeting's passcode is missing or wrong.",
        "Ask the organiser for an invitation whose link has the passcode, then edit and try again; "
        "or schedule a bot with the whole link.",
    ),
    "meeting_locked": organiser_outcome("The meeting is locked.", "Ask the host to unlock it, then try again."),
    "meeting_full": organiser_outcome("The meeting is full.", "Try again when somebody has left."),
    "meeting_ended": plain_outcome("The meeting was over when the bot came."),
}
# Not one of Recall's codes: it answers 404 for the bot.
BOT_NOT_FOUND = "bot_not_found"
_OURS = {BOT_NOT_FOUND: retry_outcome("Recall does not know the bot any more: somebody has deleted it there.")}
_FATAL = {**_OURS, **_GENERAL, **FATAL_ON_GOOGLE_MEET, **FATAL_ON_TEAMS, **FATAL_ON_WEBEX, **FATAL_ON_ZOOM}
_MAY_FOLLOW_JOINING = frozenset(
    {
        BOT_NOT_FOUND,
        "bot_errored",
        "internal_error",
        "google_meet_internal_error",
        "google_meet_video_error",
        "google_meet_watermark_kicked",
        "google_meet_permission_denied_breakout",
        "microsoft_teams_call_dropped",
        "microsoft_teams_internal_error",
        "microsoft_teams_breakout_room_unsupported",
        "zoom_internal_error",
        "zoom_connection_failed",
        "zoom_token_expired",
        "zoom_error_multiple_device_join",
    }
)
