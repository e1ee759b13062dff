"""List the form fields in one table: where each stands in a `bot_config`, what is checked of it, and its words.

To add a field, touch these:

1. `BotSettings` in settings.py: its name, type, limits and default.
2. This table: its path in a `bot_config`, its words, what can be wrong with it.
3. The table in `bot/blocks/form/field_inputs.py`: its label, its element, how that is read.

What Recall takes at that path stands in payload/, what a platform makes of it in platform_rules.py.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from pydantic import ValidationError

from bot.core.bot_config.chat_notice import has_notice, with_notice
from bot.core.bot_config.durations import seconds_in_words
from bot.core.bot_config.form_fields.recording import MEDIA, RETENTION
from bot.core.bot_config.form_fields.row import Bounds, FormField, nest
from bot.core.bot_config.form_fields.transcript import LANGUAGE, TRANSCRIPT
from bot.core.bot_config.merge import OMITTED, deep_merge
from bot.core.bot_config.payload.types import has_local_address
from bot.core.bot_config.platform_limits import limits_of
from bot.core.bot_config.settings import CHAT_MESSAGE_LIMIT, BotSettings

_MESSAGE = ("chat", "on_bot_join", "message")
_LOCAL_ADDRESS = "Remove the local address (localhost): Recall doesn't accept it."


def _check_bot_name(settings: BotSettings, bounds: Bounds) -> Iterator[str]:
    if not settings.bot_name.strip():
        yield "Name the bot: people see its name in the meeting."
    if has_local_address(settings.bot_name):
        yield _LOCAL_ADDRESS


def _write_chat_notice(settings: BotSettings) -> dict[str, Any]:
    message = settings.chat_notice
    return nest(_MESSAGE, message) if message.strip() else nest(_MESSAGE[:-1], OMITTED)


def _include_required_notice(settings: BotSettings, bounds: Bounds) -> str:
    return with_notice(settings.chat_notice, bounds.required_notice, CHAT_MESSAGE_LIMIT)


def _check_chat_notice(settings: BotSettings, bounds: Bounds) -> Iterator[str]:
    text, limits, required = settings.chat_notice, limits_of(bounds.platform), bounds.required_notice
    if not limits.has_chat:
        if required:
            sentence = f"Your workspace requires a chat notice, but bots can't use chat on {limits.name}."
            yield f"{sentence} Ask an app admin."
        elif text.strip():
            yield f"Bots can't use chat on {limits.name}. Leave this empty."
        return
    if (excess := len(text) - limits.chat_characters) > 0:
        place = limits.name if limits.is_known else "Google Meet, which this link may lead to,"
        yield f"{place} allows {limits.chat_characters} characters at most. Remove {excess}."
    if not has_notice(text, required):
        yield f"Your workspace requires these words: {required}"
    if has_local_address(text):
        yield _LOCAL_ADDRESS


# In the order of the form.
FORM_FIELDS: Final = (
    FormField(
        name="bot_name",
        path=("bot_name",),
        label="Bot name",
        words=lambda settings: settings.bot_name,
        check=_check_bot_name,
    ),
    TRANSCRIPT,
    LANGUAGE,
    FormField(
        name="chat_notice",
        path=_MESSAGE,
        label="Chat message",
        words=lambda settings: settings.chat_notice or "none",
        to_config=_write_chat_notice,
        check=_check_chat_notice,
        bring_within=_include_required_notice,
    ),
    MEDIA,
    RETENTION,
    FormField(
        name="waiting_room_timeout_seconds",
        path=("automatic_leave", "waiting_room_timeout"),
        label="Lobby wait",
        words=lambda settings: seconds_in_words(settings.waiting_room_timeout_seconds),
    ),
    FormField(
        name="everyone_left_timeout_seconds",
        path=("automatic_leave", "everyone_left_timeout", "timeout"),
        label="Leaves an empty meeting after",
        words=lambda settings: seconds_in_words(settings.everyone_left_timeout_seconds),
    ),
)


def config_of_settings(settings: BotSettings, names: Iterable[str]) -> dict[str, Any]:
    """The part of a `bot_config` that these fields make. May hold OMITTED."""
    wanted, config = frozenset(names), dict[str, Any]()
    for field in FORM_FIELDS:
        if field.name in wanted:
            config = deep_merge(config, field.write(settings))
    return config


def settings_in_config(config: Mapping[str, Any]) -> dict[str, Any]:
    """What a preset's `bot_config` says about fields of the form, so that the form starts with it."""
    stated = {field.name: field.read(config) for field in FORM_FIELDS}
    return {name: value for name, value in stated.items() if value is not None and _is_valid(name, value)}


def fields_fixed_in_config(config: Mapping[str, Any]) -> frozenset[str]:
    """Fields for which `config` has a value that the form cannot show: the preset's value stays."""
    return frozenset(field.name for field in FORM_FIELDS if field.is_fixed(config))


def _is_valid(name: str, value: Any) -> bool:
    try:
        BotSettings.model_validate({name: value})
    except ValidationError:
        return False
    return True
