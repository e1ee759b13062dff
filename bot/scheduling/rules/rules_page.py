"""Load what the rules form and App Home show of a person's rules, and what a rule would cost."""

from decimal import Decimal

from bot.blocks.rules.overview import RulesOverview, SeriesLine
from bot.clock import Clock
from bot.core.access.people import Person
from bot.core.bot_config.billing import estimate_bot
from bot.core.bot_config.policy import Configuration
from bot.core.rules.model import SeriesChoice
from bot.core.rules.preview import Line, Preview
from bot.scheduling.rules.personal_rules import PersonalRules
from bot.store.mirror.ruled_events import RuledEvents


class RulesPage:
    def __init__(
        self, personal: PersonalRules, events: RuledEvents, clock: Clock, configuration: Configuration
    ) -> None:
        self._personal = personal
        self._events = events
        self._clock = clock
        self._configuration = configuration

    async def load(self, person: Person) -> RulesOverview:
        chosen = await self._personal.load(person)
        return RulesOverview(
            rule=chosen.rule,
            preferences=chosen.preferences,
            series=tuple([await self._load_line(choice) for choice in chosen.series]),
            is_paused=chosen.is_paused,
            is_team_paused=chosen.is_team_paused,
            is_admin=chosen.may_pause_team,
            is_saved=chosen.is_saved,
        )

    async def _load_line(self, choice: SeriesChoice) -> SeriesLine:
        """Titles change: that of the next occurrence is what people know it by."""
        now = self._clock.now()
        rows = await self._events.read_series_rows(choice.calendar_id, now)
        coming = [row for row in rows if row.series_key == choice.series_key and not row.is_gone]
        first = min(coming, key=lambda row: row.start_time, default=None)
        title = first.title if first else choice.hints.title
        return SeriesLine(choice=choice, title=title, next_start=first.start_time if first else None)

    def estimate(self, preview: Preview) -> Decimal:
        """In dollars."""
        return sum((self._estimate_line(line) for line in preview.recorded), Decimal(0))

    def _estimate_line(self, line: Line) -> Decimal:
        presets = {preset.name: preset for preset in self._configuration.presets}
        meeting = line.meeting
        return estimate_bot(
            line.settings,
            presets.get(line.decision.manner.preset or ""),
            meeting.platform,
            start=meeting.start_time,
            end=meeting.end_time,
            prices=self._configuration.prices,
        )
