"""The fields for the bot's settings. `settings_answers` reads them back."""

from collections.abc import Mapping
from typing import Any

from bot.blocks.form.settings_answers import SMALLEST_TIMEOUT_SECONDS
from bot.blocks.form.state import ScheduleForm
from bot.blocks.kit.block_kit import (
    TEXT_INPUT,
    Json,
    checkbox,
    context,
    input_block,
    number_input,
    option,
    static_select,
    text_input,
)
from bot.blocks.names import Action, Field
from bot.core.bot_config.describe import hours_in_words
from bot.core.bot_config.policy import Policy, Preset
from bot.core.bot_config.settings import LANGUAGES, Media, Transcript

SHOWS_TITLE = "shows_title"
BOT_NAME_CHARACTERS = 100
NOT_KEPT = "none"
NOT_KEPT_WARNING = (
    "The recording is *not kept*: after the call there will be no video, audio or transcript to download."
)
WAITING_ROOM_HINT = "1200 seconds are 20 minutes. Google Meet ends the wait after 10 minutes, whatever is set here."

_TRANSCRIPTS = {
    Transcript.NONE: "No transcript",
    Transcript.RECALLAI: "Recall.ai",
    Transcript.CAPTIONS: "Captions of the meeting",
}
_MEDIA = {
    Media.SPEAKER: "Video, the speaker large",
    Media.GALLERY: "Video, everybody side by side",
    Media.AUDIO_ONLY: "Audio only",
}
USUAL_HOURS = (24, 7 * 24, 30 * 24, 90 * 24)


def settings_fields(form: ScheduleForm, policy: Policy, preset: Preset | None) -> list[Json]:
    answers = form.answers
    name = text_input(Action.ANSWER, answers.bot_name, BOT_NAME_CHARACTERS)
    notice = text_input(Action.ANSWER, answers.chat_notice, TEXT_INPUT, is_multiline=True)
    notice_field = input_block(
        form.block_id(Field.CHAT_NOTICE),
        "What the bot writes in the meeting's chat",
        notice,
        hint=_notice_hint(policy),
        is_optional=True,
    )
    return [
        input_block(form.block_id(Field.BOT_NAME), "Name of the bot", name),
        *_transcript_fields(form, preset),
        notice_field,
    ]


def option_fields(form: ScheduleForm, policy: Policy, preset: Preset | None) -> list[Json]:
    """The fields behind "More options"."""
    answers = form.answers
    media = static_select(Action.ANSWER, _options(_MEDIA), answers.media)
    return [
        *([] if _is_fixed(preset, Field.MEDIA) else [input_block(form.block_id(Field.MEDIA), "Recording", media)]),
        *_retention_field(form, policy),
        _timeout_field(form, Field.WAITING_ROOM_TIMEOUT, "Seconds to wait in the lobby", WAITING_ROOM_HINT),
        _timeout_field(form, Field.EVERYONE_LEFT_TIMEOUT, "Seconds to stay in an empty meeting"),
        *([] if form.asks_about_outsiders else [_title_field(form)]),
    ]


def _title_field(form: ScheduleForm) -> Json:
    box = checkbox(Action.ANSWER, "Show the title on the card", SHOWS_TITLE, is_ticked=form.answers.shows_title)
    return input_block(form.block_id(Field.SHOWS_TITLE), "Title of the meeting", box, is_optional=True)


def _transcript_fields(form: ScheduleForm, preset: Preset | None) -> list[Json]:
    if _is_fixed(preset, Field.TRANSCRIPT):
        return [context("The transcript is made as the preset says.")]
    transcript = static_select(Action.ANSWER, _options(_TRANSCRIPTS), form.answers.transcript)
    language = static_select(Action.ANSWER, _options(LANGUAGES), form.answers.language)
    hint = "Only used for transcripts by Recall.ai."
    return [
        input_block(form.block_id(Field.TRANSCRIPT), "Transcript", transcript),
        input_block(form.block_id(Field.LANGUAGE), "Language", language, hint=hint),
    ]


def _is_fixed(preset: Preset | None, field: Field) -> bool:
    """The preset says something about it that no field could show."""
    return preset is not None and field in preset.fixed_fields


def _retention_field(form: ScheduleForm, policy: Policy) -> list[Json]:
    chosen = form.answers.retention
    options = _options(_retentions(chosen, policy.max_retention_hours))
    select = static_select(Action.CHOOSE_RETENTION, options, chosen)
    field = input_block(
        form.block_id(Field.RETENTION),
        "How long the recording is kept",
        select,
        hint=_retention_hint(policy),
        is_sent_at_once=True,
    )
    return [field, context(NOT_KEPT_WARNING)] if chosen == NOT_KEPT else [field]


def _retentions(chosen: str, longest: int | None) -> dict[str, str]:
    """Days as the policy allows them, with those of a preset among them, and the words."""
    wanted = {*USUAL_HOURS, *([int(chosen)] if _is_hours(chosen) else [])}
    if longest is not None:
        wanted = {hours for hours in wanted if hours <= longest} | {longest}
    timed = {str(hours): hours_in_words(hours) for hours in sorted(wanted)}
    if longest is not None:
        return {**timed, NOT_KEPT: "Not kept"}
    return {
        "account": "As the Recall.ai account says",
        **timed,
        "forever": "Until somebody deletes it",
        NOT_KEPT: "Not kept",
    }


def _is_hours(answer: str) -> bool:
    return answer.isascii() and answer.isdigit() and 0 < len(answer) <= 6


def _timeout_field(form: ScheduleForm, field: Field, label: str, hint: str = "") -> Json:
    element = number_input(Action.ANSWER, getattr(form.answers, field), SMALLEST_TIMEOUT_SECONDS[field])
    return input_block(form.block_id(field), label, element, hint=hint)


def _notice_hint(policy: Policy) -> str:
    if policy.required_notice:
        return f"Your operator requires these words here, and they cannot be left out: {policy.required_notice}"
    return "Leave it empty and the bot writes nothing. Google Meet shows at most 500 characters."


def _retention_hint(policy: Policy) -> str:
    if policy.max_retention_hours is None:
        return ""
    longest = hours_in_words(policy.max_retention_hours)
    return f"Your operator lets recordings be kept for {longest} at most, so anything longer is not in the list."


def _options(texts: Mapping[Any, str]) -> list[Json]:
    return [option(text, str(value)) for value, text in texts.items()]
