"""Render the views that stand in for a form. Each says why there is none, and what to do next."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.blocks.calendars.buttons import connect_row, setup_missing, whom_to_ask
from bot.blocks.kit.alert import AlertLevel, notice
from bot.blocks.kit.block_kit import Json, actions, button, modal, section
from bot.blocks.kit.button_value import meeting_value
from bot.blocks.kit.dates import short_date_and_time
from bot.blocks.kit.mrkdwn import defuse
from bot.blocks.messages.errors import FORM_OUT_OF_DATE, account_refusal
from bot.blocks.messages.why_booked import explain_reason
from bot.blocks.names import COMMAND, Action, Block, Callback
from bot.core.access.people import AccountProblem
from bot.core.access.verdicts import HeldBack
from bot.core.calendars.connect_offer import ConnectOffer
from bot.core.calendars.providers import CalendarProvider
from bot.core.identifiers import ChannelId, UserId
from bot.core.meetings.meeting import Meeting

WITH_A_LINK = f"Or schedule a bot with a link: `{COMMAND} https://…`"
OWN_MEETINGS_MISSING = "These are only meetings others invited you to. Connect your calendar to see all of yours."


class NoticeContext(BaseModel):
    """The notice's `private_metadata`: where the form was asked for, for a form that is opened from here."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    v: Literal[1]
    channel_id: ChannelId | None = None
    thread_ts: str | None = None
    wants_form: bool = False  # the person asked for the form, and reads of a calendar in its place


def read_notice_context(view: Json) -> NoticeContext:
    """An empty context if the view has none."""
    try:
        return NoticeContext.model_validate_json(str(view.get("private_metadata") or ""))
    except ValidationError:
        return NoticeContext(v=1)


def no_calendar_notice(email: str, connect: ConnectOffer, reader: UserId, context: NoticeContext) -> Json:
    first = f"No calendar is connected for {defuse(email, 100)}."
    if not connect.providers:
        return _notice(first, setup_missing(connect, reader), WITH_A_LINK)
    return _notice(
        first,
        "Connect yours to pick a meeting here.",
        rows=connect_row(connect.providers),
        last=WITH_A_LINK,
        context=context,
    )


def calendar_connecting_notice(email: str) -> Json:
    return _notice(
        f"The calendar for {defuse(email, 100)} is being connected to Recall.ai.",
        "Your meetings will show up in a few minutes. Please check back then.",
        WITH_A_LINK,
    )


def calendar_disconnected_notice(
    email: str, providers: Sequence[CalendarProvider], connect: ConnectOffer, context: NoticeContext
) -> Json:
    """`providers`: of the calendars that can be connected again from here."""
    first = f"The calendar for {defuse(email, 100)} was disconnected from Recall.ai."
    why = "Its permission expired or was revoked."
    if not providers:
        return _notice(first, f"{why} Ask {whom_to_ask(connect)} to reconnect it.", WITH_A_LINK)
    return _notice(
        first,
        f"{why} Reconnect it to see your meetings again.",
        rows=connect_row(providers, verb="Reconnect"),
        last=WITH_A_LINK,
        context=context,
    )


def no_meetings_notice() -> Json:
    return _notice(
        "Your calendar has no upcoming meetings with a link.",
        "Add one with a Zoom, Google Meet, Teams or Webex link, and it will show up here within minutes.",
        WITH_A_LINK,
    )


def sync_pending_notice(since: datetime | None, time_zone: str) -> Json:
    """`since` is when the calendars were last read; None: not once."""
    if since is None:
        why = "Your meetings haven't been loaded yet because Recall.ai isn't responding."
    else:
        why = f"We haven't been able to reach Recall.ai since {short_date_and_time(since, time_zone)}."
    return _notice(why, "We try again every few minutes. Please check back soon.", WITH_A_LINK)


def stale_sync_warning(moment: datetime, time_zone: str) -> str:
    """Warns over a form whose meetings may be out of date."""
    since = short_date_and_time(moment, time_zone)
    return f"We haven't been able to reach Recall.ai since {since}, so these meetings may be out of date."


def account_refused_notice(reason: AccountProblem) -> Json:
    return _notice(account_refusal(reason), level="error")


def no_match_warning(words: str) -> str:
    """Warns over a form that was to open at the meeting that these words find."""
    return f"None of your upcoming meetings match “{defuse(words, 100)}”. Pick one from the list."


def unbookable_match_warning(meeting: Meeting, time_zone: str) -> str:
    """Stands there in its place if only a meeting that no bot can attend matches."""
    when = short_date_and_time(meeting.start_time, time_zone)
    title = defuse(meeting.title, 100, otherwise="This meeting")
    if meeting.is_all_day:
        return f"“{title}” is an all-day event, so no bot can be scheduled for it. Pick another from the list."
    return f"“{title}” ({when}) has no link that a bot can use. Pick another from the list."


def missing_meetings_warning(email: str, *, can_reconnect: bool = False) -> str:
    """Warns over a form that offers only other people's calendars, or another calendar of the person."""
    first = (
        f"The calendar for {defuse(email, 100)} was disconnected from Recall.ai, so its meetings are "
        "missing. Reconnect it, or ask your admin."
    )
    return first if can_reconnect else f"{first} Ask an app admin to reconnect it."


def no_link_notice(channel_id: ChannelId | None, thread_ts: str | None) -> Json:
    return _notice(
        "This message has no meeting link.",
        "Use the shortcut on the message with the link, or pick the meeting from your calendar.",
        rows=_pick_row(),
        context=NoticeContext(v=1, channel_id=channel_id, thread_ts=thread_ts),
    )


def unknown_link_notice(channel_id: ChannelId | None, thread_ts: str | None) -> Json:
    return _notice(
        "This link isn't supported.",
        "Links from Zoom, Google Meet, Microsoft Teams, Webex and GoTo Meeting work. Copy the full link "
        "from the invitation, or pick the meeting from your calendar.",
        rows=_pick_row(),
        context=NoticeContext(v=1, channel_id=channel_id, thread_ts=thread_ts),
    )


def without_bots_notice(channel_id: ChannelId | None, thread_ts: str | None) -> Json:
    return _notice(
        "Bots can't join this meeting.",
        "Recall.ai has no bots for this platform. Links from Zoom, Google Meet, Microsoft Teams, Webex "
        "and GoTo Meeting work, but not from Zoom for Government.",
        rows=_pick_row(),
        context=NoticeContext(v=1, channel_id=channel_id, thread_ts=thread_ts),
    )


def short_link_notice(channel_id: ChannelId | None, thread_ts: str | None) -> Json:
    return _notice(
        "We can't open shortened links.",
        f"Open it in your browser and run `{COMMAND}` with the full link, or pick the meeting from your calendar.",
        rows=_pick_row(),
        context=NoticeContext(v=1, channel_id=channel_id, thread_ts=thread_ts),
    )


def unchanged_notice() -> Json:
    return _notice(
        "Already scheduled with these settings.",
        "See its card for the bot's current status.",
        title="No changes",
        level="success",
    )


def series_held_back_notice(held_back: HeldBack, reader: UserId) -> Json:
    """After the form of a series whose later ones nothing books yet."""
    why = explain_reason(held_back.reason, held_back.owner, reader)
    return _notice(
        "This meeting is scheduled, but not the rest of the series.",
        f"{why} Your choice is saved. See `{COMMAND} rules`.",
        title="Series on hold",
        level="warning",
    )


def outdated_form_notice() -> Json:
    return _notice(FORM_OUT_OF_DATE, level="warning")


def _pick_row() -> list[Json]:
    pick = button("Pick from my calendar", Action.PICK_FROM_CALENDAR, meeting_value(), style="primary")
    return [actions(Block.NOTICE_BUTTONS, [pick])]


def _notice(
    *paragraphs: str,
    rows: Sequence[Json] = (),
    last: str = "",
    context: NoticeContext | None = None,
    title: str = "Schedule a bot",
    level: AlertLevel = "info",
) -> Json:
    """The first paragraph is an alert.

    `rows` of buttons below the paragraphs; `context` where one of them leads on to the form.
    """
    first, *rest = paragraphs
    blocks = [notice(first, level), *(section(each) for each in rest), *rows, *([section(last)] if last else [])]
    metadata = context.model_dump_json() if context else ""
    return modal(Callback.SCHEDULE_NOTICE, title, blocks, private_metadata=metadata)
