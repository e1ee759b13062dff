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

_RETRY_ONCE = "Try again. If it keeps happening, tell an app admin."


def explain_fatal(sub_code: str | None) -> Outcome:
    """Without regard to what had been recorded before."""
    if sub_code in _FATAL:
        return _FATAL[sub_code]
    if sub_code and sub_code.startswith("zoom_obf_"):
        return zoom_on_behalf_of(sub_code)
    named = f" Error code: {code_in_words(sub_code)}." if sub_code else ""
    return retry_outcome(f"The bot couldn't join, or it crashed.{named}", _RETRY_ONCE)


def is_failure_to_join(sub_code: str | None) -> bool:
    """Whether such a bot was never in the call, whatever else has been heard of it: it cannot have recorded."""
    return sub_code in _FATAL and sub_code not in _MAY_FOLLOW_JOINING


_BROKE_DOWN = retry_outcome("Recall had an error and the bot crashed.", _RETRY_ONCE)
_LINK_INVALID = link_outcome("The meeting link isn't valid.")
_GENERAL = {
    "bot_errored": _BROKE_DOWN,
    "internal_error": _BROKE_DOWN,
    "failed_to_launch_in_time": retry_outcome("The bot didn't start in time."),
    "meeting_not_found": link_outcome("We couldn't find a meeting with this link."),
    "meeting_not_started": retry_outcome("The meeting hadn't started, so the bot left."),
    "meeting_not_accessible": organiser_outcome("The bot couldn't get into the meeting.", ADMIT_GUESTS),
    "meeting_requires_registration": organiser_outcome(
        "This meeting requires registration, which the bot can't do.",
        "Ask the organizer to turn registration off, then try again.",
    ),
    "meeting_requires_sign_in": operator_outcome(
        "This meeting admits only people who are signed in.",
        "The meeting admits only people who are signed in: set up signed-in bots in the Recall dashboard.",
        "Ask the organizer to let guests in, or an app admin to set up signed-in bots, then try again.",
    ),
    "meeting_link_expired": link_outcome("The meeting link has expired."),
    "meeting_link_invalid": _LINK_INVALID,
    "invalid_meeting_url": _LINK_INVALID,
    "meeting_password_incorrect": link_outcome(
        "The meeting passcode is missing or wrong.",
        "Ask the organizer for a link that includes the passcode, then edit and try again, or schedule a "
        "bot with the full link.",
    ),
    "meeting_locked": organiser_outcome("The meeting is locked.", "Ask the host to unlock it, then try again."),
    "meeting_full": organiser_outcome("The meeting is full.", "Try again when someone has left."),
    "meeting_ended": plain_outcome("The meeting was over before the bot joined."),
}
# Not one of Recall's codes: it answers 404 for the bot.
BOT_NOT_FOUND = "bot_not_found"
_OURS = {BOT_NOT_FOUND: retry_outcome("The bot was deleted in Recall.")}
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
