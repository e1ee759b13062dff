"""Answer a submission in Slack's terms: close the form, show it again, or put a sentence under a field.

https://docs.slack.dev/surfaces/modals#handling_submissions
"""

from dataclasses import replace
from typing import assert_never

from bot.blocks.form.notices import outdated_form_notice, unchanged_notice
from bot.blocks.form.read import UnreadableForm
from bot.blocks.form.state import ScheduleForm
from bot.blocks.form.submission import field_errors
from bot.blocks.form.view import FormFacts, build_modal
from bot.blocks.kit.block_kit import Json
from bot.blocks.names import Field
from bot.core.access.verdicts import (
    AlreadySo,
    CalledOff,
    GoneReason,
    LimitExceeded,
    Locked,
    MeetingGone,
    NeedsAgreement,
    NeedsTakeover,
    Stop,
    TakenByOthers,
    Vetoed,
)

MOVED = (
    "*This meeting has moved since you opened the form.* Nothing is scheduled yet: check the time, then submit again."
)
READ_OUTSIDE = (
    "*External people can read the channel you chose.* Nothing is scheduled yet: decide below whether to "
    "show the meeting title there, then submit again."
)
GONE: dict[GoneReason, str] = {
    "vanished": "This meeting is no longer on your calendar. Pick another one.",
    "ended": "This meeting has ended. Pick another one.",
    "no_link": "This meeting has no link that a bot can use. Pick another one, or use a link.",
    "moved": MOVED,
}


def answer_to_stop(stop: Stop, view: Json, form: ScheduleForm, facts: FormFacts) -> Json:
    """The keyword arguments of the ack. `facts` were loaded after the submission."""
    match stop:
        case NeedsAgreement() | NeedsTakeover() | Locked() | CalledOff() | TakenByOthers() | Vetoed():
            return update(build_modal(form, facts))
        case AlreadySo():
            return update(unchanged_notice())
        case MeetingGone(reason="moved"):
            return update(build_modal(form, replace(facts, notice=MOVED)))
        case MeetingGone():
            return error_under(view, Field.MEETING, GONE[stop.reason])
        case LimitExceeded():
            return error_under(view, Field.MEETING, limit_sentence(stop))
        case _:
            assert_never(stop)


def limit_sentence(stop: LimitExceeded) -> str:
    bots = "a bot" if stop.booked == 1 else f"{stop.booked} bots"
    return (
        f"You've booked {bots} in the last 24 hours, and your admin allows {stop.most}. Cancel one you "
        "don't need, or try again later."
    )


def answer_with_question_of_title(form: ScheduleForm, facts: FormFacts) -> Json:
    """The form with the question in it, once: what is submitted next is the answer."""
    return update(build_modal(form, replace(facts, notice=READ_OUTSIDE)))


def update(view: Json) -> Json:
    return {"response_action": "update", "view": view}


def error_under(view: Json, field: Field, sentence: str) -> Json:
    """The sentence under the field, or under the first one where that is not shown. The form stays as it is."""
    found = field_errors(view, {field: sentence})
    if isinstance(found, UnreadableForm):
        return update(outdated_form_notice())
    return {"response_action": "errors", "errors": found.errors}
