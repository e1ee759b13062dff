"""Render one meeting of the day's plan: when, what, where, why, and the button that changes it."""

from datetime import datetime

from bot.blocks.card.status import card_status
from bot.blocks.digest.plan_button import PlanButton
from bot.blocks.kit.block_kit import Json, button, section
from bot.blocks.kit.dates import short_date_and_time, time_range
from bot.blocks.kit.meeting_title import meeting_title, where_held
from bot.blocks.kit.mrkdwn import defuse
from bot.blocks.messages.why_booked import explain_reason
from bot.blocks.names import Action
from bot.core.booking.bot_status import ShownStatus
from bot.core.booking.model import Booking, shown_status
from bot.core.home.agenda import Entry
from bot.core.identifiers import UserId
from bot.core.plans.day_plan import Choice, Line

LONGEST_TITLE = 150
ACTIONS = {Choice.RECORD: Action.PLAN_RECORD, Choice.LEAVE_OUT: Action.PLAN_LEAVE_OUT}
_LABELS = {Choice.RECORD: "Record", Choice.LEAVE_OUT: "Don't record"}
# Of these the reason says all there is to say.
_AS_EXPECTED = frozenset(
    {
        ShownStatus.PENDING,
        ShownStatus.BOOKED,
        ShownStatus.MOVED,
        ShownStatus.CANCELLING,
        ShownStatus.CANCELLED,
    }
)


def line_text(line: Line, reader: UserId, now: datetime, time_zone: str) -> str:
    entry = line.entry
    when = time_range(entry.start_time, entry.subject.end_time, time_zone)
    facts = filter(None, [where_held(entry.subject), _why(line, reader, now, time_zone)])
    return f"{when} · *{title_of(entry)}*\n{' · '.join(facts)}"


def line_block(line: Line, reader: UserId, now: datetime, time_zone: str, button_value: PlanButton) -> Json:
    """`button_value` is that of the whole message."""
    text = line_text(line, reader, now, time_zone)
    return section(text, None if line.choice is None else _button(line, line.choice, button_value))


def title_of(entry: Entry, longest: int = LONGEST_TITLE) -> str:
    return defuse(meeting_title(entry.subject), longest)


def _button(line: Line, choice: Choice, button_value: PlanButton) -> Json:
    entry = line.entry
    about = button_value.about(
        event_id=entry.meeting.event_id if entry.meeting else None,
        booking_id=entry.booking.id if entry.booking else None,
    )
    return button(_LABELS[choice], ACTIONS[choice], about)


def _why(line: Line, reader: UserId, now: datetime, time_zone: str) -> str:
    booking = line.entry.booking
    reason = explain_reason(line.reason, line.owner, reader)
    is_as_expected = booking is None or shown_status(booking, now) in _AS_EXPECTED
    if booking is None or (reason and is_as_expected and not line.has_failed):
        return reason
    return " ".join(filter(None, [_state(booking, now, time_zone), reason]))


def _state(booking: Booking, now: datetime, time_zone: str) -> str:
    status = card_status(booking, now, format_time=lambda moment: short_date_and_time(moment, time_zone))
    return status.marked
