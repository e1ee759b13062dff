"""Render the fields for where the card goes and whether the meeting's title may be read there."""

from bot.blocks.form.state import FormKind, ScheduleForm
from bot.blocks.kit.block_kit import (
    Json,
    button,
    checkbox,
    context,
    conversations_select,
    input_block,
    section,
)
from bot.blocks.kit.mrkdwn import channel
from bot.blocks.names import Action, Block, Field, with_suffix
from bot.core.access.title_visibility import Audience
from bot.core.booking.model import BookedMeeting
from bot.core.bot_config.policy import Policy
from bot.core.bot_config.settings import Transcript
from bot.core.meetings.meeting import Meeting

MAX_NAMED = 20
ONLY_YOU = "*Post updates in*\nYour messages with this app. Only you see them."
SUMMARY_HINT = "A summary of the meeting goes in its thread."
NOT_SHARED_HINT = "Channels shared with external people aren't listed."
PRIVATE_MEETING = (
    "This meeting is private on your calendar, so its title stays hidden in channels unless you show it "
    "under More options."
)
PRIVATE_MEETING_TOO = "This meeting is also private on your calendar."
_WHO_READS_IT = {
    Audience.OUTSIDERS: "External people can read this channel",
    Audience.UNKNOWN: "We can't tell if this channel has external people",
}
TITLE_OUTSIDE_HINT = "Otherwise the title stays hidden there."


def destination_fields(
    form: ScheduleForm, policy: Policy, *, excludes_shared: bool, has_summary: bool = False
) -> list[Json]:
    """Where the app cannot see what is shared with outsiders, Slack keeps that out of the list.

    `has_summary`: what was said will be told in the card's thread.
    """
    if form.is_edit and not form.context.is_series:
        return [context("Updates stay in the same message.")]
    if form.is_for_own_messages:
        return [section(ONLY_YOU, button("Choose a channel", Action.POST_TO_CHANNEL), block_id=Block.DESTINATION)]
    action = Action.ANSWER if excludes_shared else Action.CHOOSE_DESTINATION
    select = conversations_select(action, form.answers.destination, excludes_shared=excludes_shared)
    field = input_block(
        form.block_id(Field.DESTINATION),
        "Post updates in",
        select,
        hint=_hint(form, excludes_shared=excludes_shared, has_summary=has_summary),
        is_sent_at_once=not excludes_shared,
    )
    return [field, *([] if policy.channels is None else [context(allowed_channels(policy.channels))])]


def allowed_channels(channels: frozenset[str]) -> str:
    """In mrkdwn: Slack shows each reader only the channel names that they may know."""
    named = ", ".join(channel(each) for each in sorted(channels)[:MAX_NAMED])
    more = f" and {len(channels) - MAX_NAMED} more" if len(channels) > MAX_NAMED else ""
    return f"Your admin allows updates only in {named}{more}."


def title_fields(form: ScheduleForm, meeting: Meeting | BookedMeeting | None) -> list[Json]:
    """Ask about the title where outsiders may read it, and say why a private meeting's title is hidden."""
    if form.context.kind is FormKind.LINK or meeting is None or not meeting.title:
        return []
    is_private = form.context.private_event is not None
    if not form.asks_about_outsiders or form.context.audience is None:
        return [context(PRIVATE_MEETING)] if is_private else []
    return [_question(form, form.context.audience), *([context(PRIVATE_MEETING_TOO)] if is_private else [])]


def _question(form: ScheduleForm, audience: Audience) -> Json:
    """A tick for one conversation does not count for another: each has its own block."""
    channel_id = form.destination or ""
    is_ticked = form.answers.shows_title_outside == channel_id
    box = checkbox(Action.ANSWER, "Show the meeting title there", channel_id, is_ticked=is_ticked)
    block_id = with_suffix(Field.SHOWS_TITLE_OUTSIDE, channel_id)
    return input_block(block_id, _WHO_READS_IT[audience], box, hint=TITLE_OUTSIDE_HINT, is_optional=True)


def _hint(form: ScheduleForm, *, excludes_shared: bool, has_summary: bool) -> str:
    sentences = ["We'll post one message and keep it updated."]
    if form.context.thread_ts:
        is_here = form.context.thread_channel == form.context.channel_id
        where = "Here" if is_here else "In the original channel"
        sentences.append(f"{where}, it goes in the message's thread.")
    if has_summary and form.answers.settings["transcript"] != Transcript.NONE:
        sentences.append(SUMMARY_HINT)
    if excludes_shared:
        sentences.append(NOT_SHARED_HINT)
    return " ".join(sentences)
