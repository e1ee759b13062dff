"""Decide what a failed request to Recall leads to: retry or not, backoff, idempotency key, and what to verify first.

https://docs.recall.ai/reference/errors
"""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.booking.model import INTERNAL_ERROR, Attempt, Booking, Failure
from bot.core.errors import AnsweredError, InternalError, NoAnswer, NotConfirmed, NotSent, RecallError
from bot.core.lifecycle.transitions import with_card_update_due

POOL_IS_EMPTY = 507
POOL_RETRY = timedelta(seconds=30)
FIRST_BACKOFF = timedelta(seconds=2)
LONGEST_BACKOFF = timedelta(minutes=2)
# A request that we or a gateway gave up on is at an end at Recall after this long.
MAY_STILL_RUN = timedelta(minutes=2)
SAME_KEY_STATUSES = frozenset({409})
UNCERTAIN_STATUSES = frozenset({408, 425})
GATEWAY_GAVE_UP = frozenset({408, 502, 504})
UNKNOWN_KEY = "unknown"


def apply_write_failure(
    booking: Booking, revision: int, error: RecallError, now: datetime, jitter: float, key: str = UNKNOWN_KEY
) -> Booking:
    """A write has failed. `jitter` (0 to 1) spreads the retries of many bookings; `key` is the idempotency key sent."""
    attempt = _with_doubt(booking.attempt, error, now, key)
    if booking.wish.revision != revision:
        return replace(booking, attempt=attempt)
    failure = _failure(error)
    attempt = replace(attempt, sent_config=None if error.sent is None else dict(error.sent))
    if error.permanent:
        return apply_failure(replace(booking, attempt=attempt), revision, failure)
    is_stale = _is_stale_conflict(error, attempt, now)
    keeps_key = _keeps_key(error) and not is_stale
    return replace(
        _with_delay_announced(booking),
        attempt=replace(
            attempt,
            must_look=attempt.must_look or is_stale,
            number=attempt.number if keeps_key else attempt.number + 1,
            tries=attempt.tries + 1,
            first_sent_at=(attempt.first_sent_at or now) if keeps_key else None,
            has_looked=False,
            next_at=now + retry_delay(error, attempt.tries + 1, jitter),
            failure=failure,
            was_pool_empty=attempt.was_pool_empty or failure.status == POOL_IS_EMPTY,
        ),
    )


def apply_verify_failure(booking: Booking, revision: int, error: RecallError, now: datetime, jitter: float) -> Booking:
    """A verification failed: nothing is sent before Recall could be read."""
    attempt = booking.attempt
    if booking.wish.revision != revision:
        return booking
    # "The pool is empty" tells people more than that Recall could not be read this time.
    keeps_failure = booking.is_applied or booking.has_given_up or attempt.was_pool_empty
    failure = attempt.failure if keeps_failure else _failure(error)
    next_at = now + retry_delay(error, attempt.tries + 1, jitter)
    noted = replace(attempt, tries=attempt.tries + 1, look_failed_at=now, next_at=next_at, failure=failure)
    return replace(_with_delay_announced(booking), attempt=noted)


def _with_delay_announced(booking: Booking) -> Booking:
    """A move is announced once the bot is rebooked, or when the first try has failed."""
    is_first = booking.attempt.failure is None
    return (
        with_card_update_due(booking) if is_first and booking.is_at_another_time and not booking.is_applied else booking
    )


def with_retry_at(booking: Booking, revision: int, until: datetime) -> Booking:
    """Wait without counting a try: nothing was sent."""
    if booking.wish.revision != revision:
        return booking
    return replace(booking, attempt=replace(booking.attempt, next_at=until, sent_config=None))


def apply_lost_worker(booking: Booking, now: datetime) -> Booking:
    """A worker died while it held this booking's lease: what it sent may or may not have been done."""
    if booking.is_applied:
        return booking
    # Only for a wish that never changed is the idempotency key that was sent certain.
    key = booking.idempotency_key if booking.wish.revision == 1 else UNKNOWN_KEY
    attempt = _with_unanswered_key(booking.attempt, now, key)
    return replace(booking, attempt=attempt)


def apply_failure(booking: Booking, revision: int, failure: Failure) -> Booking:
    """No retry until a person asks for one; a newer wish counts as that."""
    if booking.wish.revision != revision:
        return booking
    permanent = replace(failure, permanent=True)
    return with_card_update_due(replace(booking, attempt=replace(booking.attempt, failure=permanent, next_at=None)))


def apply_give_up(booking: Booking, revision: int) -> Booking:
    last = booking.attempt.failure
    return apply_failure(
        booking,
        revision,
        Failure(code="gave_up", status=last.status if last else None, detail=last.code if last else ""),
    )


def retry_delay(error: RecallError, tries: int, jitter: float) -> timedelta:
    """How long to wait after a failure: Retry-After if given, else exponential backoff with jitter."""
    if error.retry_after:
        return error.retry_after
    if isinstance(error, AnsweredError) and error.status == POOL_IS_EMPTY:
        return POOL_RETRY
    return backoff_delay(tries, jitter)


def backoff_delay(tries: int, jitter: float) -> timedelta:
    doubled: timedelta = FIRST_BACKOFF * 2 ** min(tries - 1, 10)
    return min(doubled, LONGEST_BACKOFF) * (0.5 + jitter / 2)


def _keeps_key(error: RecallError) -> bool:
    """Recall replays an answer for an hour, so only a request without one is retried under the same idempotency key.

    https://docs.recall.ai/docs/idempotency
    """
    if isinstance(error, AnsweredError):
        return error.status in SAME_KEY_STATUSES
    return not isinstance(error, NotConfirmed)


def _is_stale_conflict(error: RecallError, attempt: Attempt, now: datetime) -> bool:
    """No request under this key runs any more: the 409 is a replayed answer, and says nothing of what was done.

    https://docs.recall.ai/docs/idempotency
    """
    is_conflict = isinstance(error, AnsweredError) and error.status in SAME_KEY_STATUSES
    return is_conflict and attempt.first_sent_at is not None and now - attempt.first_sent_at > MAY_STILL_RUN


def _with_doubt(attempt: Attempt, error: RecallError, now: datetime, key: str) -> Attempt:
    """Recall drops requests under load, and may fail to answer, or answer 5xx, after the work."""
    if isinstance(error, NoAnswer) and not isinstance(error, NotSent | NotConfirmed):
        return _with_unanswered_key(attempt, now, key)
    if isinstance(error, NotConfirmed):
        return replace(attempt, must_look=True, has_looked=False)
    if not isinstance(error, AnsweredError) or not _may_have_been_done(error.status):
        return attempt
    verify_at = now + MAY_STILL_RUN if error.status in GATEWAY_GAVE_UP else attempt.verify_at
    return replace(attempt, must_look=True, has_looked=False, verify_at=verify_at)


def _with_unanswered_key(attempt: Attempt, now: datetime, key: str) -> Attempt:
    return replace(attempt, must_look=True, has_looked=False, verify_at=now + MAY_STILL_RUN, unanswered_key=key)


def _may_have_been_done(status: int) -> bool:
    return status >= 500 or status in UNCERTAIN_STATUSES


def _failure(error: RecallError) -> Failure:
    if isinstance(error, AnsweredError):
        return Failure(code=error.code or f"http_{error.status}", status=error.status, detail=error.detail)
    if isinstance(error, InternalError):
        return Failure(code=INTERNAL_ERROR)
    return Failure(code="not_confirmed" if isinstance(error, NotConfirmed) else "no_answer")


def is_repetition(before: Booking, after: Booking) -> bool:
    """Whether a retry, or another verification, had the same result as the one before it: logged at DEBUG only."""
    is_one_more = before.attempt.tries > 0 or before.attempt.next_at is not None or before.said.tries > 0
    return is_one_more and _observable_state(before) == _observable_state(after)


def _observable_state(booking: Booking) -> object:
    """The parts that a step changes when it succeeds, or fails in a new way."""
    said, failure = booking.said, booking.attempt.failure
    return booking.wish, booking.bot, booking.meeting, failure, said.shown_version, said.card, said.told, said.is_mute
