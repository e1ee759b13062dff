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
        return plain_outcome(f"The bot's newest status is {code_in_words(status)}.")
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
            return plain_outcome("The bot is booked.")
        case BotStatus.JOINING_CALL:
            return _live_outcome("The bot is connecting to the meeting.")
        case BotStatus.IN_WAITING_ROOM:
            return organiser_outcome(
                "The bot is in the lobby.", "Somebody in the meeting has to let it in.", OutcomeButton.LEAVE
            )
        case BotStatus.IN_CALL_NOT_RECORDING:
            return _live_outcome("The bot is in the meeting and is not recording.", may_be_recorded=True)
        case BotStatus.RECORDING_PERMISSION_ALLOWED:
            return _live_outcome("The host has allowed the recording.")
        case BotStatus.RECORDING_PERMISSION_DENIED:
            return _DENIED
        case BotStatus.IN_CALL_RECORDING:
            return _live_outcome("The bot is recording.", may_be_recorded=True)
        case BotStatus.CALL_ENDED:
            return _LEFT
        case BotStatus.RECORDING_DONE:
            return _recorded_outcome("The recording is complete; Recall is still preparing the files.")
        case BotStatus.DONE:
            return _recorded_outcome(FINISHED)
        case BotStatus.FATAL:
            return explain_fatal(None)
        case BotStatus.MEDIA_EXPIRED:
            return plain_outcome("The recording has been deleted, as its settings said.")
        case BotStatus.ANALYSIS_DONE:
            return _recorded_outcome(FINISHED)
        case BotStatus.ANALYSIS_FAILED:
            return _recorded_outcome("Recall couldn't analyze the recording. The recording itself is fine.")
        case _:
            assert_never(status)


def leave_outcome(sub_code: str | None) -> Outcome | None:
    """Why the bot left, where that is worth saying once it has finished."""
    ended = CALL_ENDED.get(sub_code or "")
    return ended if ended and ended.may_be_recorded and sub_code not in _AS_PEOPLE_EXPECT else None


def explain_transcript_failure(sub_code: str | None) -> Outcome:
    """Why there is no transcript; the recording is not affected."""
    outcome = _look_up(TRANSCRIPT_FAILED, sub_code, plain_outcome("The transcript could not be made."))
    return replace(outcome, may_be_recorded=True)


def _look_up(known: dict[str, Outcome], sub_code: str | None, otherwise: Outcome) -> Outcome:
    if sub_code in known:
        return known[sub_code]
    if not sub_code:
        return otherwise
    sentence = f"{otherwise.sentence} Recall's code for the reason is {code_in_words(sub_code)}."
    return replace(otherwise, sentence=sentence)


def _denied_outcome(sentence: str, next_step: str) -> Outcome:
    """While the bot is still in the call: what makes it record now. Once it has left, it can be sent again."""
    return organiser_outcome(sentence, f"{next_step} {_LEAVES_SOON}", OutcomeButton.LEAVE)


def _live_outcome(sentence: str, *, may_be_recorded: bool = False) -> Outcome:
    return Outcome(sentence=sentence, button=OutcomeButton.LEAVE, may_be_recorded=may_be_recorded)


def _recorded_outcome(sentence: str, next_step: str = "") -> Outcome:
    return plain_outcome(sentence, next_step, may_be_recorded=True)


NOT_LET_IN, NOBODY_CAME, NOT_RECORDED = "Not let in", "Nobody came", "Not recorded"
RECORDING_READY = "Recording ready"
FINISHED = "The bot has finished."
_LET_IN = "Send it again while the meeting is running, and let it in from the lobby."
_ALLOW = "Ask the host to allow recording in Zoom, then try again."
_LEFT = _recorded_outcome("The bot has left the meeting.")
_LEAVES_SOON = "The bot leaves soon if it may not record."
_ALLOW_NOW = "Ask the host to allow recording in Zoom."
_DENIED = _denied_outcome("The bot was not allowed to record.", _ALLOW_NOW)
_PAUSED = _live_outcome("The bot is in the meeting, and its recording is paused.", may_be_recorded=True)
_ONLY_BOTS = _recorded_outcome("Only bots were left in the meeting, so the bot left.")

CALL_ENDED = {
    "call_ended_by_host": _recorded_outcome("The host ended the meeting."),
    "meeting_ended_by_host": _recorded_outcome("The host ended the meeting."),
    "call_ended_by_platform_idle": _recorded_outcome("The platform closed the meeting because nothing happened in it."),
    "call_ended_by_platform_max_length": _recorded_outcome(
        "The platform's limit for the length of a meeting was reached.",
        "If the meeting goes on under a new link, schedule the bot for that.",
    ),
    "call_ended_by_platform_waiting_room_timeout": retry_outcome(
        "Nobody let the bot in before the platform ended its wait in the lobby.", _LET_IN, label=NOT_LET_IN
    ),
    "timeout_exceeded_waiting_room": retry_outcome(
        "Nobody let the bot in from the lobby in time.", _LET_IN, label=NOT_LET_IN
    ),
    "timeout_exceeded_noone_joined": retry_outcome(
        "Nobody else came to the meeting, so the bot left.", RETRY, label=NOBODY_CAME
    ),
    "timeout_exceeded_everyone_left": _recorded_outcome("Everybody had left, so the bot left too."),
    "timeout_exceeded_silence_detected": _recorded_outcome("Nobody had spoken for a long time, so the bot left."),
    "timeout_exceeded_only_bots_detected_using_participant_names": _ONLY_BOTS,
    "timeout_exceeded_only_bots_detected_using_participant_events": _ONLY_BOTS,
    "timeout_exceeded_in_call_not_recording": retry_outcome(
        "The bot left because it had not been recording for too long.",
        "Ask the host to allow it, then try again.",
        label=NOT_RECORDED,
    ),
    "timeout_exceeded_in_call_recording": _recorded_outcome("The longest time set for a recording was reached."),
    "timeout_exceeded_recording_permission_denied": organiser_outcome(
        "The bot left because it was not allowed to record.", _ALLOW, label=NOT_RECORDED
    ),
    "timeout_exceeded_max_duration": Outcome(
        sentence="The bot left because the Recall.ai account's longest time for a bot was reached.",
        next_step="If the meeting goes on, send the bot again.",
        button=OutcomeButton.TRY_AGAIN,
        may_be_recorded=True,
    ),
    "bot_kicked_from_call": _recorded_outcome("Somebody removed the bot from the meeting."),
    "bot_kicked_from_waiting_room": organiser_outcome(
        "Somebody in the meeting refused to let the bot in.",
        "If that was a mistake, send it again and let it in from the lobby.",
        label=NOT_LET_IN,
    ),
    "bot_received_leave_call": _recorded_outcome("The bot was asked to leave, and left."),
}
RECORDING_DENIED = {
    "zoom_local_recording_disabled": _denied_outcome(
        "The host's Zoom account has recording on the computer switched off.",
        "Ask the host to switch on “Record to computer files” in Zoom's settings.",
    ),
    "zoom_local_recording_request_disabled": _denied_outcome(
        "The host's Zoom account does not let people ask to record.",
        "Ask the host to allow recording requests in Zoom's settings.",
    ),
    "zoom_local_recording_request_disabled_by_host": _denied_outcome(
        "The host switched off recording requests in this meeting.",
        "Ask the host to switch them on again.",
    ),
    "zoom_bot_in_waiting_room": _denied_outcome(
        "The bot was still in Zoom's waiting room.", "Let it in, and allow it to record."
    ),
    "zoom_host_not_present": _denied_outcome(
        "The host was not there to allow the recording.", "It needs a host in the meeting who allows it."
    ),
    "zoom_local_recording_request_denied_by_host": _denied_outcome("The host said no to the recording.", _ALLOW_NOW),
    "zoom_local_recording_denied": _denied_outcome(
        "The recording was refused, or nobody answered the request in time.", _ALLOW_NOW
    ),
    "zoom_local_recording_grant_not_supported": _denied_outcome(
        "The host's Zoom client cannot allow a recording; a Zoom Room cannot, for example.",
        "Ask the host to join from a computer.",
    ),
    "zoom_sdk_key_blocked_by_host_admin": operator_outcome(
        "The host's Zoom admin blocks this app.",
        "The host's Zoom admin blocks the bot's app: ask that admin to approve it in the Zoom marketplace.",
        f"Only an operator of this app can mend this. {_LEAVES_SOON}",
        OutcomeButton.LEAVE,
    ),
}
TRANSCRIPT_FAILED = {
    "provider_connection_failed": operator_outcome(
        "The transcript could not be made: its provider could not be reached.",
        "Recall could not connect to the transcription provider: check its credentials in the Recall dashboard.",
        "An operator of this app has to check the provider's credentials in the Recall dashboard.",
        OutcomeButton.NONE,
    ),
    "zoom_global_captions_disabled": organiser_outcome(
        "There is no transcript: captions are switched off in the host's Zoom account.",
        "Ask the host to switch captions on for next time, or choose another transcript.",
        OutcomeButton.NONE,
    ),
    "zoom_host_disabled_meeting_captions": organiser_outcome(
        "There is no transcript: the host switched captions off in this meeting.",
        "Ask the host to leave captions on next time, or choose another transcript.",
        OutcomeButton.NONE,
    ),
    "zoom_captions_failure": plain_outcome("There is no transcript: Zoom's captions failed."),
    "microsoft_teams_captions_failure": plain_outcome("There is no transcript: Microsoft Teams' captions failed."),
}
