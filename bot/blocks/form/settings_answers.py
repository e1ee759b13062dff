"""Read the answers about the bot's settings as BotSettings, or say what is wrong with each."""

from pydantic import ValidationError

from bot.blocks.form.field_inputs import FIELD_INPUTS
from bot.blocks.form.state import Answers
from bot.blocks.names import Field
from bot.core.bot_config.settings import BotSettings


def read_settings(answers: Answers) -> BotSettings | dict[Field, str]:
    """The settings, or for each wrong answer a sentence that helps."""
    given = {name: answer.strip() for name, answer in answers.settings.items()}
    wrong = {row.name for row in FIELD_INPUTS if not row.is_offered(given[row.name])}
    try:
        settings = BotSettings.model_validate(given)
    except ValidationError as error:
        wrong |= {str(each["loc"][0]) for each in error.errors()}
        settings = None
    if settings is None or wrong:
        return {row.id: row.wrong for row in FIELD_INPUTS if row.name in wrong}
    return settings
