"""Render a booking's card, the one message that always shows its state, and the note for where it cannot be posted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.blocks.card.status import CardStatus, card_status
from bot.blocks.kit.block_kit import (
    Json,
    MessageContent,
    actions,
    button,
    confirm,
    context,
    header,
    quotation,
    section,
)
from bot.blocks.kit.button_value import booking_value, recording_value
from bot.blocks.kit.dates import date_and_time, short_date_and_time
from bot.blocks.kit.meeting_title import meeting_title, where_held
from bot.blocks.kit.mrkdwn import clean, defuse, person, signed_link
from bot.blocks.kit.times import spell_out_time
from bot.blocks.messages.why_booked import CHANGE, why_booked
from bot.blocks.names import Action, Block
from bot.core.access.title_visibility import Audience, TitleHidden, why_title_is_hidden
from bot.core.booking.bot_status import SHOWN_BEFORE_CALL, SHOWN_IN_CALL, ShownStatus
from bot.core.booking.later_transcript import is_transcription_open
from bot.core.booking.model import Booking, Intent, shown_status
from bot.core.booking.past_bots import usages_of
from bot.core.bot_config.describe import difference
from bot.core.bot_config.durations import minutes_in_words
from bot.core.bot_config.settings import BotSettings
from bot.core.costs.prices import LIST_PRICES, Prices
from bot.core.costs.usage import BillingTerms, Transcription, Usage, price_all, price_usage
from bot.core.costs.words import about
from bot.core.meetings.meeting import platform_name
from bot.core.outcomes.cancel_reasons import RULE_OVER

HIDDEN_TITLE = "A meeting"
LONGEST_SETTING = 80
OBJECT = "I don't want to be recorded"  # beside *Don't record this one*, from which it has to differ
_EDIT_BUTTON = {ShownStatus.FAILED: "Edit and try again", ShownStatus.CANCELLED: "Schedule again"}
RECORDING_BUTTONS = {Action.SHOW_RECORDING: "Watch recording", Action.SHOW_TRANSCRIPT: "Transcript"}
# What the booker did not decide in the form is said; *Edit* is where it can be decided.
_WHY_HIDDEN = {
    TitleHidden.OUTSIDERS: "The title is hidden because external people can read this channel",
    TitleHidden.UNKNOWN: "The title is hidden because we can't tell if this channel has external people",
}


def build_card(
    booking: Booking,
    now: datetime,
    *,
    time_zone: str = "UTC",
    has_operators: bool = True,
    audience: Audience = Audience.INSIDE,
    usual: BotSettings | None = None,
    successor_link: str | None = None,
    prices: Prices = LIST_PRICES,
) -> MessageContent:
    """`time_zone` is for where a time cannot be shown in each reader's own; `audience`, who reads the card; `usual`,
    the settings that go without saying; `successor_link`, where the card is that has taken this one's place;
    `prices`, by which what was used is priced.
    """
    facts = _facts(booking, audience, usual or BotSettings(), prices)
    link = signed_link(successor_link, "Go to that card") if successor_link else ""
    status = card_status(
        booking, now, format_time=lambda moment: short_date_and_time(moment, time_zone), has_operators=has_operators
    )
    spoken = card_status(
        booking, now, format_time=lambda moment: spell_out_time(moment, time_zone), has_operators=has_operators
    )
    blocks = [
        header(facts.title),
        section(" ".join(filter(None, [status.marked, link]))),
        *([quotation(f"Recall says: {status.quoted}")] if clean(status.quoted) else []),
        section(" · ".join(filter(None, [_when(booking, now, time_zone), facts.where]))),
        context(facts.footnote),
        *_buttons(booking, now, status, prices),
    ]
    return MessageContent(" ".join(filter(None, [_text(booking, facts, spoken, now, time_zone), link])), blocks)


@dataclass(frozen=True, slots=True)
class _Facts:
    title: str
    where: str  # empty where the title says it
    footnote: str  # who, and what is not as usual


def _facts(booking: Booking, audience: Audience, usual: BotSettings, prices: Prices) -> _Facts:
    """A bare link has no title whose showing anyone could choose."""
    hidden, meeting = why_title_is_hidden(booking, audience), booking.meeting
    unusual = [
        defuse(f"{change.label}: {change.after}", LONGEST_SETTING)
        for change in difference(usual, booking.wish.settings)
    ]
    why_hidden = _WHY_HIDDEN.get(hidden) if hidden and meeting.event_id else None
    return _Facts(
        title=HIDDEN_TITLE if hidden else meeting_title(meeting),
        where=platform_name(meeting.platform) if hidden else where_held(meeting),
        footnote=" · ".join(
            filter(None, [_who(booking), *unusual, why_hidden, used_words(booking, prices), _being_made(booking)])
        ),
    )


def _being_made(booking: Booking) -> str:
    return "The transcript is being created" if is_transcription_open(booking.bot) else ""


def used_words(booking: Booking, prices: Prices) -> str:
    """What the booking's bots have used, once there is no more to come: `Used 45 min, about $0.49`."""
    used = usages_of(booking) if booking.bot.has_finished else ()
    dollars = price_all(used, prices)
    return f"Used {minutes_in_words(sum(each.bot_seconds for each in used))}, {about(dollars)}" if dollars else ""


def build_note(booking: Booking) -> MessageContent:
    """For a conversation that the app is not in. It is said once and never changes."""
    text = (
        f"{person(booking.booked_by)} scheduled a recording bot for a meeting. The app isn't in this "
        "channel, so updates go to them directly. To see updates here, add the app with /invite."
    )
    return MessageContent(text, [section(text)])


def _when(booking: Booking, now: datetime, time_zone: str) -> str:
    when, old = date_and_time(booking.meeting.start_time, time_zone), _old_start(booking, now)
    if booking.is_off_the_calendar:
        return f"~{when}~"
    return f"~{date_and_time(old, time_zone)}~ {when}" if old else when


def _old_start(booking: Booking, now: datetime) -> datetime | None:
    """Where the meeting was, as long as people may still have that in mind."""
    return booking.meeting.moved_from if shown_status(booking, now) in SHOWN_BEFORE_CALL else None


def _who(booking: Booking) -> str:
    """What a rule or series has taken back is not there because of it any more."""
    wish = booking.wish
    if wish.intent is Intent.STAY_AWAY and wish.reason == RULE_OVER:
        return f"Was scheduled automatically for {person(booking.booked_by)}"
    booked = why_booked(booking) or f"Booked by {person(booking.booked_by)}"
    return f"{booked}, changed by {person(wish.by)}" if wish.is_edit and wish.by != booking.booked_by else booked


def _buttons(booking: Booking, now: datetime, status: CardStatus, prices: Prices) -> list[Json]:
    if not status.buttons:
        return []
    return [actions(Block.BOOKING_BUTTONS, status_buttons(booking, now, status.buttons, prices))]


def status_buttons(
    booking: Booking, now: datetime, offered: Iterable[Action], prices: Prices = LIST_PRICES
) -> list[Json]:
    """The same buttons for other places than the card."""
    return [_button(each, booking, now, prices) for each in offered]


def _button(action: Action, booking: Booking, now: datetime, prices: Prices) -> Json:
    if action is Action.TRANSCRIBE_NOW:
        return _transcribe_button(booking, prices)
    shown, value = shown_status(booking, now), booking_value(booking)
    if action in RECORDING_BUTTONS:
        return recording_button(action, booking)
    if action is Action.EDIT_BOOKING:
        return button(_EDIT_BUTTON.get(shown, "Edit"), action, value)
    if action is Action.TRY_AGAIN:
        return button("Try again", action, value, style="primary")
    if action is Action.VETO_RECORDING:
        return veto_button(booking)
    if action is Action.ALLOW_RECORDING:
        return _allow_button(value)
    if action is Action.CHANGE_ORIGIN:
        return button(CHANGE[booking.origin.source], action, value)
    return leave_button(value) if shown in SHOWN_IN_CALL else _cancel_button(value, booking)


def recording_button(action: Action, booking: Booking) -> Json:
    """It is about the present bot's recording, whichever bot the booking has by the time of the click."""
    style: Literal["primary"] | None = "primary" if action is Action.SHOW_RECORDING else None
    return button(RECORDING_BUTTONS[action], action, recording_value(booking), style=style)


def _transcribe_button(booking: Booking, prices: Prices) -> Json:
    seconds = booking.bot.recorded_seconds or 0
    usage = Usage(transcribed_seconds=seconds, terms=BillingTerms(Transcription.MIXED))
    question = confirm(
        "Transcribe this recording?",
        f"Recall.ai transcribes {minutes_in_words(seconds)}, which costs {about(price_usage(usage, prices))}.",
        yes="Transcribe now",
        no="Go back",
        is_danger=False,
    )
    return button("Transcribe now", Action.TRANSCRIBE_NOW, recording_value(booking), confirm=question)


def _cancel_button(value: str, booking: Booking) -> Json:
    """What no one asked for is left out with one click."""
    if booking.origin.is_automatic:
        return button("Don't record this one", Action.CANCEL_BOT, value)
    question = confirm(
        "Cancel the bot?",
        "It won't join this meeting. You can schedule it again.",
        yes="Cancel bot",
        no="Keep it",
    )
    return button("Cancel bot", Action.CANCEL_BOT, value, style="danger", confirm=question)


def veto_button(booking: Booking) -> Json:
    is_there = booking.bot.is_live
    goes, kept = "won't join, even if the meeting moves", ""
    if is_there:
        goes, kept = "will leave", " What's already recorded is kept."
    question = confirm(
        "Don't record this meeting?",
        f"The bot {goes}. Your name is shown on the card. Only you or the organizer can undo this.{kept}",
        yes="Don't record this",
        no="Go back",
    )
    label = OBJECT if booking.origin.is_automatic and not is_there else "Don't record this"
    return button(label, Action.VETO_RECORDING, booking_value(booking), confirm=question)


def _allow_button(value: str) -> Json:
    question = confirm(
        "Turn recording back on?",
        "A bot will be scheduled with the same settings as before.",
        yes="Turn on",
        no="Go back",
    )
    return button("Turn recording back on", Action.ALLOW_RECORDING, value, confirm=question)


def leave_button(value: str) -> Json:
    question = confirm(
        "Ask the bot to leave?",
        "It leaves the meeting now, and the recording ends.",
        yes="Ask it to leave",
        no="Let it stay",
    )
    return button("Ask bot to leave", Action.CANCEL_BOT, value, style="danger", confirm=question)


def _text(booking: Booking, facts: _Facts, status: CardStatus, now: datetime, time_zone: str) -> str:
    """The same for notifications and screen readers, which see nothing of the blocks."""
    when, old = spell_out_time(booking.meeting.start_time, time_zone), _old_start(booking, now)
    moved = f", moved from {spell_out_time(old, time_zone)}" if old else ""
    sentences = [
        f"{defuse(facts.title)}, {when}{moved}{f', on {facts.where}' if facts.where else ''}.",
        status.spoken,
        f"Recall says: {defuse(status.quoted, 1000)}" if clean(status.quoted) else "",
        f"{facts.footnote}.",
    ]
    return " ".join(filter(None, sentences))
