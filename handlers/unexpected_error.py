"""Log an unexpected error under a reference, and apologize with the same reference."""

import secrets
from typing import Any

import structlog
from slack_bolt import BoltResponse

from bot.blocks.messages.errors import TRY_LATER, apology
from bot.core.errors import DatabaseUnavailable
from handlers.ephemeral_message import PrivateMessages

log = structlog.get_logger()


def log_unexpected(error: Exception, what: str) -> str:
    """Log the error; return the reference for the apology."""
    reference = secrets.token_hex(4)
    log.error("unexpected error", what=what, reference=reference, exc_info=error)
    return reference


class UnexpectedError:
    def __init__(self, private_messages: PrivateMessages) -> None:
        self._private_messages = private_messages

    async def handle(self, error: Exception, body: dict[str, Any]) -> BoltResponse:
        """Handle what a listener raised before its ack, so that the person reads our apology, not Slack's error."""
        sentence = TRY_LATER if isinstance(error, DatabaseUnavailable) else apology(log_unexpected(error, "listener"))
        await self._private_messages.say(body, sentence)
        return BoltResponse(status=200)
