"""Render a person's upcoming meetings and calendars for App Home and the list: to this person alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.blocks.card.card import status_buttons
from bot.blocks.card.status import card_status
from bot.blocks.home.calendars import calendar_warnings
from bot.blocks.kit.block_kit import Json, actions, button, context, section, with_subject
from bot.blocks.kit.button_value import meeting_value
from bot.blocks.kit.dates import short_date_and_time, time_range
from bot.blocks.kit.meeting_title import meeting_title, where_held
from bot.blocks.kit.mrkdwn import defuse, person
from bot.blocks.kit.times import day
from bot.blocks.messages.why_booked import why_booked
from bot.blocks.names import COMMAND, Action, Block, with_suffix
from bot.core.access.permissions import Deed
from bot.core.booking.bot_status import ShownStatus
from bot.core.booking.model import BookedMeeting, Booking, shown_status
from bot.core.home.agenda import Agenda, Entry
from bot.core.meetings.meeting import Meeting, can_be_booked

LONGEST_TITLE = 200
BY_OTHERS = "*Scheduled* by another integration"
NO_MEETINGS = (
    "Your calendar has no upcoming meetings with a link. Add one, and it will show up here within "
    f"minutes. Or schedule a bot with a link: `{COMMAND} https://…`"
)
# Recordings are offered beside what became of the bookings, below.
_DEEDS = {
    Action.EDIT_BOOKING: Deed.EDIT,
    Action.CANCEL_BOT: Deed.CANCEL,
    Action.TRY_AGAIN: Deed.TRY_AGAIN,
    Action.VETO_RECORDING: Deed.VETO,
    Action.ALLOW_RECORDING: Deed.ALLOW_AGAIN,
    Action.CHANGE_ORIGIN: Deed.SEE,
}
# Of these the label says all there is to say.
_SPEAKS_FOR_ITSELF = frozenset(
    {
        ShownStatus.PENDING,
        ShownStatus.BOOKED,
        ShownStatus.JOINING,
        ShownStatus.IN_CALL,
        ShownStatus.RECORDING,
        ShownStatus.PAUSED,
    }
)


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of the page or list. `text` is for notifications and screen readers as well."""

    text: str
    blocks: list[Json]


def upcoming_lines(agenda: Agenda, now: datetime, time_zone: str, room: int) -> list[Line]:
    """Group entries by day in the person's zone, in at most `room` blocks; the last one counts what is left out."""
    lines: list[Line] = []
    used, heading = 0, ""
    for place, entry in enumerate(agenda.entries):
        that_day = day(entry.start_time, now, time_zone)
        more = [] if that_day == heading else [Line(that_day, [section(f"*{that_day}*")])]
        more.append(_entry_line(entry, agenda, now, time_zone, place))
        used += sum(len(line.blocks) for line in more)
        if used >= room:
            return [*lines, _left_out_line(len(agenda.entries) - place + agenda.left_out)]
        lines += more
        heading = that_day
    return [*lines, _left_out_line(agenda.left_out)] if agenda.left_out else lines


def meeting_warnings(agenda: Agenda, time_zone: str) -> list[str]:
    """Why meetings may be missing, and what to do about it."""
    return list(_meeting_warnings(agenda, time_zone))


def synced_line(agenda: Agenda, time_zone: str) -> list[str]:
    return [] if agenda.read_at is None else [f"Last synced: {short_date_and_time(agenda.read_at, time_zone)}"]


def schedule_button(agenda_meeting: Meeting | None = None) -> Json:
    if agenda_meeting is None:
        return button("Schedule a bot", Action.SCHEDULE_A_BOT, meeting_value(), style="primary")
    offered = button("Schedule a bot", Action.SCHEDULE_A_BOT, meeting_value(agenda_meeting.event_id))
    return with_subject(offered, meeting_title(agenda_meeting))


def _meeting_warnings(agenda: Agenda, time_zone: str) -> Iterator[str]:
    if agenda.read_at is None:
        yield "*Your meetings haven't been loaded yet.* We try again every few minutes."
    else:
        yield from calendar_warnings(agenda)
    if agenda.is_stale and agenda.read_at:
        since = short_date_and_time(agenda.read_at, time_zone)
        yield (f"*We haven't been able to reach Recall.ai since {since}*, so these meetings may be out of date.")


def _entry_line(entry: Entry, agenda: Agenda, now: datetime, time_zone: str, place: int) -> Line:
    """`place` tells its row of buttons from the others: one booking may stand for two of a person's meetings."""
    subject = entry.subject
    when = time_range(subject.start_time, subject.end_time, time_zone)
    facts = [where_held(subject), _state(entry, agenda, now, time_zone)]
    text = f"{when} · {title_of(subject)}\n{' · '.join(filter(None, facts))}"
    booking = entry.booking
    if booking is not None and (row := _buttons(entry, booking, now)):
        return Line(text, [section(text), actions(with_suffix(Block.BOOKING_BUTTONS, place + 1), row)])
    is_free = booking is None or not (booking.is_live(now) or booking.veto)
    is_offered = entry.meeting is not None and is_free and can_be_booked(entry.meeting, now)
    return Line(text, [section(text, schedule_button(entry.meeting) if is_offered else None)])


def _state(entry: Entry, agenda: Agenda, now: datetime, time_zone: str) -> str:
    booking = entry.booking
    if booking is None:
        return BY_OTHERS if entry.is_booked_by_others else "No bot"
    status = card_status(
        booking,
        now,
        format_time=lambda moment: short_date_and_time(moment, time_zone),
        has_operators=agenda.has_operators,
    )
    by = _by_whom(booking, agenda)
    has_trouble = booking.attempt.failure is not None and not booking.is_applied
    shown = shown_status(booking, now)
    is_plain = shown in _SPEAKS_FOR_ITSELF and not has_trouble
    if is_plain:
        return f"*{status.label}*{by}"
    was = booking.meeting.moved_from if shown is ShownStatus.MOVED else None
    sentences = f"{status.sentences} It was {short_date_and_time(was, time_zone)}." if was else status.sentences
    return f"*{status.label}*{by}\n{sentences}"


def _by_whom(booking: Booking, agenda: Agenda) -> str:
    if why := why_booked(booking, agenda.user_id):
        return f" · {why}"
    return "" if booking.booked_by == agenda.user_id else f" · booked by {person(booking.booked_by)}"


def _buttons(entry: Entry, booking: Booking, now: datetime) -> list[Json]:
    """The buttons that make sense for this reader now; permission is checked again at the click."""
    offered = card_status(booking, now, format_time=str).buttons
    possible = [each for each in offered if _DEEDS.get(each) in entry.deeds]
    if booking.origin.is_automatic and Action.CANCEL_BOT in possible:  # which leaves this one out
        possible = [each for each in possible if each is not Action.VETO_RECORDING]
    row = status_buttons(booking, now, possible)
    return [with_subject(each, meeting_title(entry.subject)) for each in row]


def _left_out_line(count: int) -> Line:
    text = f"And {count} more. Choose *Schedule a bot* to find them all."
    return Line(text, [context(text)])


def title_of(subject: Meeting | BookedMeeting) -> str:
    return defuse(meeting_title(subject), LONGEST_TITLE)
