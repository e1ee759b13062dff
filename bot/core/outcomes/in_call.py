"""Explain what a bot does or did in the call, by Recall's status and sub-code.

https://docs.recall.ai/docs/bot-status-change-events
"""

from dataclasses import replace
from typing import assert_never

from bot.core.booking.bot_status import BotStatus, RecordingHint, read_bot_status
from bot.core.outcomes.fatal import explain_fatal, is_failure_to_join
from bot.core.outcomes.model import (
    RETRY,
    Outcome,
    OutcomeButton,
    code_in_words,
    operator_outcome,
    organiser_outcome,
    plain_outcome,
    retry_outcome,
)

_AS_PEOPLE_EXPECT = frozenset(
    {"call_ended_by_host", "meeting_ended_by_host", "timeout_exceeded_everyone_left", "bot_received_leave_call"}
)


def explain_bot(status: str, sub_code: str | None = None, *, was_recording: bool = False) -> Outcome:
    """What Recall's newest status of the bot means. `was_recording`: it had been recording at some time."""
    known = read_bot_status(status)
    if known is None:
        return plain_outcome(f"Recall reports the bot's status as {code_in_words(status)}.")
    if known is BotStatus.FATAL:
        return replace(explain_fatal(sub_code), may_be_recorded=was_recording and not is_failure_to_join(sub_code))
    if known is BotStatus.CALL_ENDED:
        outcome = _look_up(CALL_ENDED, sub_code, _LEFT)
        return replace(outcome, may_be_recorded=True, label="") if was_recording else outcome
    if known is BotStatus.IN_CALL_NOT_RECORDING and was_recording:
        return _PAUSED
    if known is BotStatus.RECORDING_PERMISSION_DENIED:
        return _look_up(RECORDING_DENIED, sub_code, _DENIED)
    if known.row.follows_call_ended and not was_recording:
        ended = CALL_ENDED.get(sub_code or "")
        if ended and not ended.may_be_recorded:
            return ended
    outcome = _status_outcome(known)
    if known.row.hint is RecordingHint.PROMISED and was_recording:
        outcome = replace(outcome, sentence=outcome.sentence.removeprefix(FINISHED).strip(), label=RECORDING_READY)
    if known.row.promises_recording and (why := leave_outcome(sub_code)):
        return replace(why, sentence=f"{why.sentence} {outcome.sentence}".strip(), label=outcome.label)
    return outcome


def _status_outcome(status: BotStatus) -> Outcome:  # noqa: C901 - a table, in which mypy misses no row
    """What the status means while nothing more is known."""
    match status:
        case BotStatus.READY:
            return plain_outcome("The bot is scheduled.")
        case BotStatus.JOINING_CALL:
            return _live_outcome("The bot is on its way in.")
        case BotStatus.IN_WAITING_ROOM:
            return organiser_outcome("Someone in the meeting needs to let the bot in.", "", OutcomeButton.LEAVE)
        case BotStatus.IN_CALL_NOT_RECORDING:
            return _live_outcome("The bot isn't recording yet.", may_be_recorded=True)
        case BotStatus.RECORDING_PERMISSION_ALLOWED:
            return _live_outcome("The host allowed the recording.")
        case BotStatus.RECORDING_PERMISSION_DENIED:
            return _DENIED
        case BotStatus.IN_CALL_RECORDING:
            return _live_outcome("The bot is in the meeting.", may_be_recorded=True)
        case BotStatus.CALL_ENDED:
            return _LEFT
        case BotStatus.RECORDING_DONE:
            return _recorded_outcome("The recording is done, and Recall is processing it.")
        case BotStatus.DONE:
            return _recorded_outcome(FINISHED)
        case BotStatus.FATAL:
            return explain_fatal(None)
        case BotStatus.MEDIA_EXPIRED:
            return plain_outcome("The recording was deleted when its retention period ended.")
        case BotStatus.ANALYSIS_DONE:
            return _recorded_outcome(FINISHED)
        case BotStatus.ANALYSIS_FAILED:
            return _recorded_outcome("The recording couldn't be analyzed, but it's still available.")
        case _:
            assert_never(status)


def leave_outcome(sub_code: str | None) -> Outcome | None:
    """Why the bot left, where that is worth saying once it has finished."""
    ended = CALL_ENDED.get(sub_code or "")
    return ended if ended and ended.may_be_recorded and sub_code not in _AS_PEOPLE_EXPECT else None


def explain_transcript_failure(sub_code: str | None) -> Outcome:
    """Why there is no transcript; the recording is not affected."""
    outcome = _look_up(TRANSCRIPT_FAILED, sub_code, plain_outcome("The transcript couldn't be created."))
    return replace(outcome, may_be_recorded=True)


def _look_up(known: dict[str, Outcome], sub_code: str | None, otherwise: Outcome) -> Outcome:
    if sub_code in known:
        return known[sub_code]
    if not sub_code:
        return otherwise
    sentence = f"{otherwise.sentence} Error code: {code_in_words(sub_code)}."
    return replace(otherwise, sentence=sentence)


def _denied_outcome(sentence: str, next_step: str) -> Outcome:
    """While the bot is still in the call: what makes it record now. Once it has left, it can be sent again."""
    return organiser_outcome(sentence, f"{next_step} {_LEAVES_SOON}", OutcomeButton.LEAVE)


def _live_outcome(sentence: str, *, may_be_recorded: bool = False) -> Outcome:
    return Outcome(sentence=sentence, button=OutcomeButton.LEAVE, may_be_recorded=may_be_recorded)


def _recorded_outcome(sentence: str, next_step: str = "") -> Outcome:
    return plain_outcome(sentence, next_step, may_be_recorded=True)


NOT_LET_IN, NOBODY_CAME, NOT_RECORDED = "Not let in", "No one joined", "Not recorded"
RECORDING_READY = "Recording ready"
FINISHED = "The bot left the meeting."
_LET_IN = "Send it again while the meeting is on, and let it in from the lobby."
_ALLOW = "Ask the host to allow recording in Zoom, then try again."
_LEFT = _recorded_outcome("The bot left the meeting.")
_LEAVES_SOON = "Without permission, the bot will leave soon."
_ALLOW_NOW = "Ask the host to allow recording in Zoom."
_DENIED = _denied_outcome("The bot isn't allowed to record.", _ALLOW_NOW)
_PAUSED = _live_outcome("The recording is paused.", may_be_recorded=True)
_ONLY_BOTS = _recorded_outcome("Only bots were left, so the bot left.")

CALL_ENDED = {
    "call_ended_by_host": _recorded_outcome("The host ended the meeting."),
    "meeting_ended_by_host": _recorded_outcome("The host ended the meeting."),
    "call_ended_by_platform_idle": _recorded_outcome("The platform ended the meeting because it was idle."),
    "call_ended_by_platform_max_length": _recorded_outcome(
        "The meeting reached the platform's time limit.",
        "If it continues under a new link, schedule a bot for that link.",
    ),
    "call_ended_by_platform_waiting_room_timeout": retry_outcome(
        "No one let the bot in before the platform closed the lobby.", _LET_IN, label=NOT_LET_IN
    ),
    "timeout_exceeded_waiting_room": retry_outcome(
        "No one let the bot in from the lobby in time.", _LET_IN, label=NOT_LET_IN
    ),
    "timeout_exceeded_noone_joined": retry_outcome(
        "The bot left because the meeting stayed empty.", RETRY, label=NOBODY_CAME
    ),
    "timeout_exceeded_everyone_left": _recorded_outcome("Everyone left, so the bot left too."),
    "timeout_exceeded_silence_detected": _recorded_outcome("No one spoke for a long time, so the bot left."),
    "timeout_exceeded_only_bots_detected_using_participant_names": _ONLY_BOTS,
    "timeout_exceeded_only_bots_detected_using_participant_events": _ONLY_BOTS,
    "timeout_exceeded_in_call_not_recording": retry_outcome(
        "The bot left because it wasn't recording.",
        "Ask the host to allow recording, then try again.",
        label=NOT_RECORDED,
    ),
    "timeout_exceeded_in_call_recording": _recorded_outcome("The recording reached its maximum length."),
    "timeout_exceeded_recording_permission_denied": organiser_outcome(
        "The bot left because it wasn't allowed to record.", _ALLOW, label=NOT_RECORDED
    ),
    "timeout_exceeded_max_duration": Outcome(
        sentence="The bot left because it reached the maximum time set for your Recall.ai account.",
        next_step="If the meeting is still on, send the bot again.",
        button=OutcomeButton.TRY_AGAIN,
        may_be_recorded=True,
    ),
    "bot_kicked_from_call": _recorded_outcome("Someone removed the bot from the meeting."),
    "bot_kicked_from_waiting_room": organiser_outcome(
        "Someone in the meeting declined to let the bot in.",
        "If that was a mistake, send it again and let it in.",
        label=NOT_LET_IN,
    ),
    "bot_received_leave_call": _recorded_outcome("The bot left when asked to."),
}
RECORDING_DENIED = {
    "zoom_local_recording_disabled": _denied_outcome(
        "Local recording is turned off in the host's Zoom account.",
        "Ask the host to turn on “Record to computer files” in Zoom's settings.",
    ),
    "zoom_local_recording_request_disabled": _denied_outcome(
        "Recording requests are turned off in the host's Zoom account.",
        "Ask the host to allow recording requests in Zoom's settings.",
    ),
    "zoom_local_recording_request_disabled_by_host": _denied_outcome(
        "The host turned off recording requests in this meeting.",
        "Ask the host to turn them back on.",
    ),
    "zoom_bot_in_waiting_room": _denied_outcome(
        "The bot was still in Zoom's waiting room.", "Let it in and allow it to record."
    ),
    "zoom_host_not_present": _denied_outcome(
        "The host wasn't there to allow the recording.", "A host has to be in the meeting to allow it."
    ),
    "zoom_local_recording_request_denied_by_host": _denied_outcome("The host declined the recording.", _ALLOW_NOW),
    "zoom_local_recording_denied": _denied_outcome("The recording request was declined or timed out.", _ALLOW_NOW),
    "zoom_local_recording_grant_not_supported": _denied_outcome(
        "The host joined from a device that can't allow recording, such as a Zoom Room.",
        "Ask the host to join from a computer.",
    ),
    "zoom_sdk_key_blocked_by_host_admin": operator_outcome(
        "The host's Zoom admin blocks this app.",
        "The host's Zoom admin blocks the bot's app: ask them to approve it in the Zoom Marketplace.",
        f"Only an app admin can fix this. {_LEAVES_SOON}",
        OutcomeButton.LEAVE,
    ),
}
TRANSCRIPT_FAILED = {
    "provider_connection_failed": operator_outcome(
        "The transcript couldn't be created because its provider couldn't be reached.",
        "Recall couldn't connect to the transcription provider. Check its credentials in the Recall dashboard.",
        "An app admin needs to check the provider's credentials in the Recall dashboard.",
        OutcomeButton.NONE,
    ),
    "zoom_global_captions_disabled": organiser_outcome(
        "There's no transcript because captions are turned off in the host's Zoom account.",
        "Ask the host to turn captions on for next time, or choose another type of transcript.",
        OutcomeButton.NONE,
    ),
    "zoom_host_disabled_meeting_captions": organiser_outcome(
        "There's no transcript because the host turned captions off in this meeting.",
        "Ask the host to leave captions on next time, or choose another type of transcript.",
        OutcomeButton.NONE,
    ),
    "http_402": operator_outcome(
        "The transcript couldn't be created.",
        "The Recall.ai account is out of credit. Add credit in the Recall.ai dashboard, under Billing.",
        "An app admin needs to fix this. Try again once it's fixed.",
        OutcomeButton.NONE,
    ),
    "no_answer": plain_outcome("The transcript couldn't be created because Recall isn't responding.", "Try again."),
    "took_too_long": plain_outcome("The transcript couldn't be created in time.", "Try again."),
    "no_recording": plain_outcome("There's no transcript because Recall no longer has the recording."),
    "too_many_transcripts": plain_outcome("Recall won't make another transcript of this recording."),
    "zoom_captions_failure": plain_outcome("There's no transcript because Zoom's captions failed."),
    "microsoft_teams_captions_failure": plain_outcome(
        "There's no transcript because Microsoft Teams' captions failed."
    ),
}
