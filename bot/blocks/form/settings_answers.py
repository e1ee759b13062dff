"""The answers about the bot's settings, checked one by one."""

from pydantic import ValidationError

from bot.blocks.form.state import SETTINGS, Answers
from bot.blocks.names import Field
from bot.core.bot_config.settings import LANGUAGES, BotSettings

LONGEST_TIMEOUT_SECONDS = 24 * 60 * 60
SMALLEST_TIMEOUT_SECONDS = {Field.WAITING_ROOM_TIMEOUT: 30, Field.EVERYONE_LEFT_TIMEOUT: 1}

_SENTENCES = {
    Field.BOT_NAME: "Give the bot a name of 1 to 100 characters.",
    Field.TRANSCRIPT: "Choose how the transcript is made.",
    Field.LANGUAGE: "Choose a language.",
    Field.CHAT_NOTICE: "This notice is too long. Leave some of it out.",
    Field.MEDIA: "Choose what is recorded.",
    Field.RETENTION: "Choose how long the recording is kept.",
    Field.WAITING_ROOM_TIMEOUT: "The time in the lobby is a whole number of seconds, from 30 to 86400.",
    Field.EVERYONE_LEFT_TIMEOUT: "The time in an empty call is a whole number of seconds, from 1 to 86400.",
}


def read_settings(answers: Answers) -> BotSettings | dict[Field, str]:
    """The settings, or for each wrong answer a sentence that helps."""
    given = {field.value: getattr(answers, field).strip() for field in SETTINGS}
    wrong = {field for field in SMALLEST_TIMEOUT_SECONDS if not _is_timeout(given[field], field)}
    if answers.language not in LANGUAGES:
        wrong.add(Field.LANGUAGE)
    try:
        settings = BotSettings.model_validate(given)
    except ValidationError as error:
        wrong |= {Field(str(each["loc"][0])) for each in error.errors()}
        settings = None
    if settings is None or wrong:
        return {field: sentence for field, sentence in _SENTENCES.items() if field in wrong}
    return settings


def _is_timeout(answer: str, field: Field) -> bool:
    is_number = answer.isascii() and answer.isdigit() and len(answer) <= len(str(LONGEST_TIMEOUT_SECONDS))
    return is_number and SMALLEST_TIMEOUT_SECONDS[field] <= int(answer) <= LONGEST_TIMEOUT_SECONDS
