"""Apply idempotency keys: one action and one answer per key within an hour. https://docs.recall.ai/docs/idempotency"""

from datetime import datetime, timedelta

from bot.sandbox.recall import refusals
from bot.sandbox.recall.exchange import Answer, Call

KEY_TTL = timedelta(hours=1)
KEYED_METHODS = frozenset({"POST", "PATCH", "PUT"})
# Answers from before the application, or of a call that should be repeated as it is.
_NOT_KEPT = frozenset({401, 403, 409, 429})

Identity = tuple[str, str, str]


class IdempotencyKeys:
    """The body is no part of a call's identity: another body with the same key gets the first answer."""

    def __init__(self) -> None:
        self._running: set[Identity] = set()
        self._answers: dict[Identity, tuple[datetime, Answer]] = {}

    def begin(self, call: Call) -> Answer | None:
        """The answer of the first time, if there was one. Raises Refusal while that is still running."""
        identity = _identity(call)
        if identity is None:
            return None
        if identity in self._running:
            raise refusals.coded_error(409, "conflict", "A request with this Idempotency-Key is still running.")
        if identity in self._answers and call.now - self._answers[identity][0] < KEY_TTL:
            return self._answers[identity][1]
        self._running.add(identity)
        return None

    def finish(self, call: Call, answer: Answer | None, now: datetime) -> None:
        """`None`: the call never reached the application, so the key is still unused."""
        if (identity := _identity(call)) is None:
            return
        self._running.discard(identity)
        if answer and answer.status not in _NOT_KEPT:
            self._answers[identity] = (now, answer)


def _identity(call: Call) -> Identity | None:
    key = call.headers.get("idempotency-key")
    return (key, call.method, call.path) if key and call.method in KEYED_METHODS else None
