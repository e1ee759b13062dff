"""Handle a changed Slack account: one that was closed is disconnected, and another time zone is another day."""

from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck

from bot.core.errors import DatabaseUnavailable, RecallError, SlackRefusal
from bot.core.identifiers import UserId
from bot.scheduling.access.people import KnownPeople, UntrustedAccount
from bot.scheduling.calendars.keep_true import KeepConnectionsTrue
from bot.scheduling.rules.personal_rules import PersonalRules
from handlers.after_ack import AfterAck

log = structlog.get_logger()


class ChangedAccount:
    def __init__(
        self, people: KnownPeople, connections: KeepConnectionsTrue, rules: PersonalRules, after_ack: AfterAck
    ) -> None:
        self._people = people
        self._connections = connections
        self._rules = rules
        self._after_ack = after_ack

    async def handle(self, ack: AsyncAck, event: dict[str, Any]) -> None:
        """Slack tells of every change of a profile or status: most concern no one here."""
        await ack()
        user = event.get("user") or {}
        if user.get("id"):
            self._after_ack.do(self._look_guarded(UserId(user["id"]), user))

    async def _look_guarded(self, user_id: UserId, user: dict[str, Any]) -> None:
        """What fails now is found again within the day."""
        try:
            await self._look(user_id, user)
        except (RecallError, SlackRefusal, DatabaseUnavailable) as error:
            log.warning("changed account not checked", error=type(error).__name__)
        except Exception:
            log.exception("changed account not checked")

    async def _look(self, user_id: UserId, user: dict[str, Any]) -> None:
        if user.get("deleted"):
            await self._connections.check_account(user_id)
            if not await self._is_admitted(user_id):
                await self._rules.look_again(user_id)
        elif isinstance(zone := user.get("tz"), str) and await self._people.note_time_zone(user_id, zone):
            await self._rules.look_again(user_id)

    async def _is_admitted(self, user_id: UserId) -> bool:
        """By Slack's own word, not the event's."""
        try:
            await self._people.fetch(user_id)
        except UntrustedAccount:
            return False
        return True
