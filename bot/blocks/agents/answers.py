"""Word what came of an agent's order: done, refused, or what the person has to agree to first."""

from datetime import datetime
from typing import assert_never

from bot.blocks.agents.bookings import booking_facts, describe_booking, spell_time
from bot.blocks.agents.notes import describe_notes, notes_facts
from bot.blocks.agents.untrusted import mark_untrusted, plain, with_notice
from bot.blocks.kit.mrkdwn import person
from bot.blocks.messages.refusals import objection, refusal_sentence
from bot.core.access.permissions import Refusal
from bot.core.access.verdicts import (
    AlreadySo,
    Answer,
    CalledOff,
    GoneReason,
    LimitExceeded,
    Locked,
    MeetingGone,
    NeedsAgreement,
    NeedsTakeover,
    TakenByOthers,
    Vetoed,
    Written,
)
from bot.core.agents.order import AgentAnswer, Came
from bot.core.booking.model import Booking
from bot.core.bot_config.describe import difference, settings_line
from bot.core.bot_config.settings import BotSettings
from bot.core.summaries.model import MeetingNotes

ASK_FIRST = (
    "Nothing was changed. Show this to the person and ask whether to go ahead. Only if they agree, call this tool "
    'again with the same arguments and "confirm": "{digest}".'
)
SCHEDULING = "The bot is being scheduled. Its card in Slack and get_bot_status show its status."
BY_OTHERS = "Another integration has scheduled a bot for this meeting. Scheduling one here replaces it."
UNSEEN = "A bot is already scheduled for this link around that time. Choose another time or another meeting."
ALREADY_SO = "Already scheduled with these settings. Nothing was changed."
LOCKED = "The bot is in the meeting, so its settings are locked. Nothing was changed."
STILL_LEAVING = "Its bot is still being removed. Try again in a minute."
_GONE: dict[GoneReason, str] = {
    "vanished": "This meeting is no longer on the calendar. List the meetings again.",
    "ended": "This meeting has ended.",
    "no_link": "This meeting has no link that a bot can use.",
    "moved": "This meeting has just moved. List the meetings again.",
}


def word_answer(answer: Answer, wanted: BotSettings, now: datetime, time_zone: str) -> AgentAnswer:
    """`wanted`: the settings that were asked for."""
    match answer:
        case Written(booking):
            return about_booking(booking, SCHEDULING, now, time_zone, came=Came.ORDERED)
        case AlreadySo(booking):
            return about_booking(booking, ALREADY_SO, now, time_zone, came=Came.UNCHANGED)
        case Locked(booking):
            return about_booking(booking, LOCKED, now, time_zone, came=Came.REFUSED)
        case NeedsAgreement() | NeedsTakeover() | CalledOff() | Vetoed():
            return _word_question(answer, wanted, now, time_zone)
        case TakenByOthers():
            return refuse(UNSEEN)
        case LimitExceeded(booked, most):
            return refuse(
                f"The person has scheduled {booked} bots in the last 24 hours, and their admin allows {most}."
            )
        case MeetingGone():
            return word_gone(answer)
        case _:
            assert_never(answer)


def _word_question(
    question: NeedsAgreement | NeedsTakeover | CalledOff | Vetoed, wanted: BotSettings, now: datetime, time_zone: str
) -> AgentAnswer:
    match question:
        case NeedsAgreement(booking, digest):
            return _ask_about(booking, digest, wanted, now, time_zone)
        case NeedsTakeover(digest):
            return _ask(BY_OTHERS, digest)
        case CalledOff(by, digest):
            return _ask(f"{person(by)} canceled this bot. Scheduling it brings it back.", digest)
        case Vetoed():
            return _word_veto(question)


def about_booking(
    booking: Booking, first: str, now: datetime, time_zone: str, *, came: Came, notes: MeetingNotes | None = None
) -> AgentAnswer:
    """`first` is one of our sentences; what follows is how the bot is doing, and what was said."""
    said = describe_notes(notes) if notes else []
    text = "\n".join(filter(None, [first, describe_booking(booking, now, time_zone), *said]))
    facts = {**booking_facts(booking, now, time_zone), **(notes_facts(notes) if notes else {})}
    return AgentAnswer(came=came, text=with_notice(text), facts=facts, booking_id=booking.id)


def word_gone(gone: MeetingGone) -> AgentAnswer:
    return refuse(_GONE[gone.reason])


def refuse(sentence: str) -> AgentAnswer:
    return AgentAnswer(came=Came.REFUSED, text=sentence)


def reject(sentence: str) -> AgentAnswer:
    """For arguments that cannot be right."""
    return AgentAnswer(came=Came.INVALID, text=sentence)


def word_refusal(refusal: Refusal) -> AgentAnswer:
    return refuse(plain(refusal_sentence(refusal)))


def _ask(sentence: str, digest: str, booking: Booking | None = None) -> AgentAnswer:
    text = with_notice(f"{sentence}\n{ASK_FIRST.format(digest=digest)}")
    facts = {"needs_confirmation": True, "confirm": digest}
    return AgentAnswer(came=Came.NEEDS_CONFIRMATION, text=text, facts=facts, booking_id=booking.id if booking else None)


def _ask_about(booking: Booking, digest: str | None, wanted: BotSettings, now: datetime, time_zone: str) -> AgentAnswer:
    if digest is None:
        return refuse(ALREADY_SO)
    at = spell_time(booking.booked_at, now, time_zone)
    changes = [
        f"- {change.label}: {mark_untrusted(change.before, 'none')} → {mark_untrusted(change.after, 'none')}"
        for change in difference(booking.wish.settings, wanted)
    ]
    lines = [
        f"A bot is already scheduled. It was booked by {person(booking.booked_by)} {at}.",
        f"Settings now: {mark_untrusted(settings_line(booking.wish.settings))}",
        *(["What would change:", *changes] if changes else ["The settings are the same; scheduling tries again."]),
    ]
    return _ask("\n".join(lines), digest, booking)


def _word_veto(veto: Vetoed) -> AgentAnswer:
    said = objection(veto.by)
    if veto.digest is not None:
        return _ask(f"{said} The person you act for may turn recording back on; a bot is then scheduled.", veto.digest)
    return refuse(f"{said} {STILL_LEAVING if veto.is_leaving else 'Only they or the organizer can allow it.'}")
