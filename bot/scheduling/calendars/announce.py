"""Make a new connection visible in Slack within seconds, and tell the owner of the address if that is another."""

from collections.abc import Callable, Iterable

import structlog

from bot.blocks.messages.calendar_connection import calendar_was_connected_by
from bot.core.access.people import Person
from bot.core.calendars.owner_check import Identity
from bot.core.errors import SlackRefusal
from bot.core.identifiers import UserId
from bot.slack.announcer import Announcer

log = structlog.get_logger()


class AnnounceConnection:
    def __init__(
        self,
        announcer: Announcer,
        read_calendars_soon: Callable[[], None],
        refresh_homes: Callable[[Iterable[UserId]], None],
    ) -> None:
        self._announcer = announcer
        self._read_calendars_soon = read_calendars_soon
        self._refresh_homes = refresh_homes

    async def announce(self, person: Person, identity: Identity) -> None:
        self._read_calendars_soon()
        self._refresh_homes([person.user_id])
        if identity.email not in person.emails:
            await self._tell_owner(person, identity)

    async def _tell_owner(self, person: Person, identity: Identity) -> None:
        """The person who has that address in Slack. Often no one has: then it is the person's own second account."""
        words = calendar_was_connected_by(person.user_id, identity.provider, identity.email)
        try:
            await self._announcer.message_owner(identity.email, words)
        except SlackRefusal as refusal:
            log.info("owner of the address not told", code=refusal.code)
