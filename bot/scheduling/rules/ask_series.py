"""Put the question about a series that seems to go on as another one, by direct message."""

import structlog

from bot.blocks.messages.series_question import series_question
from bot.core.errors import SlackRefusal
from bot.core.rules.series import SplitSeries
from bot.slack.announcer import Announcer

log = structlog.get_logger()


class AskSeriesOwner:
    def __init__(self, announcer: Announcer) -> None:
        self._announcer = announcer

    async def ask(self, split: SplitSeries) -> None:
        """A message that Slack refuses is not repeated: the series is offered wherever rules are shown."""
        try:
            await self._announcer.tell(split.choice.user_id, series_question(split))
        except SlackRefusal as refusal:
            log.warning("series question not sent", series_id=split.choice.id, code=refusal.code)
