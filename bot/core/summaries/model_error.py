"""Define how asking a model can fail: what a person is told, whether it may have cost money, when to try again."""

from datetime import timedelta

from bot.core.errors import RecallScheduleError
from bot.core.summaries.model import SummaryFailure


class ModelError(RecallScheduleError):
    """`code` is for the log and the doctor: a status or an error's name, and never a sentence of the endpoint's."""

    def __init__(
        self, failure: SummaryFailure, code: str, *, may_be_paid: bool, retry_after: timedelta | None = None
    ) -> None:
        super().__init__(f"{failure.value}: {code}")
        self.failure = failure
        self.code = code
        self.may_be_paid = may_be_paid
        self.retry_after = retry_after

    @property
    def is_passing(self) -> bool:
        """Whether trying again soon may help, and costs nothing if it does not."""
        return self.failure is SummaryFailure.DOWN and not self.may_be_paid
