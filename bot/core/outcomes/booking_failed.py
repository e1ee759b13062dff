"""Explain why Recall has not done what a booking wishes. https://docs.recall.ai/reference/errors"""

from dataclasses import replace
from enum import StrEnum

from bot.core.booking.model import EARLIER_BOT_STAYS, INTERNAL_ERROR, Booking, Failure, Intent
from bot.core.outcomes.model import Outcome, OutcomeButton, code_in_words, plain_outcome, retry_outcome


class Undertaking(StrEnum):
    """What was being done. The values fill "could not be …"."""

    BOOKING = "scheduled"
    CHANGE = "changed"
    CANCELLATION = "canceled"


def undertaking(booking: Booking) -> Undertaking:
    if booking.wish.intent is Intent.STAY_AWAY:
        return Undertaking.CANCELLATION
    return Undertaking.CHANGE if booking.bot.applied_revision else Undertaking.BOOKING


def explain_failure(
    failure: Failure, doing: Undertaking = Undertaking.BOOKING, *, has_operators: bool = True
) -> Outcome:
    """What to tell people. `has_operators`: the policy names some, so they are alerted to what only they can fix."""
    operator_sentence = _operator_sentence(failure)
    if operator_sentence:
        return _operator_failure(operator_sentence, doing, has_operators=has_operators)
    outcome = _cause(failure)
    if not failure.permanent:
        return replace(outcome, next_step=_AUTOMATIC, button=OutcomeButton.NONE)
    aftermath = _aftermath(doing, outcome)
    return replace(outcome, next_step=" ".join(filter(None, [outcome.next_step, aftermath])))


def _operator_sentence(failure: Failure) -> str:
    """The cause and the fix, for what only operators can fix; operator_alert.py sends them the same."""
    match failure.status:
        case 401:
            return (
                "Recall didn't accept the API key. Check RECALL_API_KEY and RECALL_REGION: a key works "
                "only in its own region."
            )
        case 402:
            return "The Recall.ai account is out of credit. Add credit in the Recall dashboard, under Billing."
        case 403:
            return (
                f"Recall refused the request (403, {code_in_words(failure.code)}). Its firewall blocks "
                "local addresses: look for one in the presets in CONFIG_FILE and in the chat message."
            )
        case _:
            return ""


def _operator_failure(operator_sentence: str, doing: Undertaking, *, has_operators: bool) -> Outcome:
    ending = "we've notified your admins" if has_operators else "please tell your admin"
    return Outcome(
        sentence=f"The bot couldn't be {doing.value}; {ending}.",
        next_step="Try again once it's fixed.",
        button=OutcomeButton.TRY_AGAIN,
        operator_sentence=operator_sentence,
    )


def _cause(failure: Failure) -> Outcome:
    if INTERNAL_ERROR in {failure.code, failure.detail}:
        return _BROKE_DOWN
    if failure.code == "gave_up":
        return _POOL_STAYED_EMPTY if failure.status == 507 else _give_up_outcome(failure)
    if failure.code in _BY_CODE:
        return replace(_BY_CODE[failure.code], quoted=_quotable_detail(failure))
    if failure.status == 400:
        return _refusal_outcome(failure)
    if failure.status in _BY_STATUS:
        return _BY_STATUS[failure.status]
    number = f" ({failure.status})" if failure.status else ""
    named = f" Error code: {code_in_words(failure.code)}."
    return replace(retry_outcome(f"Recall couldn't do this{number}.{named}", _TRY_LATER), quoted=failure.detail)


def _give_up_outcome(failure: Failure) -> Outcome:
    number = f" (last error {failure.status})" if failure.status else ""
    sentence = f"Recall couldn't be reached or kept failing for too long{number}, so we stopped trying."
    return retry_outcome(sentence, _TRY_LATER)


def _refusal_outcome(failure: Failure) -> Outcome:
    """Recall's own words say best what is wrong with a link or a setting."""
    detail = failure.detail.casefold()
    if "has ended" in detail:
        return _ENDED
    if "meeting_url" in detail:
        return replace(_LINK_REFUSED, quoted=failure.detail)
    return replace(_NOT_ACCEPTED, quoted=failure.detail)


def _quotable_detail(failure: Failure) -> str:
    return failure.detail if failure.code in _CODES_WITH_OWN_WORDS else ""


def _aftermath(doing: Undertaking, outcome: Outcome) -> str:
    if doing is Undertaking.CANCELLATION:
        return "The bot may still join. If it does, remove it from the meeting."
    is_settled = outcome.sentence in _NOTHING_IS_LEFT
    return "The bot stays scheduled as before." if doing is Undertaking.CHANGE and not is_settled else ""


_AUTOMATIC = "No action needed; we'll keep trying."
_TRY_LATER = "Try again in a few minutes. If it keeps happening, tell an app admin."
_CODES_WITH_OWN_WORDS = frozenset({"invalid_settings", "update_bot_failed"})

_ENDED = plain_outcome("This meeting is already over.", "If it's still going, schedule a bot with its link.")
_GONE = plain_outcome("This meeting is no longer on a connected calendar.", "If it's still on, schedule the bot again.")
_NEXT_TIME = "Next time, make changes at least ten minutes before the start."
_IN_THE_CALL = plain_outcome(
    "The bot is already joining or in the meeting, so its settings can't be changed.", _NEXT_TIME
)
_LINK_REFUSED = Outcome(
    sentence="Recall didn't accept the meeting link.",
    next_step="Copy the full link from the invitation and schedule the bot with it.",
)
_NOT_ACCEPTED = Outcome(
    sentence="Recall didn't accept these settings.",
    next_step="Change them and try again, or show this to an app admin.",
    button=OutcomeButton.EDIT,
)
_POOL_STAYED_EMPTY = retry_outcome(
    "Recall had no bot available for this meeting.",
    "Next time, schedule at least ten minutes ahead so that a bot is reserved.",
)
_NO_ANSWER = retry_outcome("Recall isn't responding.", _TRY_LATER)
_BROKE_DOWN = retry_outcome(
    "Something went wrong on our side.",
    "Try again. If it keeps happening, tell an app admin: the log says why.",
)
_OVERLOADED = retry_outcome("Recall is having trouble right now.", _TRY_LATER)
_NO_FREE_BOT = retry_outcome("Recall has no bot available right now.", "Try again in a minute.")
_NOTHING_IS_LEFT = frozenset({_ENDED.sentence, _GONE.sentence, _IN_THE_CALL.sentence})

_BY_CODE = {
    "no_answer": _NO_ANSWER,
    "not_confirmed": retry_outcome("Recall accepted the booking but shows no bot, so it may not join.", _TRY_LATER),
    "invalid_settings": Outcome(
        sentence="These settings don't work for this meeting.",
        next_step="Change them and try again.",
        button=OutcomeButton.EDIT,
    ),
    "bot_is_live": _IN_THE_CALL,
    EARLIER_BOT_STAYS: retry_outcome(
        "An earlier bot for this link couldn't be removed and may still join, so we didn't add a second one.",
        "Try again in a few minutes; we'll remove that bot first.",
    ),
    "update_bot_failed": plain_outcome("It's too close to the start to change the bot.", _NEXT_TIME),
    "cannot_delete_bot": _IN_THE_CALL,
    "cannot_command_completed_bot": plain_outcome(
        "The bot has already left.", "To record the rest of the meeting, schedule another bot."
    ),
    "cannot_command_unstarted_bot": retry_outcome("The bot hasn't joined the meeting yet.", "Try again in a minute."),
    "teams_blacklisted_tenant": plain_outcome(
        "The company that hosts this Teams meeting blocks bots.",
        "Ask the organizer to use another platform or to record it themselves.",
    ),
    "adhoc_pool_depleted": _NO_FREE_BOT,
}
_BY_STATUS = {
    404: _GONE,
    405: _IN_THE_CALL,
    408: _OVERLOADED,
    409: retry_outcome("This booking was being changed at the same time.", "Try again in a minute."),
    425: _OVERLOADED,
    429: retry_outcome("Recall is getting too many requests right now.", "Try again in a minute."),
    500: _OVERLOADED,
    502: _OVERLOADED,
    503: _OVERLOADED,
    504: _OVERLOADED,
    507: _NO_FREE_BOT,
}
