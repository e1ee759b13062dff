"""Limit the rate at which cards are posted and edited; confirmations come before pending cards."""

from datetime import datetime, timedelta

from bot.core.identifiers import BookingId, ChannelId
from bot.slack.rate_limit import build_edit_limiter, build_post_limiter

# How soon a pending card is retried that was skipped because the rate limit left no room.
BUSY_FOR = timedelta(seconds=2)
# Each has to be edited once more, out of the fifty edits that Slack takes in a minute.
PENDING_AT_ONCE = 20
ENTRY_TTL = timedelta(minutes=2)
EDITS = "chat.update"


class CardRateLimiter:
    def __init__(self, processes: int = 1) -> None:
        self._posts = build_post_limiter(processes)
        self._edits = build_edit_limiter(processes)
        self._most_pending = max(1, PENDING_AT_ONCE // processes)
        self._pending: dict[BookingId, datetime] = {}

    def wait_for_post(
        self, channel_id: ChannelId, booking_id: BookingId, now: datetime, *, is_pending: bool = False
    ) -> datetime | None:
        """Return when to retry; None: post it now. Pending cards are skipped while there is little room."""
        if is_pending and not self._has_room(channel_id, now):
            return now + BUSY_FOR
        turn = self._posts.reserve(channel_id, booking_id, now)
        return turn if turn > now else None

    def wait_for_edit(self, booking_id: BookingId, now: datetime) -> datetime | None:
        turn = self._edits.reserve(EDITS, booking_id, now)
        return turn if turn > now else None

    def record_shown(self, booking_id: BookingId, now: datetime, *, is_pending: bool) -> None:
        if is_pending:
            self._pending[booking_id] = now
        else:
            self._pending.pop(booking_id, None)

    def hold_posts(self, channel_id: ChannelId, until: datetime) -> None:
        self._posts.hold(channel_id, until)

    def hold_edits(self, until: datetime) -> None:
        self._edits.hold(EDITS, until)

    def _has_room(self, channel_id: ChannelId, now: datetime) -> bool:
        self._pending = {each: at for each, at in self._pending.items() if at > now - ENTRY_TTL}
        return len(self._pending) < self._most_pending and self._posts.is_free(channel_id, now)
