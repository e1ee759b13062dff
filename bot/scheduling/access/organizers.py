"""Find the organizer's Slack account: the person who can let the bot in."""

import structlog

from bot.core.booking.model import Booking
from bot.core.bot_config.policy import Configuration
from bot.core.errors import SlackRefusal
from bot.core.identifiers import UserId
from bot.slack.members import Members
from bot.store.mirror.mirror import Mirror

log = structlog.get_logger()


class Organizers:
    def __init__(self, mirror: Mirror, members: Members, configuration: Configuration) -> None:
        self._mirror = mirror
        self._members = members
        self._slack_users = {
            email.lower(): UserId(user_id) for user_id, emails in configuration.people.items() for email in emails
        }

    async def find(self, booking: Booking) -> UserId | None:
        """Return None if they are not in Slack, or cannot be looked up at the moment."""
        event = await self._mirror.event(booking.meeting.event_id) if booking.meeting.event_id else None
        organizer = event.organizer if event else None
        if organizer is None:
            return None
        if (user_id := self._slack_users.get(organizer.email)) is not None:
            return user_id
        try:
            return await self._members.find_by_email(organizer.email)
        except SlackRefusal as refusal:
            log.warning("organizer not found", code=refusal.code)
            return None
