"""List the form fields in one table: how each is asked for, read back from Slack, and called right or wrong.

To add a field, touch these:

1. `BotSettings` in bot/core/bot_config/settings.py: its name, type, limits and default.
2. The table in bot/core/bot_config/form_fields/table.py: to and from Recall, its words, its checks.
3. This table: its label, its element, how that is read.

A field's id, which is also the beginning of its block id, is the setting's name.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from bot.blocks.form.minutes import minutes_from_seconds, seconds_from_minutes
from bot.blocks.kit.block_kit import TEXT_INPUT, Json, number_input, option, static_select, text_input
from bot.blocks.kit.element_state import read_line, read_lines, read_option
from bot.blocks.names import Action, Field
from bot.core.bot_config.durations import hours_in_words
from bot.core.bot_config.policy import Policy
from bot.core.bot_config.settings import LANGUAGES, Media, Transcript

LONGEST_HELD = 20
BOT_NAME_CHARACTERS = 100
LONGEST_TIMEOUT_SECONDS = 24 * 60 * 60
USUAL_HOURS = (24, 7 * 24, 30 * 24, 90 * 24)
NOT_KEPT = "none"
NOT_KEPT_WARNING = "The recording *won't be kept*: there will be no video, audio or transcript after the meeting."
WAITING_ROOM_HINT = "Google Meet ends the wait after 10 minutes, whatever you set here."

_TRANSCRIPTS = {
    Transcript.NONE: "No transcript",
    Transcript.RECALLAI: "Recall.ai",
    Transcript.CAPTIONS: "Meeting captions",
}
_MEDIA = {
    Media.SPEAKER: "Speaker view",
    Media.GALLERY: "Gallery view",
    Media.AUDIO_ONLY: "Audio only",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldInput:
    """A row of the table. `element` shows the answer so far; `read` takes what Slack says of that element.

    `wrong` is the sentence for an answer that BotSettings refuses, or that is not `is_offered`.
    """

    name: str  # as in BotSettings
    label: str
    element: Callable[[str, Policy], Json]
    read: Callable[[Json], str] = read_option
    wrong: str
    is_shown: Callable[[Mapping[str, str]], bool] = lambda answers: True  # by the answers to the other fields
    is_offered: Callable[[str], bool] = lambda answer: True
    hint: Callable[[Policy], str] = lambda policy: ""
    warning: Callable[[str], str] = lambda answer: ""  # below the field
    text_if_fixed: str = ""  # in place of a field that the preset leaves out
    is_optional: bool = False
    is_more_option: bool = False  # behind "More options"
    is_sent_at_once: bool = False  # the form is shown again after each change
    longest_held: int = LONGEST_HELD  # 0: held only while the form hides it, and only if there is room

    @property
    def id(self) -> Field:
        return Field(self.name)


def _select(options: Mapping[Any, str], answer: str, policy: Policy, action: Action = Action.ANSWER) -> Json:
    return static_select(action, _options(options), answer)


def _options(texts: Mapping[Any, str]) -> list[Json]:
    return [option(text, str(value)) for value, text in texts.items()]


def _name_input(answer: str, policy: Policy) -> Json:
    return text_input(Action.ANSWER, answer, BOT_NAME_CHARACTERS)


def _notice_input(answer: str, policy: Policy) -> Json:
    return text_input(Action.ANSWER, answer, TEXT_INPUT, is_multiline=True)


def _notice_hint(policy: Policy) -> str:
    if policy.required_notice:
        return f"Your admin requires these words: {policy.required_notice}"
    return "Leave empty for no message. On Google Meet, 500 characters at most."


def _retention_select(answer: str, policy: Policy) -> Json:
    options = _options(_retentions(answer, policy.max_retention_hours))
    return static_select(Action.CHOOSE_RETENTION, options, answer)


def _retentions(chosen: str, longest: int | None) -> dict[str, str]:
    """Days as the policy allows them, with those of a preset among them, and the words."""
    wanted = {*USUAL_HOURS, *([int(chosen)] if _is_hours(chosen) else [])}
    if longest is not None:
        wanted = {hours for hours in wanted if hours <= longest} | {longest}
    timed = {str(hours): hours_in_words(hours) for hours in sorted(wanted)}
    if longest is not None:
        return {**timed, NOT_KEPT: "Don't keep"}
    return {
        "account": "Recall.ai default",
        **timed,
        "forever": "Forever",
        NOT_KEPT: "Don't keep",
    }


def _is_hours(answer: str) -> bool:
    return answer.isascii() and answer.isdigit() and 0 < len(answer) <= 6


def _retention_hint(policy: Policy) -> str:
    if policy.max_retention_hours is None:
        return ""
    longest = hours_in_words(policy.max_retention_hours)
    return f"Your admin allows {longest} at most."


def _retention_warning(answer: str) -> str:
    return NOT_KEPT_WARNING if answer == NOT_KEPT else ""


def _minutes_input(smallest: int, answer: str, policy: Policy) -> Json:
    return number_input(Action.ANSWER, minutes_from_seconds(answer), minutes_from_seconds(str(smallest)))


def _read_minutes(state: Json) -> str:
    return seconds_from_minutes(read_line(state))


def _is_timeout(smallest: int, answer: str) -> bool:
    is_number = answer.isascii() and answer.isdigit() and len(answer) <= len(str(LONGEST_TIMEOUT_SECONDS))
    return is_number and smallest <= int(answer) <= LONGEST_TIMEOUT_SECONDS


# In the order of the form.
FIELD_INPUTS: Final = (
    FieldInput(
        name="bot_name",
        label="Bot name",
        element=_name_input,
        read=read_line,
        wrong="Enter a name of 1 to 100 characters.",
        longest_held=BOT_NAME_CHARACTERS,
    ),
    FieldInput(
        name="transcript",
        label="Transcript",
        element=partial(_select, _TRANSCRIPTS, action=Action.CHOOSE_TRANSCRIPT),
        is_sent_at_once=True,
        wrong="Choose a transcript.",
        text_if_fixed="The preset sets how the transcript is made.",
    ),
    FieldInput(
        name="language",
        label="Language",
        element=partial(_select, LANGUAGES),
        wrong="Choose a language.",
        is_shown=lambda answers: answers["transcript"] == Transcript.RECALLAI,
        is_offered=LANGUAGES.__contains__,
    ),
    FieldInput(
        name="chat_notice",
        label="Chat message when the bot joins",
        element=_notice_input,
        read=read_lines,
        wrong="This message is too long. Shorten it.",
        hint=_notice_hint,
        is_optional=True,
        longest_held=0,
    ),
    FieldInput(
        name="media",
        label="Recording",
        element=partial(_select, _MEDIA),
        wrong="Choose what to record.",
        is_more_option=True,
    ),
    FieldInput(
        name="retention",
        label="Keep the recording",
        element=_retention_select,
        wrong="Choose how long to keep the recording.",
        hint=_retention_hint,
        warning=_retention_warning,
        is_more_option=True,
        is_sent_at_once=True,
    ),
    FieldInput(
        name="waiting_room_timeout_seconds",
        label="Minutes to wait in the lobby",
        element=partial(_minutes_input, 30),
        read=_read_minutes,
        wrong="Enter 0.5 to 1440 minutes.",
        is_offered=partial(_is_timeout, 30),
        hint=lambda policy: WAITING_ROOM_HINT,
        is_more_option=True,
    ),
    FieldInput(
        name="everyone_left_timeout_seconds",
        label="Minutes to stay in an empty meeting",
        element=partial(_minutes_input, 1),
        read=_read_minutes,
        wrong="Enter more than 0 and at most 1440 minutes.",
        is_offered=partial(_is_timeout, 1),
        is_more_option=True,
    ),
)
