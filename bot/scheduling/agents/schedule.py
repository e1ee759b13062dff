"""Schedule a bot for an agent: the same checks, rules and questions as a submitted form, without the form."""

import secrets
from datetime import datetime, timedelta

from bot.blocks.agents.answers import refuse, reject, word_answer, word_gone
from bot.clock import Clock
from bot.core.access.people import Person
from bot.core.access.verdicts import MeetingGone
from bot.core.agents.order import AgentAnswer, BotOrder
from bot.core.bot_config.policy import Configuration
from bot.core.identifiers import ChannelId
from bot.core.links.meeting_link import FoundLink
from bot.core.links.slack_message import find_links_in_text
from bot.core.meetings.meeting import Meeting
from bot.scheduling.access.upcoming_meetings import UpcomingMeetings
from bot.scheduling.direct_booking import DirectBooking, DirectRequest, Unfit

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
        self, upcoming: UpcomingMeetings, direct: DirectBooking, clock: Clock, configuration: Configuration
    ) -> None:
        self._upcoming = upcoming
        self._direct = direct
        self._clock = clock
        self._configuration = configuration

    async def schedule(self, person: Person, order: BotOrder) -> AgentAnswer:
        """What came of it. Where something would be replaced, nothing is written until the order confirms that."""
        try:
            asked = await self._read_order(person, order)
        except _NotPossible as refusal:
            return refusal.answer
        request = await self._direct.prepare(person, asked)
        match request:
            case Unfit(sentences):
                return reject(" ".join(sentences))
            case MeetingGone():
                return word_gone(request)
        answer = await self._direct.submit(person, request)
        return word_answer(answer, request.settings, self._clock.now(), person.time_zone)

    async def _read_order(self, person: Person, order: BotOrder) -> DirectRequest:
        """Raises _NotPossible."""
        meeting, link = await self._find_meeting(person, order)
        return DirectRequest(
            key=f"agent/{secrets.token_hex(12)}",
            channel_id=self._find_destination(person, order.channel_id),
            event_id=meeting.event_id if meeting else None,
            link=link.url if link else None,
            join_at=order.starts_at,
            preset=self._find_preset(order.preset),
            bot_name=order.bot_name,
            agreed_to=order.confirmation,
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

    def _find_preset(self, name: str | None) -> str | None:
        """By its name in any case, as a model may write it."""
        names = {preset.name.casefold(): preset.name for preset in self._configuration.presets}
        if name is not None and name.strip().casefold() not in names:
            known = ", ".join(names.values()) or "none"
            raise _NotPossible(reject(f"There is no such preset. Presets: {known}."))
        return None if name is None else names[name.strip().casefold()]

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
