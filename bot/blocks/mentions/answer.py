"""Word the private answer to a mention: the meeting that it may mean, with what to do about it, or help."""

from datetime import datetime

from bot.blocks.form.notices import unbookable_match_warning
from bot.blocks.kit.block_kit import Json, MessageContent, actions, button, section
from bot.blocks.kit.button_value import asked_value
from bot.blocks.kit.dates import date_and_time, short_date_and_time, spell_out_dates
from bot.blocks.kit.meeting_title import link_title, meeting_title, where_held
from bot.blocks.kit.mrkdwn import defuse
from bot.blocks.names import APP_NAME, COMMAND, Action, Block
from bot.core.links.meeting_link import FoundLink
from bot.core.meetings.meeting import Meeting
from bot.core.meetings.picks import Mark

LONGEST_TITLE = 200
SCHEDULING = "*Scheduling a bot.* We'll post a message here and keep it updated."
LINK_EXPIRED = f"This link has expired. Mention {APP_NAME} with the link again."
SHORTENED = "We can't open shortened links. Mention us again with the full link."
WITHOUT_BOTS = "Bots can't join this meeting. Recall.ai has no bots for this platform."
UNSUPPORTED = (
    "This link isn't supported. Links from Zoom, Google Meet, Microsoft Teams, Webex and GoTo Meeting work: copy the "
    "full link from the invitation."
)
NO_MEETINGS = "We don't see any upcoming meetings of yours. *Choose a meeting* shows why, and what to do."
_MARKS = {
    None: "Schedule a bot to record it?",
    Mark.SCHEDULED: "A bot is already scheduled.",
    Mark.KEPT_AWAY: "Recording is off: someone who is invited doesn't want it to be recorded.",
}
_EXAMPLES = ("3 pm sync", "tomorrow 10", "my next meeting", "friday standup", "https://…")


def build_found_meeting(meeting: Meeting, mark: Mark | None, thread_ts: str | None, time_zone: str) -> MessageContent:
    """`time_zone` is the reader's own; the title is theirs to see."""
    when = date_and_time(meeting.start_time, time_zone)
    title = defuse(meeting_title(meeting), LONGEST_TITLE)
    text = f"*{title}*\n{' · '.join(filter(None, [when, where_held(meeting)]))}\n{_MARKS[mark]}"
    value = asked_value(event_id=meeting.event_id, thread_ts=thread_ts)
    first = button("Schedule", Action.SCHEDULE_ASKED, value, style="primary")
    if mark is not None:
        first = button("Open", Action.OPEN_ASKED, value)
    return _with_buttons(text, [first, _choose("Choose another", thread_ts)])


def build_found_link(
    link: FoundLink, draft_id: str, join_at: datetime | None, thread_ts: str | None, time_zone: str
) -> MessageContent:
    joins = "The bot joins as soon as you press *Schedule*."
    if join_at is not None:
        joins = f"The bot joins {short_date_and_time(join_at, time_zone)}."
    text = f"*{defuse(link_title(link.url, link.platform), LONGEST_TITLE)}*\n{joins}"
    value = asked_value(draft_id=draft_id, join_at=join_at, thread_ts=thread_ts)
    schedule = button("Schedule", Action.SCHEDULE_ASKED, value, style="primary")
    options = button("More options", Action.OPEN_ASKED, value)
    return _with_buttons(text, [schedule, options, _choose("Choose a meeting", thread_ts)])


def build_unbookable(meeting: Meeting, thread_ts: str | None, time_zone: str) -> MessageContent:
    return build_no_answer(unbookable_match_warning(meeting, time_zone), thread_ts)


def build_nothing_found(words: str, thread_ts: str | None, *, has_meetings: bool) -> MessageContent:
    if not has_meetings:
        return build_no_answer(NO_MEETINGS, thread_ts)
    first = f"None of your upcoming meetings match “{defuse(words, 100)}”."
    return build_no_answer(f"{first}\n{_examples('Try a title, a person, a day or a time:')}", thread_ts)


def build_mention_help(thread_ts: str | None) -> MessageContent:
    first = "Mention us with a meeting, and we'll find it and schedule a bot to record it:"
    last = f"Only you see our answer. See `{COMMAND} help` for more."
    return build_no_answer(f"{_examples(first)}\n{last}", thread_ts)


def build_no_answer(sentence: str, thread_ts: str | None) -> MessageContent:
    """`sentence` is one of ours. There is always a way on."""
    return _with_buttons(sentence, [_choose("Choose a meeting", thread_ts)])


def _examples(first: str) -> str:
    return "\n".join([first, *(f"• `@{APP_NAME} {each}`" for each in _EXAMPLES)])


def _choose(label: str, thread_ts: str | None) -> Json:
    return button(label, Action.CHOOSE_MEETING, asked_value(thread_ts=thread_ts))


def _with_buttons(text: str, buttons: list[Json]) -> MessageContent:
    return MessageContent(spell_out_dates(text), [section(text), actions(Block.MENTION_BUTTONS, buttons)])
