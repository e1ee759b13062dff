"""Load what the rules form and App Home show of a person's rules, and what a rule would cost."""

from collections.abc import Sequence
from decimal import Decimal

from bot.blocks.rules.overview import RulesOverview, SeriesLine, order_series
from bot.clock import Clock
from bot.core.access.people import Person
from bot.core.bot_config.billing import estimate_bot
from bot.core.bot_config.policy import Configuration
from bot.core.calendars.connect_offer import ConnectOffer
from bot.core.home.agenda import OwnCalendar
from bot.core.identifiers import CalendarId
from bot.core.meetings.meeting import Meeting
from bot.core.rules.model import Match, SeriesChoice
from bot.core.rules.preview import Line, Preview
from bot.scheduling.access.upcoming_meetings import UpcomingMeetings
from bot.scheduling.calendars.connections import ConnectedCalendars
from bot.scheduling.rules.personal_rules import PersonalRules
from bot.store.mirror.ruled_events import RuledEvents


class RulesPage:
    def __init__(
        self,
        personal: PersonalRules,
        upcoming: UpcomingMeetings,
        connected: ConnectedCalendars,
        connect: ConnectOffer,
        events: RuledEvents,
        clock: Clock,
        configuration: Configuration,
    ) -> None:
        self._personal = personal
        self._upcoming = upcoming
        self._connected = connected
        self._connect = connect
        self._events = events
        self._clock = clock
        self._configuration = configuration

    async def load(self, person: Person) -> RulesOverview:
        chosen = await self._personal.load(person)
        connections = await self._connected.list_own(person)
        own = await self._upcoming.calendars_of(person)
        default = self._configuration.rules.default if connections else frozenset()
        return RulesOverview(
            rule=chosen.rule,
            preferences=chosen.preferences,
            series=await self._load_lines(chosen.series, own),
            is_paused=chosen.is_paused,
            is_team_paused=chosen.is_team_paused,
            is_admin=chosen.may_pause_team,
            is_saved=chosen.is_saved,
            team_default=frozenset() if chosen.is_saved else frozenset(Match(word) for word in default),
            can_use_default=bool(default) and chosen.is_saved and not chosen.rule.is_on,
            has_calendar=bool(connections or own),
            connect=self._connect,
        )

    async def _load_lines(self, choices: Sequence[SeriesChoice], own: Sequence[OwnCalendar]) -> tuple[SeriesLine, ...]:
        """Titles change: that of the next occurrence is what people know a series by."""
        calendars = dict.fromkeys(choice.calendar_id for choice in choices)
        calendars |= dict.fromkeys(each.calendar_id for each in own if each.calendar_id and choices)
        first = await self._find_next([*calendars])
        return order_series([_line(choice, first.get(choice.series_key)) for choice in choices])

    async def _find_next(self, calendars: Sequence[CalendarId]) -> dict[str, Meeting]:
        """By the keys of their series. A calendar that is connected again has another id, and its series the same."""
        now, first = self._clock.now(), dict[str, Meeting]()
        for calendar_id in calendars:
            for row in await self._events.read_series_rows(calendar_id, now):
                key = row.series_key or ""
                if not row.is_gone and (key not in first or row.start_time < first[key].start_time):
                    first[key] = row
        return first

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


def _line(choice: SeriesChoice, meeting: Meeting | None) -> SeriesLine:
    title = meeting.title if meeting else choice.hints.title
    return SeriesLine(choice=choice, title=title, next_start=meeting.start_time if meeting else None)
