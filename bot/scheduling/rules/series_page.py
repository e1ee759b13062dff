"""Load what the modal of a series shows, for the person whose choice it is and for others who meet it on a card."""

from dataclasses import dataclass
from datetime import timedelta

from bot.blocks.rules.overview import OccurrenceLine, SeriesDetails
from bot.clock import Clock
from bot.core.access.people import Person
from bot.core.booking.model import SHORT_NOTICE, Booking
from bot.core.booking.origin import Source
from bot.core.booking.same_meeting import booked_meeting, is_same_event
from bot.core.bot_config.policy import Configuration
from bot.core.bot_config.settings import BotSettings
from bot.core.identifiers import CalendarEventId
from bot.core.lifecycle.vetoes import occurrence_key
from bot.core.rules.model import Manner, SeriesChoice, effective_settings
from bot.core.rules.preview import Line
from bot.core.rules.reasons import Reason
from bot.scheduling.rules.personal_rules import PersonalRules
from bot.scheduling.rules.series_choices import SeriesChoices
from bot.store.bookings.bookings import Bookings
from bot.store.rules import Rules

IN_SIGHT = timedelta(days=29)  # as far as Recall looks ahead


@dataclass(frozen=True, slots=True)
class NextOfSeries:
    """The occurrence by which a series is changed, with its booking if the series has made one."""

    event_id: CalendarEventId
    manner: Manner
    settings: BotSettings
    booking: Booking | None = None


class SeriesPage:
    def __init__(
        self,
        rules: Rules,
        bookings: Bookings,
        personal: PersonalRules,
        choices: SeriesChoices,
        clock: Clock,
        configuration: Configuration,
    ) -> None:
        self._rules = rules
        self._bookings = bookings
        self._personal = personal
        self._choices = choices
        self._clock = clock
        self._configuration = configuration

    async def load(self, person: Person, series_id: str) -> SeriesDetails | None:
        """None for a choice that is not kept any more."""
        choice = await self._rules.get_series(person.team_id, series_id)
        return None if choice is None else await self._load(person, choice)

    async def load_for_booking(self, person: Person, booking: Booking) -> SeriesDetails | None:
        """The series that the booking is there for."""
        if booking.origin.source is not Source.SERIES:
            return None
        if booking.origin.series_id is not None:
            return await self.load(person, booking.origin.series_id)
        event_id = booking.meeting.event_id  # just scheduled together with its series
        choice = await self._choices.find_for_meeting(person, event_id) if event_id else None
        return None if choice is None else await self._load(person, choice)

    async def find_next(self, person: Person, series_id: str) -> NextOfSeries | None:
        """None for a series of which none is to come, or that is not this person's."""
        choice = await self._rules.get_series(person.team_id, series_id)
        if choice is None or choice.user_id != person.user_id:
            return None
        lines = await self._find_lines(person, choice)
        first = next((line for line in lines if line.decision.reason is Reason.SERIES), next(iter(lines), None))
        if first is None:
            return None
        settings = effective_settings(choice.manner, self._configuration)
        return NextOfSeries(first.meeting.event_id, choice.manner, settings, await self._find_booking(person, first))

    async def _is_in_call(self, person: Person, line: Line) -> bool:
        """Whether a bot of this person's series is in the call, or about to be."""
        if line.meeting.start_time > self._clock.now() + SHORT_NOTICE:
            return False
        booking = await self._find_booking(person, line)
        return booking is not None and booking.bot.is_live and booking.booked_by == person.user_id

    async def _find_booking(self, person: Person, line: Line) -> Booking | None:
        now, meeting = self._clock.now(), line.meeting
        found = await self._bookings.rivals(person.team_id, [meeting.event_id], meeting.link_keys, now)
        of_series = (each for each in found if each.origin.source is Source.SERIES and each.is_live(now))
        return next((each for each in of_series if is_same_event(each, booked_meeting(meeting))), None)

    async def _load(self, person: Person, choice: SeriesChoice) -> SeriesDetails:
        is_own = choice.user_id == person.user_id
        lines = await self._find_lines(person, choice) if is_own else ()
        return SeriesDetails(
            reader=person.user_id,
            choice=choice,
            title=lines[0].meeting.title if lines else choice.hints.title,
            settings=effective_settings(choice.manner, self._configuration),
            occurrences=await self._list_occurrences(person, lines),
            may_change=is_own,
        )

    async def _find_lines(self, person: Person, choice: SeriesChoice) -> tuple[Line, ...]:
        lines = await self._personal.find_lines(person, IN_SIGHT)
        return tuple(line for line in lines if line.meeting.series_key == choice.series_key)

    async def _list_occurrences(self, person: Person, lines: tuple[Line, ...]) -> tuple[OccurrenceLine, ...]:
        left_out = {each.occurrence for each in await self._rules.find_left_out(person.team_id)}
        in_call = {line.meeting.event_id for line in lines if await self._is_in_call(person, line)}
        return tuple(
            OccurrenceLine(
                event_id=line.meeting.event_id,
                start_time=line.meeting.start_time,
                reason=line.decision.reason,
                owner=line.decision.owner,
                is_left_out=occurrence_key(booked_meeting(line.meeting)) in left_out,
                is_in_call=line.meeting.event_id in in_call,
            )
            for line in lines
        )
