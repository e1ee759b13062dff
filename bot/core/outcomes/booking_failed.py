"""Explain why Recall has not done what a booking wishes. https://docs.recall.ai/reference/errors"""

from dataclasses import replace
from enum import StrEnum

from bot.core.booking.model import EARLIER_BOT_STAYS, INTERNAL_ERROR, Booking, Failure, Intent
from bot.core.outcomes.model import Outcome, OutcomeButton, code_in_words, plain_outcome, retry_outcome


class Undertaking(StrEnum):
    """What was being done. The values fill "could not be …"."""

    BOOKING = "booked"
    CHANGE = "changed"
    CANCELLATION = "cancelled"


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
                "Recall did not accept the API key. Check RECALL_API_KEY and RECALL_REGION: a good key is refused "
                "in every region but its own."
            )
        case 402:
            return "The Recall.ai account has run out of credit. Add credit in the Recall dashboard, under Billing."
        case 403:
            return (
                f"Recall refused the request (403, {code_in_words(failure.code)}). Its firewall does so when a "
                "payload names a local address: look for one in the presets of CONFIG_FILE and in the chat message."
            )
        case _:
            return ""


def _operator_failure(operator_sentence: str, doing: Undertaking, *, has_operators: bool) -> Outcome:
    ending = "the operators of this app have been told" if has_operators else "tell whoever runs this app"
    return Outcome(
        sentence=f"The bot could not be {doing.value}; {ending}.",
        next_step="Try again when they have mended it.",
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
    named = f" Its code for the reason is {code_in_words(failure.code)}."
    return replace(retry_outcome(f"Recall could not do it{number}.{named}", _TRY_LATER), quoted=failure.detail)


def _give_up_outcome(failure: Failure) -> Outcome:
    number = f" (last with error {failure.status})" if failure.status else ""
    sentence = f"Recall could not be reached, or could not do it, for too long{number}, so we stopped trying."
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
        return "The bot may still come; people in the meeting can remove it."
    is_settled = outcome.sentence in _NOTHING_IS_LEFT
    return "The bot stays booked as it was." if doing is Undertaking.CHANGE and not is_settled else ""


_AUTOMATIC = "You need not do anything: this is tried again by itself."
_TRY_LATER = "Try again in a few minutes; if it happens once more, tell an operator of this app."
_CODES_WITH_OWN_WORDS = frozenset({"invalid_settings", "update_bot_failed"})

_ENDED = plain_outcome(
    "The meeting is over, so no bot can be sent to it.", "If it still goes on, schedule a bot with its link."
)
_GONE = plain_outcome(
    "This meeting is no longer in a calendar that Recall reads.", "If it still takes place, schedule the bot again."
)
_NEXT_TIME = "Next time change it at least ten minutes before the start."
_IN_THE_CALL = plain_outcome(
    "The bot is on its way or in the call already, so its settings can no longer change.", _NEXT_TIME
)
_LINK_REFUSED = Outcome(
    sentence="Recall did not accept the meeting's link.",
    next_step="Copy the whole link from the invitation and schedule the bot with that.",
)
_NOT_ACCEPTED = Outcome(
    sentence="Recall did not accept the booking.",
    next_step="Change the settings and try again, or show this to an operator of this app.",
    button=OutcomeButton.EDIT,
)
_POOL_STAYED_EMPTY = retry_outcome(
    "Recall had no free bot for this meeting.",
    "Next time book at least ten minutes before the start: a bot is then reserved.",
)
_NO_ANSWER = retry_outcome("Recall has not answered.", _TRY_LATER)
_BROKE_DOWN = retry_outcome(
    "Something went wrong in this app.",
    "Try again; if it happens once more, tell whoever runs this app: its log says why.",
)
_OVERLOADED = retry_outcome("Recall is having trouble at the moment.", _TRY_LATER)
_NO_FREE_BOT = retry_outcome("Recall has no free bot at the moment.", "Try again in a minute.")
_NOTHING_IS_LEFT = frozenset({_ENDED.sentence, _GONE.sentence, _IN_THE_CALL.sentence})

_BY_CODE = {
    "no_answer": _NO_ANSWER,
    "not_confirmed": retry_outcome(
        "Recall took the booking but shows no bot for it, so it is not certain that one will come.", _TRY_LATER
    ),
    "invalid_settings": Outcome(
        sentence="These settings do not work for this meeting.",
        next_step="Change them and try again.",
        button=OutcomeButton.EDIT,
    ),
    "bot_is_live": _IN_THE_CALL,
    EARLIER_BOT_STAYS: retry_outcome(
        "An earlier bot for this link was cancelled but could not be taken off. It may still come, and a second would "
        "only come beside it.",
        "Try again in a few minutes, which takes it off first.",
    ),
    "update_bot_failed": plain_outcome(
        "It is too close to the start: the booked bot can no longer be changed.", _NEXT_TIME
    ),
    "cannot_delete_bot": _IN_THE_CALL,
    "cannot_command_completed_bot": plain_outcome(
        "The bot has finished already.", "To record more of the meeting, schedule another bot."
    ),
    "cannot_command_unstarted_bot": retry_outcome("The bot has not joined the meeting yet.", "Try again in a minute."),
    "teams_blacklisted_tenant": plain_outcome(
        "The company that hosts this Teams meeting does not admit bots, and nothing here can change that.",
        "Ask the organiser to hold it elsewhere, or to record it themselves.",
    ),
    "adhoc_pool_depleted": _NO_FREE_BOT,
}
_BY_STATUS = {
    404: _GONE,
    405: _IN_THE_CALL,
    408: _OVERLOADED,
    409: retry_outcome("The same booking was just being changed from elsewhere.", "Try again in a minute."),
    425: _OVERLOADED,
    429: retry_outcome("Recall is getting too many requests at the moment.", "Try again in a minute."),
    500: _OVERLOADED,
    502: _OVERLOADED,
    503: _OVERLOADED,
    504: _OVERLOADED,
    507: _NO_FREE_BOT,
}
