"""Handle a Slack account that was closed: its calendars are disconnected."""

from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck

from bot.core.errors import DatabaseUnavailable, RecallError
from bot.core.identifiers import UserId
from bot.scheduling.calendars.keep_true import KeepConnectionsTrue
from handlers.after_ack import AfterAck

log = structlog.get_logger()


class ClosedAccount:
    def __init__(self, connections: KeepConnectionsTrue, after_ack: AfterAck) -> None:
        self._connections = connections
        self._after_ack = after_ack

    async def handle(self, ack: AsyncAck, event: dict[str, Any]) -> None:
        """Slack tells of every change of a profile or status: most concern nobody here."""
        await ack()
        user = event.get("user") or {}
        if user.get("deleted") and user.get("id"):
            self._after_ack.do(self._check(UserId(user["id"])))

    async def _check(self, user_id: UserId) -> None:
        """What fails now is found again within the day."""
        try:
            await self._connections.check_account(user_id)
        except (RecallError, DatabaseUnavailable) as error:
            log.warning("closed account not checked", error=type(error).__name__)
        except Exception:
            log.exception("closed account not checked")
