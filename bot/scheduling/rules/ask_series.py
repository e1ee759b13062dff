"""Put the question about a series that seems to go on as another one, by direct message."""

import structlog

from bot.blocks.rules.series_question import build_series_question
from bot.core.errors import SlackRefusal
from bot.core.rules.series import SplitSeries
from bot.scheduling.access.people import KnownPeople, UntrustedAccount
from bot.scheduling.rules.rulebooks import ACCOUNT_TTL
from bot.slack.announcer import Announcer

log = structlog.get_logger()


class AskSeriesOwner:
    def __init__(self, announcer: Announcer, people: KnownPeople) -> None:
        self._announcer = announcer
        self._people = people

    async def ask(self, split: SplitSeries) -> None:
        """A message that Slack refuses is not repeated: the series is offered wherever rules are shown."""
        try:
            await self._ask(split)
        except UntrustedAccount as refusal:
            log.info("series question not sent", series_id=split.choice.id, account=refusal.reason.value)
        except SlackRefusal as refusal:
            log.warning("series question not sent", series_id=split.choice.id, code=refusal.code)

    async def _ask(self, split: SplitSeries) -> None:
        person = await self._people.find_lately(split.choice.user_id, ACCOUNT_TTL)
        meeting = split.meeting
        content = build_series_question(
            split.choice.id,
            meeting.event_id,
            meeting.title or split.choice.hints.title,
            meeting.start_time,
            person.time_zone,
        )
        await self._announcer.tell(person.user_id, content.text, content.blocks)
