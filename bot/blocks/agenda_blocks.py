"""A person's coming meetings, calendars and late news, as App Home and the list show them: to this person alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.blocks.block_kit import Json, actions, button, context, section
from bot.blocks.booking_button import booking_value, meeting_value
from bot.blocks.booking_card import status_buttons
from bot.blocks.card_status import CardStatus, card_status
from bot.blocks.meeting_options import NO_TITLE
from bot.blocks.mrkdwn import inert, person
from bot.blocks.names import COMMAND, Action, Block, with_suffix
from bot.blocks.thread_reply import may_be_recorded
from bot.blocks.times import clock, day
from bot.core.agenda import Agenda, Entry, happened_at
from bot.core.booking import BookedMeeting, Booking, Media, ShownStatus, shown_status
from bot.core.identifiers import UserId
from bot.core.meeting import Meeting, can_be_booked, platform_name

LONGEST_TITLE = 200
MOST_CALENDARS = 10
BY_OTHERS = "*Booked* by another integration"
NO_MEETINGS = (
    "There are no coming meetings with a link on your calendar. Add one: it is found here minutes later. "
    f"Or book a bot for a link: `{COMMAND} https://…`"
)
NOTHING_LATELY = "Nothing yet. What becomes of the bots that you book is told here for a week."
_CALENDARS = {"google_calendar": "Google Calendar", "microsoft_outlook": "Outlook"}
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
    """What is told of one thing. `text` is for notifications and screen readers as well."""

    text: str
    blocks: list[Json]


def coming_lines(agenda: Agenda, now: datetime, time_zone: str, room: int) -> list[Line]:
    """By day in the person's own zone, in at most `room` blocks, the last of which says how much is left out."""
    lines: list[Line] = []
    used, heading = 0, ""
    for place, entry in enumerate(agenda.entries):
        that_day = day(entry.start_time, now, time_zone)
        more = [] if that_day == heading else [Line(that_day, [section(f"*{that_day}*")])]
        more.append(_entry_line(entry, agenda.user_id, now, time_zone))
        used += sum(len(line.blocks) for line in more)
        if used >= room:
            return [*lines, _left_out(len(agenda.entries) - place + agenda.left_out)]
        lines += more
        heading = that_day
    return [*lines, _left_out(agenda.left_out)] if agenda.left_out else lines


def troubles(agenda: Agenda, now: datetime, time_zone: str) -> list[str]:
    """Why meetings may be missing, and what to do about it."""
    return list(_troubles(agenda, now, time_zone))


def calendar_lines(agenda: Agenda, now: datetime, time_zone: str) -> list[str]:
    states = {True: "connected", False: "*not connected any more*"}
    lines = [
        f"{inert(each.email, 100, otherwise='Your calendar')} · {_CALENDARS.get(each.platform, 'Calendar')}: "
        f"{states[each.is_connected]}"
        for each in agenda.calendars[:MOST_CALENDARS]
    ] or ["No calendar is connected for you."]
    if agenda.read_at is not None:
        lines.append(f"Last read: {_moment(agenda.read_at, now, time_zone)}")
    return lines


def lately_lines(agenda: Agenda, now: datetime, time_zone: str, most: int) -> list[Line]:
    lines = [_line_of_news(booking, now, time_zone) for booking in agenda.lately[:most]]
    return lines or [Line(NOTHING_LATELY, [section(NOTHING_LATELY)])]


def schedule_button(agenda_meeting: Meeting | None = None) -> Json:
    if agenda_meeting is None:
        return button("Schedule a bot", Action.SCHEDULE_A_BOT, meeting_value(), style="primary")
    return button("Schedule a bot", Action.SCHEDULE_A_BOT, meeting_value(agenda_meeting.event_id))


def _troubles(agenda: Agenda, now: datetime, time_zone: str) -> Iterator[str]:
    if agenda.read_at is None:
        yield "*Your meetings have not been read yet.* It is tried again every few minutes."
    elif not agenda.calendars:
        yield (
            f"*No calendar is connected for {inert(agenda.email, 100)}.* Connect it to Recall.ai under this address, "
            "or ask whoever runs this app to."
        )
    elif not all(calendar.is_connected for calendar in agenda.calendars):
        yield (
            "*Your calendar is not connected to Recall.ai any more.* Connect it again, or ask whoever runs this app to."
            if len(agenda.calendars) == 1
            else "*One of your calendars is not connected to Recall.ai any more*, see below. Connect it again, or ask "
            "whoever runs this app to."
        )
    if agenda.is_stale and agenda.read_at:
        since = _moment(agenda.read_at, now, time_zone)
        yield f"*Recall.ai has not answered since {since}*, so these meetings may be out of date."


def _entry_line(entry: Entry, reader: UserId, now: datetime, time_zone: str) -> Line:
    what = entry.what
    when = f"{clock(what.start_time, time_zone)}–{clock(what.end_time, time_zone)}"
    text = f"{when} · {_title(what)}\n{platform_name(what.platform)} · {_state(entry, reader, now, time_zone)}"
    booking = entry.booking
    if booking is not None and (row := _buttons(booking, reader, now)):
        return Line(text, [section(text), actions(with_suffix(Block.BOOKING_BUTTONS, booking.id), row)])
    is_free = booking is None or not booking.is_live(now)
    is_offered = entry.meeting is not None and is_free and can_be_booked(entry.meeting, now)
    return Line(text, [section(text, schedule_button(entry.meeting) if is_offered else None)])


def _state(entry: Entry, reader: UserId, now: datetime, time_zone: str) -> str:
    booking = entry.booking
    if booking is None:
        return BY_OTHERS if entry.is_booked_by_others else "No bot"
    status = _status(booking, now, time_zone)
    by = "" if booking.booked_by == reader else f", booked by {person(booking.booked_by)}"
    has_trouble = booking.attempt.failure is not None and not booking.is_applied
    is_plain = shown_status(booking, now) in _SPEAKS_FOR_ITSELF and not has_trouble
    return f"*{status.label}*{by}" if is_plain else f"*{status.label}*{by}\n{status.sentences}"


def _buttons(booking: Booking, reader: UserId, now: datetime) -> list[Json]:
    """Whether they may is asked when they press; what nobody but the booker may is not offered to others."""
    offered = _status(booking, now).buttons
    if booking.booked_by != reader:
        offered = tuple(each for each in offered if each is not Action.CANCEL_BOT)
    return status_buttons(booking, now, offered)


def _line_of_news(booking: Booking, now: datetime, time_zone: str) -> Line:
    status = _status(booking, now, time_zone)
    what = f"{_title(booking.meeting)} · {_moment(booking.meeting.start_time, now, time_zone)}"
    was = booking.meeting.moved_from
    if was is not None and shown_status(booking, now) is ShownStatus.MOVED:
        what += f", moved from {_moment(was, now, time_zone)}"
    happened = happened_at(booking, now) or booking.wish.at
    text = f"{what}\n*{status.label}*, {_moment(happened, now, time_zone)}. {status.sentences}"
    is_there = booking.bot.is_over and booking.bot.media in {Media.KEPT, Media.NOT_DELETED} and may_be_recorded(booking)
    recording = button("Recording", Action.SHOW_RECORDING, booking_value(booking)) if is_there else None
    return Line(text, [section(text, recording)])


def _status(booking: Booking, now: datetime, time_zone: str = "UTC") -> CardStatus:
    return card_status(booking, now, told=lambda moment: _moment(moment, now, time_zone))


def _left_out(count: int) -> Line:
    text = f"And {count} more: the form that *Schedule a bot* opens finds them all."
    return Line(text, [context(text)])


def _title(what: Meeting | BookedMeeting) -> str:
    return inert(what.title, LONGEST_TITLE, otherwise=NO_TITLE)


def _moment(moment: datetime, now: datetime, time_zone: str) -> str:
    return f"{day(moment, now, time_zone)}, {clock(moment, time_zone)}"
