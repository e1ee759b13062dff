"""App Home: what this app does, and one's coming meetings with their bots."""

from collections.abc import Sequence
from datetime import datetime

from bot.blocks.block_kit import Json, actions, button, divider, header, home, section
from bot.blocks.booking_button import booking_value, meeting_value
from bot.blocks.card_status import BEFORE_THE_CALL
from bot.blocks.meeting_options import NO_TITLE
from bot.blocks.mrkdwn import date, inert
from bot.blocks.names import COMMAND, Action, Block
from bot.core.booking import BookedMeeting, Booking, shown_status
from bot.core.bot_outcomes import shown_words
from bot.core.meeting import Meeting, can_be_booked, platform_name

MOST_SHOWN = 20
WHAT_IT_DOES = (
    "This app books a Recall.ai bot that joins a meeting and records it. "
    f"Use the button here, `{COMMAND}` in any conversation, or the shortcut on a message with a meeting link."
)
NO_MEETINGS = (
    "You have no coming meetings with a link. Add one to your calendar, "
    f"or book a bot for a link: `{COMMAND} https://…`"
)


def build_home(
    meetings: Sequence[Meeting], bookings: Sequence[Booking], now: datetime, time_zone: str, *, trouble: str = ""
) -> Json:
    """`bookings` are this person's own; those for bare links stand among the meetings.

    `trouble` is a sentence of ours about why meetings may be missing.
    """
    booked = {booking.meeting.event_id: booking for booking in bookings if booking.meeting.event_id}
    lines = [
        (each.start_time, _meeting_line(each, booked.pop(each.event_id, None), now, time_zone)) for each in meetings
    ]
    lines += [
        (each.meeting.start_time, _booking_line(each, now, time_zone))
        for each in bookings
        if each.meeting.event_id is None or each.meeting.event_id in booked
    ]
    soonest = [line for _, line in sorted(lines, key=lambda entry: entry[0])[:MOST_SHOWN]]
    schedule = button("Schedule a bot", Action.SCHEDULE_A_BOT, meeting_value(), style="primary")
    return home(
        [
            header("Recording bots for your meetings"),
            section(WHAT_IT_DOES),
            actions(Block.HOME_BUTTONS, [schedule]),
            divider(),
            *([section(trouble)] if trouble else []),
            *(soonest or ([] if trouble else [section(NO_MEETINGS)])),
        ]
    )


def _meeting_line(meeting: Meeting, booking: Booking | None, now: datetime, time_zone: str) -> Json:
    if booking:
        return _booking_line(booking, now, time_zone)
    schedule = button("Schedule a bot", Action.SCHEDULE_A_BOT, meeting_value(meeting.event_id))
    return section(_line(meeting, "No bot", time_zone), schedule if can_be_booked(meeting, now) else None)


def _booking_line(booking: Booking, now: datetime, time_zone: str) -> Json:
    shown = shown_status(booking, now)
    edit = button("Edit", Action.EDIT_BOOKING, booking_value(booking))
    line = _line(booking.meeting, shown_words(shown).label, time_zone)
    return section(line, edit if shown in BEFORE_THE_CALL else None)


def _line(meeting: Meeting | BookedMeeting, state: str, time_zone: str) -> str:
    title = inert(meeting.title, 200, otherwise=NO_TITLE)
    when = date(meeting.start_time, "{date_short_pretty} at {time}", time_zone)
    return f"{title}\n{when} · {platform_name(meeting.platform)} · *{state}*"
