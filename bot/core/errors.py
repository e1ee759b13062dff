"""Define the expected errors as a tree: the executor reads from each whether to retry; bot/core/outcomes words them.

RecallScheduleError
├── SetupError               the installation is wrong: one plain message, exit code 2
├── RecallError              Recall did not do what was asked
│   ├── NoAnswer             network or time-out: the outcome is unknown
│   │   ├── NotSent          no connection came about: nothing was done
│   │   ├── InternalError    a step of our own failed on the way
│   │   └── NotConfirmed     a success that does not show what was done
│   └── AnsweredError        Recall answered with a failure; `permanent` says whether a retry can help
├── SlackRefusal             Slack did not do what was asked; `permanent` likewise
└── DatabaseUnavailable      the database cannot be used now; `trouble` says why
"""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Any


class RecallScheduleError(Exception):
    """Base of every error of ours that is expected to happen."""


class SetupError(RecallScheduleError):
    """Something in the installation is wrong. The message names the variable or file, and the fix."""


class RecallError(RecallScheduleError):
    """`sent` is the configuration that went with the request, if one did."""

    permanent: bool = False
    retry_after: timedelta | None = None
    sent: Mapping[str, Any] | None = None


class NoAnswer(RecallError):
    """The connection failed or timed out: Recall may or may not have done it."""


class NotSent(NoAnswer):
    """There was no connection: Recall knows nothing of the request."""


class InternalError(NoAnswer):
    """An error of our own, before or after Recall did it. It is retried like any other, and given up in the end."""

    retry_after = timedelta(minutes=1)  # backoff, so that a bug does not spin


class NotConfirmed(NoAnswer):
    """Recall reported success without showing what was done; under the same idempotency key it never will."""


class AnsweredError(RecallError):
    """Recall answered, and it was not a success.

    `status` is the HTTP status, `code` Recall's own word if there was one, `detail` its sentence(s), safe to show as
    plain text, `retry_after` what the `Retry-After` header asked for.
    """

    def __init__(
        self, status: int, code: str | None = None, detail: str = "", retry_after: timedelta | None = None
    ) -> None:
        super().__init__(f"Recall answered {status} {code or ''}".strip())
        self.status = status
        self.code = code
        self.detail = detail
        self.retry_after = retry_after

    @property
    def permanent(self) -> bool:  # type: ignore[override]
        """400, 401, 402, 403, 404, 405 and their like are not retried: they would fail again."""
        return 300 <= self.status < 500 and self.status not in {408, 409, 425, 429}


class SlackRefusal(RecallScheduleError):
    """Slack answered `ok: false`, or did not answer. `code` is Slack's error word, or `no_answer`."""

    def __init__(self, code: str, *, permanent: bool, retry_after: timedelta | None = None) -> None:
        super().__init__(f"Slack answered {code}")
        self.code = code
        self.permanent = permanent
        self.retry_after = retry_after


class DatabaseTrouble(StrEnum):
    """Why the database cannot be used, as `/readyz` and the log say it."""

    FULL = "disk full"
    IO_ERROR = "I/O error"
    READ_ONLY = "read-only"
    LOCKED = "locked by another process"
    GONE = "file deleted or replaced"
    DAMAGED = "file damaged"
    LOST = "connection lost"
    OVERLOADED = "too many connections"
    UNREACHABLE = "unreachable"


class DatabaseUnavailable(RecallScheduleError):
    """The database cannot be read or written now. The transaction has had no effect, or at worst its whole effect."""

    def __init__(self, trouble: DatabaseTrouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble
