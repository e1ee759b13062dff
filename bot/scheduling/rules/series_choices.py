"""Choose a series, change it and turn it off; leave one occurrence out, or take it in again."""

import secrets
from collections.abc import Callable
from dataclasses import replace

from bot.clock import Clock
from bot.core.access.people import Person
from bot.core.booking.origin import Origin, Source
from bot.core.booking.same_meeting import booked_meeting
from bot.core.bot_config.policy import Configuration
from bot.core.identifiers import CalendarEventId
from bot.core.lifecycle.vetoes import occurrence_key
from bot.core.meetings.meeting import Meeting
from bot.core.rules.decision import Decision
from bot.core.rules.model import DIRECT_MESSAGES, LeftOut, Manner, SeriesChoice
from bot.core.rules.never import NeverList
from bot.core.rules.reasons import Reason
from bot.core.rules.series import find_obstacle, hints_of
from bot.scheduling.access.upcoming_meetings import UpcomingMeetings
from bot.scheduling.rules.follow_series import continued, renamed
from bot.store.rules import Rules


class NoSuchMeeting(Exception):
    """It is not there any more, belongs to no series, or this person may not see it."""


class SeriesChoices:
    def __init__(
        self,
        rules: Rules,
        upcoming: UpcomingMeetings,
        clock: Clock,
        configuration: Configuration,
        nudge: Callable[[], None],
    ) -> None:
        """`nudge` has the rules reconciled soon."""
        never = configuration.rules.never
        self._rules = rules
        self._upcoming = upcoming
        self._clock = clock
        self._never = NeverList.of(never.words, never.people, never.domains)
        self._nudge = nudge

    async def find_obstacle(self, person: Person, meeting: Meeting) -> Decision | None:
        """What would have a bot taken back that was booked for the meeting together with its series."""
        pauses = await self._rules.find_pauses(person.team_id)
        return find_obstacle(person, meeting, pauses, await self._rules.find_series(person.team_id), self._never)

    async def find_for_meeting(self, person: Person, event_id: CalendarEventId) -> SeriesChoice | None:
        """The person's choice about the series of this meeting, if they have made one."""
        meeting = await self._upcoming.pick(person, event_id)
        if meeting is None or meeting.series_key is None:
            return None
        chosen = await self._rules.find_series(person.team_id, person.user_id)
        return next((each for each in chosen if each.series_key == meeting.series_key), None)

    async def choose(
        self, person: Person, event_id: CalendarEventId, manner: Manner = DIRECT_MESSAGES, *, records: bool = True
    ) -> SeriesChoice:
        """Record, or never record, the series that this meeting belongs to. Raises NoSuchMeeting."""
        meeting = await self._pick(person, event_id)
        if not meeting.series_key:
            raise NoSuchMeeting
        choice = SeriesChoice(
            id=secrets.token_hex(12),
            team_id=person.team_id,
            user_id=person.user_id,
            calendar_id=meeting.calendar_id,
            series_key=meeting.series_key,
            records=records,
            manner=manner,
            hints=hints_of(meeting),
            updated_at=self._clock.now(),
        )
        kept = await self._rules.save_series(choice)
        self._nudge()
        return kept

    async def set_records(self, person: Person, series_id: str, *, records: bool) -> SeriesChoice | None:
        """Record, or never record, a series that the person has chosen about. None if it is someone else's."""
        choice = await self._rules.get_series(person.team_id, series_id)
        if choice is None or choice.user_id != person.user_id:
            return None
        kept = await self._rules.save_series(replace(choice, records=records, updated_at=self._clock.now()))
        self._nudge()
        return kept

    async def turn_off(self, person: Person, series_id: str) -> SeriesChoice | None:
        """What the series has booked is taken back. None if it was off, or is someone else's."""
        choice = await self._rules.get_series(person.team_id, series_id)
        if choice is None or choice.user_id != person.user_id:
            return None
        await self._rules.forget_series(choice, self._clock.now())
        self._nudge()
        return choice

    async def carry_on(self, person: Person, series_id: str, event_id: CalendarEventId) -> SeriesChoice:
        """The answer *Yes*: the series goes on as the one that this meeting belongs to. Raises NoSuchMeeting."""
        choice = await self._rules.get_series(person.team_id, series_id)
        if choice is None or choice.user_id != person.user_id:
            raise NoSuchMeeting
        meeting = await self._upcoming.pick(person, event_id)
        key = meeting.series_key if meeting else await self._find_asked_key(choice)
        if not key:
            raise NoSuchMeeting
        same_choice = continued(choice, meeting) if meeting else renamed(choice, key)
        kept = await self._rules.save_series(same_choice)
        self._nudge()
        return kept

    async def _find_asked_key(self, choice: SeriesChoice) -> str | None:
        """An answer may come when the meeting that was asked about is over: the series goes on."""
        known = {each.series_key for each in await self._rules.find_series(choice.team_id, choice.user_id)}
        asked = choice.hints.asked_about - known
        return next(iter(asked)) if len(asked) == 1 else None

    async def leave_out(self, person: Person, event_id: CalendarEventId) -> Meeting:
        """No rule or series records this one occurrence; one that they have booked is taken back.

        Raises NoSuchMeeting.
        """
        meeting = await self._pick(person, event_id)
        occurrence = occurrence_key(booked_meeting(meeting))
        if occurrence is None:
            raise NoSuchMeeting
        await self._rules.leave_out(
            LeftOut(
                team_id=person.team_id,
                occurrence=occurrence,
                event_id=meeting.event_id,
                by=person.user_id,
                at=self._clock.now(),
                ends_at=meeting.end_time,
            )
        )
        self._nudge()
        return meeting

    async def take_in_again(self, person: Person, event_id: CalendarEventId) -> Meeting:
        """Rules and series decide about this occurrence again. Raises NoSuchMeeting."""
        meeting = await self._pick(person, event_id)
        occurrence = occurrence_key(booked_meeting(meeting))
        if occurrence is not None:
            await self._rules.take_in_again(person.team_id, occurrence, event_id, person.user_id, self._clock.now())
        self._nudge()
        return meeting

    async def _pick(self, person: Person, event_id: CalendarEventId) -> Meeting:
        meeting = await self._upcoming.pick(person, event_id)
        if meeting is None:
            raise NoSuchMeeting
        return meeting


def series_origin(person: Person) -> Origin:
    """Of the occurrence that a form was submitted for together with its series: its card is posted at once."""
    return Origin(source=Source.SERIES, by=person.user_id, reason=Reason.SERIES.value)
