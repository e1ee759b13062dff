"""Render the views that stand in for a form. Each says why there is none, and what to do next."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.blocks.kit.block_kit import Json, actions, button, modal, section
from bot.blocks.kit.button_value import meeting_value
from bot.blocks.kit.mrkdwn import date, defuse
from bot.blocks.messages.errors import FORM_OUT_OF_DATE, account_refusal
from bot.blocks.names import COMMAND, Action, Block, Callback
from bot.core.access.people import AccountProblem
from bot.core.identifiers import ChannelId

WHEN = "{date_short_pretty} at {time}"
WITH_A_LINK = f"Or schedule a bot with a link: `{COMMAND} https://…`"


class NoticeContext(BaseModel):
    """The notice's `private_metadata`: where the form was asked for, for a form that is opened from here."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    v: Literal[1]
    channel_id: ChannelId | None = None
    thread_ts: str | None = None


def read_notice_context(view: Json) -> NoticeContext:
    """An empty context if the view has none."""
    try:
        return NoticeContext.model_validate_json(str(view.get("private_metadata") or ""))
    except ValidationError:
        return NoticeContext(v=1)


def no_calendar_notice(email: str) -> Json:
    return _notice(
        f"No calendar is connected for {defuse(email, 100)}.",
        "Connect it to Recall.ai with this address, or ask your admin. If your calendar uses another "
        "address, they can add it for you.",
        WITH_A_LINK,
    )


def calendar_connecting_notice(email: str) -> Json:
    return _notice(
        f"The calendar for {defuse(email, 100)} is being connected to Recall.ai.",
        "Your meetings will show up in a few minutes. Please check back then.",
        WITH_A_LINK,
    )


def calendar_disconnected_notice(email: str) -> Json:
    return _notice(
        f"The calendar for {defuse(email, 100)} was disconnected from Recall.ai.",
        "Its permission expired or was revoked. Reconnect it, or ask your admin.",
        WITH_A_LINK,
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
        why = f"We haven't been able to reach Recall.ai since {date(since, WHEN, time_zone)}."
    return _notice(why, "We try again every few minutes. Please check back soon.", WITH_A_LINK)


def stale_sync_warning(moment: datetime, time_zone: str) -> str:
    """Warns over a form whose meetings may be out of date."""
    since = date(moment, WHEN, time_zone)
    return f"We haven't been able to reach Recall.ai since {since}, so these meetings may be out of date."


def account_refused_notice(reason: AccountProblem) -> Json:
    return _notice(account_refusal(reason))


def no_match_warning(words: str) -> str:
    """Warns over a form that was to open at the meeting that these words find."""
    return f"None of your upcoming meetings match “{defuse(words, 100)}”. Pick one from the list."


def missing_meetings_warning(email: str) -> str:
    """Warns over a form that offers only other people's calendars, or another calendar of the person."""
    return (
        f"The calendar for {defuse(email, 100)} was disconnected from Recall.ai, so its meetings are "
        "missing. Reconnect it, or ask your admin."
    )


def no_link_notice(channel_id: ChannelId | None, thread_ts: str | None) -> Json:
    return _notice(
        "This message has no meeting link.",
        "Use the shortcut on the message with the link, or pick the meeting from your calendar.",
        context=NoticeContext(v=1, channel_id=channel_id, thread_ts=thread_ts),
    )


def unknown_link_notice(channel_id: ChannelId | None, thread_ts: str | None) -> Json:
    return _notice(
        "This link isn't supported.",
        "Links from Zoom, Google Meet, Microsoft Teams, Webex and GoTo Meeting work. Copy the full link "
        "from the invitation, or pick the meeting from your calendar.",
        context=NoticeContext(v=1, channel_id=channel_id, thread_ts=thread_ts),
    )


def short_link_notice(channel_id: ChannelId | None, thread_ts: str | None) -> Json:
    return _notice(
        "We can't open shortened links.",
        f"Open it in your browser and run `{COMMAND}` with the full link, or pick the meeting from your calendar.",
        context=NoticeContext(v=1, channel_id=channel_id, thread_ts=thread_ts),
    )


def unchanged_notice() -> Json:
    return _notice(
        "Already scheduled with these settings.",
        "See its card for the bot's current status.",
        title="No changes",
    )


def outdated_form_notice() -> Json:
    return _notice(FORM_OUT_OF_DATE)


def _notice(*paragraphs: str, context: NoticeContext | None = None, title: str = "Schedule a bot") -> Json:
    """With a `context`, the person can go on to the calendar's meetings."""
    blocks = [section(paragraph) for paragraph in paragraphs]
    if context:
        pick = button("Pick from my calendar", Action.PICK_FROM_CALENDAR, meeting_value(), style="primary")
        blocks.append(actions(Block.NOTICE_BUTTONS, [pick]))
    metadata = context.model_dump_json() if context else ""
    return modal(Callback.SCHEDULE_NOTICE, title, blocks, private_metadata=metadata)
