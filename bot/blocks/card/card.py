"""Render a booking's card, the one message that always shows its state, and the note for where it cannot be posted."""

from collections.abc import Iterable
from datetime import datetime

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
from bot.blocks.kit.button_value import booking_value
from bot.blocks.kit.mrkdwn import clean, date, defuse, person
from bot.blocks.kit.times import spell_out_time
from bot.blocks.names import Action, Block
from bot.core.access.title_visibility import Audience, TitleHidden, why_title_is_hidden
from bot.core.booking.bot_status import SHOWN_BEFORE_CALL, SHOWN_IN_CALL
from bot.core.booking.model import Booking, shown_status
from bot.core.bot_config.describe import settings_line
from bot.core.meetings.meeting import platform_name

HIDDEN_TITLE = "A meeting"
WHEN = "{date_long_pretty} at {time}"
SHORT_WHEN = "{date_short_pretty} at {time}"
LONGEST_SETTINGS = 500
# What the booker did not decide in the form is said; *Edit* is where it can be decided.
_WHY_HIDDEN = {
    TitleHidden.OUTSIDERS: "The title is hidden: people outside read this conversation",
    TitleHidden.UNKNOWN: "The title is hidden: this app cannot see whether people outside read this conversation",
}


def build_card(
    booking: Booking,
    now: datetime,
    *,
    time_zone: str = "UTC",
    has_operators: bool = True,
    audience: Audience = Audience.INSIDE,
) -> MessageContent:
    """`time_zone` is for where a time cannot be shown in each reader's own; `audience`, who reads the card."""
    hidden = why_title_is_hidden(booking, audience)
    title = HIDDEN_TITLE if hidden else clean(booking.meeting.title, HIDDEN_TITLE)
    status = card_status(
        booking, now, format_time=lambda moment: date(moment, SHORT_WHEN, time_zone), has_operators=has_operators
    )
    spoken = card_status(
        booking, now, format_time=lambda moment: spell_out_time(moment, time_zone), has_operators=has_operators
    )
    blocks = [
        header(title),
        section(f"*{status.label}.* {status.sentences}"),
        *([quotation(f"Recall says: {status.quoted}")] if clean(status.quoted) else []),
        section(_facts(booking, now, time_zone)),
        context(_footnote(booking, hidden)),
        *_buttons(booking, now, status),
    ]
    return MessageContent(_text(booking, title, spoken, now, time_zone, hidden), blocks)


def build_note(booking: Booking) -> MessageContent:
    """For a conversation that the app is not in. It is said once and never changes."""
    text = (
        f"{person(booking.booked_by)} has booked a recording bot for a meeting. This app is not a member of this "
        "conversation, so the card about it is in their direct messages. To have such cards here, "
        "add the app with /invite."
    )
    return MessageContent(text, [section(text)])


def _facts(booking: Booking, now: datetime, time_zone: str) -> str:
    meeting, settings = booking.meeting, booking.wish.settings
    when = date(meeting.start_time, WHEN, time_zone)
    if _old_start(booking, now):
        when = f"~{date(meeting.moved_from or meeting.start_time, WHEN, time_zone)}~ {when}"
    return "\n".join(
        [
            f"{when} · {platform_name(meeting.platform)}",
            f"Bot: {defuse(settings.bot_name)}",
            defuse(settings_line(settings), LONGEST_SETTINGS),
        ]
    )


def _old_start(booking: Booking, now: datetime) -> datetime | None:
    """Where the meeting was, as long as people may still have that in mind."""
    return booking.meeting.moved_from if shown_status(booking, now) in SHOWN_BEFORE_CALL else None


def _who(booking: Booking) -> str:
    booked = f"Booked by {person(booking.booked_by)}"
    return booked if booking.wish.by == booking.booked_by else f"{booked}, changed by {person(booking.wish.by)}"


def _footnote(booking: Booking, hidden: TitleHidden | None) -> str:
    return ". ".join(filter(None, [_who(booking), _WHY_HIDDEN.get(hidden) if hidden else None]))


def _buttons(booking: Booking, now: datetime, status: CardStatus) -> list[Json]:
    if not status.buttons:
        return []
    value = booking_value(booking)
    return [actions(Block.BOOKING_BUTTONS, [_button(each, booking, now, value) for each in status.buttons])]


def status_buttons(booking: Booking, now: datetime, offered: Iterable[Action]) -> list[Json]:
    """The same buttons for other places than the card."""
    value = booking_value(booking)
    return [_button(each, booking, now, value) for each in offered]


def _button(action: Action, booking: Booking, now: datetime, value: str) -> Json:
    shown = shown_status(booking, now)
    if action is Action.EDIT_BOOKING:
        text = "Edit" if shown in SHOWN_BEFORE_CALL else "Edit and try again"
        return button(text, action, value)
    if action is Action.TRY_AGAIN:
        return button("Try again", action, value, style="primary")
    if action is Action.VETO_RECORDING:
        return veto_button(value)
    if action is Action.ALLOW_RECORDING:
        return _allow_button(value)
    return leave_button(value) if shown in SHOWN_IN_CALL else _cancel_button(value)


def _cancel_button(value: str) -> Json:
    question = confirm(
        "Cancel the bot?",
        "It will not come to this meeting. You can schedule it again.",
        yes="Cancel the bot",
        no="Keep it",
    )
    return button("Cancel bot", Action.CANCEL_BOT, value, style="danger", confirm=question)


def veto_button(value: str) -> Json:
    question = confirm(
        "Don't record this meeting?",
        "The bot does not come, or leaves the call, and the card says that you do not want it. Nobody can book another "
        "for this meeting, even if it moves, until you or the organiser agree. What it has recorded already is kept.",
        yes="Don't record this",
        no="Go back",
    )
    return button("Don't record this", Action.VETO_RECORDING, value, confirm=question)


def _allow_button(value: str) -> Json:
    question = confirm(
        "Allow recording again?",
        "A bot is booked for this meeting again, with the settings that it had. Only whoever objected, and the "
        "organiser, can do this.",
        yes="Allow recording",
        no="Go back",
    )
    return button("Allow recording", Action.ALLOW_RECORDING, value, confirm=question)


def leave_button(value: str) -> Json:
    question = confirm(
        "Make the bot leave?",
        "It leaves the call now, and the recording ends there.",
        yes="Make it leave",
        no="Let it stay",
    )
    return button("Make the bot leave", Action.CANCEL_BOT, value, style="danger", confirm=question)


def _text(
    booking: Booking, title: str, status: CardStatus, now: datetime, time_zone: str, hidden: TitleHidden | None
) -> str:
    """The same facts for notifications and screen readers, which see nothing of the blocks."""
    meeting, settings = booking.meeting, booking.wish.settings
    when, old = spell_out_time(meeting.start_time, time_zone), _old_start(booking, now)
    sentences = [
        f"{defuse(title)}, {when}{f', moved from {spell_out_time(old, time_zone)}' if old else ''},",
        f"on {platform_name(meeting.platform)}.",
        f"{status.label}: {status.sentences}",
        f"Recall says: {defuse(status.quoted, 1000)}" if clean(status.quoted) else "",
        f"Bot: {defuse(settings.bot_name)}. {defuse(settings_line(settings), LONGEST_SETTINGS)}.",
        f"{_footnote(booking, hidden)}.",
    ]
    return " ".join(filter(None, sentences))
