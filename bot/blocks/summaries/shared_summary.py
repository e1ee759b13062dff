"""Render a summary that a person shares: the modal that asks where, and the message there."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.blocks.kit.block_kit import Json, MessageContent, context, conversations_select, input_block, modal, section
from bot.blocks.kit.dates import short_date_and_time
from bot.blocks.kit.element_state import object_of, read_conversation, text_of
from bot.blocks.kit.meeting_title import meeting_title
from bot.blocks.kit.mrkdwn import channel, defuse, person
from bot.blocks.kit.times import spell_out_time
from bot.blocks.names import Action, Block, Callback
from bot.blocks.summaries.buttons import full_summary_button, summary_buttons
from bot.blocks.summaries.summary_reply import GONE, content_of, source_of
from bot.core.access.title_visibility import is_title_wished
from bot.core.booking.model import Booking
from bot.core.identifiers import BookingId, BotId, ChannelId
from bot.core.summaries.model import SummaryRecord

UNTITLED = "a meeting"
EVERYONE_THERE = (
    "Everyone there can read the short summary. Only people who can see the recording can open the full one."
)
PRIVATE_EVENT = "This meeting is private on the calendar."
SHARE_OUTSIDE = "The summary wasn't posted because external people can read that channel."
CHOOSE_ONE = "Choose a channel."
NOT_ALLOWED = "Your admin doesn't allow updates there. Choose another channel."


class ShareContext(BaseModel):
    """The modal's `private_metadata`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    v: Literal[1]
    booking_id: BookingId
    bot_id: BotId | None = None


def build_share_view(booking: Booking, allowed: str = "") -> Json:
    """Channels that people outside read are not offered. `allowed`: a sentence on where the policy lets it go."""
    select = conversations_select(Action.ANSWER, None, excludes_shared=True)
    warning = f"{PRIVATE_EVENT} {EVERYONE_THERE}" if booking.meeting.is_private else EVERYONE_THERE
    return modal(
        Callback.SHARE_SUMMARY,
        "Share summary",
        [
            section(f"*{defuse(meeting_title(booking.meeting), 200)}*"),
            input_block(Block.SHARE_TO, "Share in", select),
            *([context(allowed)] if allowed else []),
            context(warning),
        ],
        submit="Share",
        private_metadata=ShareContext(v=1, booking_id=booking.id, bot_id=booking.bot.bot_id).model_dump_json(),
    )


def read_share(view: Json) -> tuple[ShareContext, ChannelId | None] | None:
    """None for a view that is not one of ours."""
    try:
        told = ShareContext.model_validate_json(text_of(view.get("private_metadata")))
    except ValidationError:
        return None
    values = object_of(object_of(view.get("state")).get("values"))
    chosen = read_conversation(object_of(object_of(values.get(Block.SHARE_TO)).get(Action.ANSWER)))
    return told, ChannelId(chosen) if chosen else None


def build_shared_summary(booking: Booking, record: SummaryRecord, by: str) -> MessageContent:
    """In a conversation that the person has chosen. A title that is kept from channels stays out of this one too."""
    title = f"*{defuse(meeting_title(booking.meeting), 200)}*" if is_title_wished(booking) else UNTITLED
    start = booking.meeting.start_time
    parts = [part for part in content_of(record) if part]
    first = f"{person(by)} shared the summary of {title}"
    text = "\n\n".join([f"{first}, {spell_out_time(start, booking.time_zone)}.", *parts])
    blocks = [
        section(f"{first}, {short_date_and_time(start, booking.time_zone)}."),
        *map(section, parts),
        context(source_of(record)),
        summary_buttons([full_summary_button(booking)]),
    ]
    return MessageContent(text, blocks)


def build_withdrawn_share() -> MessageContent:
    return MessageContent(GONE, [section(GONE)])


def share_refused(channel_id: ChannelId) -> str:
    return (
        f"We couldn't post the summary in {channel(channel_id)}. Add the app there with /invite, then share it again."
    )


def being_shared(channel_id: ChannelId) -> str:
    return f"The summary is being posted in {channel(channel_id)}."
