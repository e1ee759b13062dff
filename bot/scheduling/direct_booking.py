"""Book a bot without a form, with the settings that a form there would start with.

The same checks as a form's submission: what stands in the way is returned, and nothing is replaced unseen.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.blocks.form.submission import NOT_ALLOWED_THERE
from bot.clock import Clock
from bot.core.access.last_choice import Start, start_with, start_with_preset
from bot.core.access.people import Person
from bot.core.access.requests import Request
from bot.core.access.title_visibility import is_direct_message
from bot.core.access.verdicts import Answer, MeetingGone
from bot.core.booking.model import Destination
from bot.core.bot_config.policy import Configuration
from bot.core.bot_config.validate import check_settings
from bot.core.identifiers import CalendarEventId, ChannelId
from bot.core.links.meeting_link import platform_of
from bot.core.meetings.meeting import Meeting
from bot.scheduling.access.upcoming_meetings import UpcomingMeetings
from bot.scheduling.forms.submit_form import FormSubmissions
from bot.store.last_choices import Choices

NO_SUCH_PRESET = "This preset doesn't exist. Ask your admin which ones there are."


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectRequest:
    """Either `event_id` or `link` says which meeting. `key` is the idempotency key, as a form's view id is."""

    key: str
    channel_id: ChannelId
    thread_ts: str | None = None
    event_id: CalendarEventId | None = None
    link: str | None = None  # beside an event: a better one of the same room
    join_at: datetime | None = None  # of a link; None: now
    preset: str | None = None  # None: as the person chose last there
    bot_name: str | None = None  # None: as the preset or the last choice has it
    shows_title: bool = True  # False: not in this conversation, whatever the person chose last
    agreed_to: str | None = None  # the digest of what the person has seen would be replaced


@dataclass(frozen=True, slots=True)
class Unfit:
    """What is asked for can't be booked as it is; each sentence says why."""

    sentences: tuple[str, ...]


class DirectBooking:
    def __init__(
        self,
        upcoming: UpcomingMeetings,
        choices: Choices,
        submissions: FormSubmissions,
        clock: Clock,
        configuration: Configuration,
    ) -> None:
        self._upcoming = upcoming
        self._choices = choices
        self._submissions = submissions
        self._clock = clock
        self._configuration = configuration

    async def book(self, person: Person, asked: DirectRequest) -> Answer | Unfit:
        """Write it and wake the executor; or what stands in the way, and nothing is written."""
        request = await self.prepare(person, asked)
        return await self.submit(person, request) if isinstance(request, Request) else request

    async def submit(self, person: Person, request: Request) -> Answer:
        """What `prepare` has checked."""
        return await self._submissions.submit(person, request)

    async def prepare(self, person: Person, asked: DirectRequest) -> Request | MeetingGone | Unfit:
        """Check what is asked for, up to what is booked already."""
        meeting = await self._upcoming.pick(person, asked.event_id) if asked.event_id else None
        if asked.event_id and meeting is None:
            return MeetingGone("vanished")
        start = await self._find_start(person, asked)
        if start is None:
            return Unfit((NO_SUCH_PRESET,))
        if asked.bot_name is not None:
            start = replace(start, settings=start.settings.model_copy(update={"bot_name": asked.bot_name}))
        if problems := self._find_problems(asked, start, meeting):
            return Unfit(problems)
        return _build_request(asked, start, meeting)

    async def _find_start(self, person: Person, asked: DirectRequest) -> Start | None:
        if asked.preset is not None:
            return start_with_preset(asked.preset, self._configuration)
        last = await self._choices.get(person.team_id, person.user_id, asked.channel_id)
        return start_with(last, self._configuration)

    def _find_problems(self, asked: DirectRequest, start: Start, meeting: Meeting | None) -> tuple[str, ...]:
        policy = self._configuration.policy
        if policy.channels is not None and asked.channel_id not in policy.channels:
            return (NOT_ALLOWED_THERE,)
        platform = meeting.platform if meeting else platform_of(asked.link or "")
        problems = check_settings(start.settings, platform, policy, start.preset)
        return tuple(problem.sentence for problem in problems)


def _build_request(asked: DirectRequest, start: Start, meeting: Meeting | None) -> Request:
    is_private_place = is_direct_message(asked.channel_id)
    return Request(
        view_id=asked.key,
        settings=start.settings,
        destination=Destination(
            channel_id=asked.channel_id,
            thread_ts=asked.thread_ts,
            shows_title=(start.shows_title and asked.shows_title) or is_private_place,
        ),
        event_id=asked.event_id,
        link=None if asked.event_id else asked.link,
        given_link=asked.link if asked.event_id else None,
        join_at=asked.join_at,
        agreed_to=asked.agreed_to,
        preset=start.preset.name if start.preset else None,
        meeting=meeting,
    )
