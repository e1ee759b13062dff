"""Schedule a bot for an agent: the same checks, rules and questions as a submitted form, without the form."""

import secrets
from datetime import datetime, timedelta

from bot.blocks.agents.answers import refuse, reject, word_answer
from bot.clock import Clock
from bot.core.access.last_choice import usual_start
from bot.core.access.people import Person
from bot.core.access.requests import Request
from bot.core.agents.order import AgentAnswer, BotOrder
from bot.core.booking.model import Destination
from bot.core.bot_config.policy import Configuration, Preset
from bot.core.bot_config.settings import BotSettings
from bot.core.bot_config.validate import check_settings, starting_settings
from bot.core.identifiers import ChannelId
from bot.core.links.meeting_link import FoundLink
from bot.core.links.slack_message import find_links_in_text
from bot.core.meetings.meeting import Meeting
from bot.scheduling.access.upcoming_meetings import UpcomingMeetings
from bot.scheduling.forms.submit_form import FormSubmissions

LATEST_AFTER = timedelta(days=365)
WHICH = "Give either meeting_id, from list_my_meetings, or meeting_link."
NO_MEETING = "This person has no such meeting. List their meetings, and use a meeting_id from the list."
NO_LINK = (
    "This isn't the link of a meeting that a bot can join. Zoom, Google Meet, Microsoft Teams, Webex and GoTo work."
)
NOT_A_LINKS = "starts_at goes with meeting_link only: a meeting of the calendar starts when the calendar says."
PAST = "starts_at has passed. Give a later time, or leave it out to have the bot join now."
TOO_LATE = "starts_at is more than a year away."
NOT_THERE = "The card goes to the person's direct messages with the app; a channel can't be chosen here."


class _NotPossible(Exception):
    """The order cannot be carried out; the answer says why."""

    def __init__(self, answer: AgentAnswer) -> None:
        super().__init__(answer.came.value)
        self.answer = answer


class ScheduleForAgent:
    def __init__(
        self, upcoming: UpcomingMeetings, submissions: FormSubmissions, clock: Clock, configuration: Configuration
    ) -> None:
        self._upcoming = upcoming
        self._submissions = submissions
        self._clock = clock
        self._configuration = configuration

    async def schedule(self, person: Person, order: BotOrder) -> AgentAnswer:
        """What came of it. Where something would be replaced, nothing is written until the order confirms that."""
        try:
            request = await self._build_request(person, order)
        except _NotPossible as refusal:
            return refusal.answer
        answer = await self._submissions.submit(person, request)
        return word_answer(answer, request.settings, self._clock.now(), person.time_zone)

    async def _build_request(self, person: Person, order: BotOrder) -> Request:
        """Raises _NotPossible."""
        meeting, link = await self._find_meeting(person, order)
        preset = self._find_preset(order.preset)
        aim = meeting or link
        settings = self._settings(order, preset, aim.platform if aim else None)
        return Request(
            view_id=f"agent/{secrets.token_hex(12)}",
            settings=settings,
            destination=Destination(channel_id=self._find_destination(person, order.channel_id)),
            event_id=meeting.event_id if meeting else None,
            start_shown=meeting.start_time if meeting else None,
            link=None if meeting or link is None else link.url,
            given_link=link.url if meeting and link else None,
            join_at=order.starts_at,
            preset=preset.name if preset else None,
            agreed_to=order.confirmation,
            meeting=meeting,
        )

    async def _find_meeting(self, person: Person, order: BotOrder) -> tuple[Meeting | None, FoundLink | None]:
        """A link that is on the person's calendar is that meeting, unless the order names another time."""
        if bool(order.meeting_id) is bool(order.link):
            raise _NotPossible(reject(WHICH))
        if order.meeting_id:
            if order.starts_at is not None:
                raise _NotPossible(reject(NOT_A_LINKS))
            meeting = await self._upcoming.pick(person, order.meeting_id)
            if meeting is None:
                raise _NotPossible(refuse(NO_MEETING))
            return meeting, None
        link = self._read_link(order)
        found = await self._upcoming.find_with_link(person, link.key) if order.starts_at is None else []
        return next(iter(found), None), link

    def _read_link(self, order: BotOrder) -> FoundLink:
        links = find_links_in_text(order.link or "")
        if len(links) != 1:
            raise _NotPossible(reject(NO_LINK))
        self._check_time(order.starts_at)
        return links[0]

    def _check_time(self, starts_at: datetime | None) -> None:
        now = self._clock.now()
        if starts_at is not None and starts_at <= now:
            raise _NotPossible(reject(PAST))
        if starts_at is not None and starts_at > now + LATEST_AFTER:
            raise _NotPossible(reject(TOO_LATE))

    def _find_preset(self, name: str | None) -> Preset | None:
        presets = self._configuration.presets
        if name is None:
            return usual_start(self._configuration).preset
        found = next((preset for preset in presets if preset.name.casefold() == name.strip().casefold()), None)
        if found is None:
            known = ", ".join(preset.name for preset in presets) or "none"
            raise _NotPossible(reject(f"There is no such preset. Presets: {known}."))
        return found

    def _settings(self, order: BotOrder, preset: Preset | None, platform: str | None) -> BotSettings:
        policy = self._configuration.policy
        settings = starting_settings(preset, policy)
        if order.bot_name is not None:
            settings = settings.model_copy(update={"bot_name": " ".join(order.bot_name.split())})
        problems = check_settings(settings, platform, policy, preset)
        if problems:
            raise _NotPossible(reject(" ".join(problem.sentence for problem in problems)))
        return settings

    def _find_destination(self, person: Person, asked: ChannelId | None) -> ChannelId:
        """Slack takes a person's id for their direct messages with the app.

        Where the policy names channels, one of those: who is in any other channel is not for an agent to say.
        """
        channels = self._configuration.policy.channels
        if channels is None:
            if asked is not None:
                raise _NotPossible(reject(NOT_THERE))
            return ChannelId(person.user_id)
        if asked is not None and asked in channels:
            return asked
        if asked is None and len(channels) == 1:
            return ChannelId(next(iter(channels)))
        allowed = ", ".join(sorted(channels))
        raise _NotPossible(reject(f"Give the channel_id of the channel that the card goes to: {allowed}."))
