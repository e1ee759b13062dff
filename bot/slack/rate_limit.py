"""Limit the rate of Slack calls per channel or method, with bursts.

https://docs.slack.dev/apis/web-api/rate-limits
"""

from datetime import datetime, timedelta

from bot.core.identifiers import BookingId

BETWEEN_POSTS = timedelta(seconds=1)  # in a channel
POSTS_IN_A_BURST = 3
BETWEEN_EDITS = timedelta(seconds=1.2)  # anywhere: chat.update is of tier 3, fifty a minute
EDITS_IN_A_BURST = 40
# How long an unused slot is kept: another process has posted the card, or it needs no post any more.
ENTRY_TTL = timedelta(seconds=30)


class RateLimiter:
    """Limits each place separately: a channel, or a method.

    In memory only: a new process begins with everything free, and Slack's own 429 corrects it.
    """

    def __init__(self, between: timedelta, burst: int, processes: int = 1) -> None:
        self._between = between * processes
        self._burst = self._between * (max(1, burst // processes) - 1)
        self._caught_up_at: dict[str, datetime] = {}  # when a place will have taken all that it was promised
        self._turns: dict[tuple[str, BookingId], datetime] = {}

    def reserve(self, place: str, booking_id: BookingId, now: datetime) -> datetime:
        """Reserve a slot and return its time. The booking keeps the slot until that time has come."""
        self._forget(now)
        key = (place, booking_id)
        if key not in self._turns:
            self._turns[key] = self._next_turn(place, now)
            caught_up_at = max(now, self._caught_up_at.get(place, now))
            self._caught_up_at[place] = caught_up_at + self._between
        return self._turns.pop(key) if self._turns[key] <= now else self._turns[key]

    def is_free(self, place: str, now: datetime) -> bool:
        return self._next_turn(place, now) <= now

    def hold(self, place: str, until: datetime) -> None:
        """Pause a place, as Slack's Retry-After asks: reserved slots are given out again afterwards."""
        self._turns = {key: turn for key, turn in self._turns.items() if key[0] != place}
        self._caught_up_at[place] = until + self._burst

    def _next_turn(self, place: str, now: datetime) -> datetime:
        return max(now, self._caught_up_at.get(place, now) - self._burst)

    def _forget(self, now: datetime) -> None:
        self._turns = {key: turn for key, turn in self._turns.items() if turn > now - ENTRY_TTL}
        self._caught_up_at = {place: at for place, at in self._caught_up_at.items() if at > now}


def build_post_limiter(processes: int = 1) -> RateLimiter:
    """Limit posts per channel."""
    return RateLimiter(BETWEEN_POSTS, POSTS_IN_A_BURST, processes)


def build_edit_limiter(processes: int = 1) -> RateLimiter:
    """Limit edits over all channels together."""
    return RateLimiter(BETWEEN_EDITS, EDITS_IN_A_BURST, processes)
