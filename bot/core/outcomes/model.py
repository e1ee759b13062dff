"""Model an outcome: what happened, what to do next, and the one button for it."""

import re
from dataclasses import dataclass
from enum import StrEnum


class OutcomeButton(StrEnum):
    NONE = "none"
    TRY_AGAIN = "try_again"
    EDIT = "edit"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """`sentence` and `next_step` are ours and may stand in any conversation. `quoted` is outside text, to be shown
    as plain text. `operator_sentence` is for operators alone: the cause and the fix, where only they can fix it.
    """

    sentence: str
    next_step: str = ""
    button: OutcomeButton = OutcomeButton.NONE
    quoted: str = ""
    operator_sentence: str = ""
    may_be_recorded: bool = False  # a recording, perhaps of a part, may be there or may still come
    label: str = ""  # the card's one word, where that of the bot's status would mislead


RETRY = "Try again while the meeting is on."
CHECK_LINK = "Check the link with the organizer, then edit and try again, or schedule a bot with the right link."
ADMIT_GUESTS = "Ask the organizer to let guests in, then try again."
ASK_OPERATOR = "Only an app admin can fix this. Try again once it's fixed."


def retry_outcome(sentence: str, next_step: str = RETRY, *, label: str = "") -> Outcome:
    return Outcome(
        sentence=sentence,
        next_step=next_step,
        button=OutcomeButton.TRY_AGAIN,
        label=label,
    )


def organiser_outcome(
    sentence: str, next_step: str, button: OutcomeButton = OutcomeButton.TRY_AGAIN, *, label: str = ""
) -> Outcome:
    """For what the organiser has to allow or correct: the next step says what to ask of them."""
    return Outcome(sentence=sentence, next_step=next_step, button=button, label=label)


def link_outcome(sentence: str, next_step: str = CHECK_LINK) -> Outcome:
    """What the organiser has to correct in the invitation: *Edit* opens the form with the new link."""
    return organiser_outcome(sentence, next_step, OutcomeButton.EDIT)


def operator_outcome(
    sentence: str,
    operator_sentence: str,
    next_step: str = ASK_OPERATOR,
    button: OutcomeButton = OutcomeButton.TRY_AGAIN,
) -> Outcome:
    return Outcome(
        sentence=sentence,
        next_step=next_step,
        button=button,
        operator_sentence=operator_sentence,
    )


def plain_outcome(sentence: str, next_step: str = "", *, may_be_recorded: bool = False) -> Outcome:
    return Outcome(sentence=sentence, next_step=next_step, may_be_recorded=may_be_recorded)


def code_in_words(code: str | None) -> str:
    """A vendor's code, sanitized to stand in a sentence of ours."""
    return re.sub(r"[^A-Za-z0-9_.-]", "", code or "")[:80] or "none"
