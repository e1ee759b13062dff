"""Slack takes about one post a second in a channel, and short bursts: whoever comes sooner is given a turn.

https://docs.slack.dev/apis/web-api/rate-limits
"""

from datetime import datetime, timedelta

from bot.core.identifiers import BookingId, ChannelId

BETWEEN_POSTS = timedelta(seconds=1)
IN_A_BURST = 3
# A turn that nobody has come for: of a card that another process has posted, or that needs no posting any more.
KEPT_FOR = timedelta(seconds=30)


class ChannelPace:
    """In memory only: a new process begins with all channels free, and Slack's own 429 says where that was wrong."""

    def __init__(self, processes: int = 1) -> None:
        self._between = BETWEEN_POSTS * processes
        self._burst = self._between * (max(1, IN_A_BURST // processes) - 1)
        self._caught_up_at: dict[ChannelId, datetime] = {}  # when a channel will have taken all that it was promised
        self._turns: dict[tuple[ChannelId, BookingId], datetime] = {}

    def turn(self, channel_id: ChannelId, booking_id: BookingId, now: datetime) -> datetime:
        """When this booking may post there. It keeps its turn until it has come for it."""
        self._forget(now)
        place = (channel_id, booking_id)
        if place not in self._turns:
            self._turns[place] = self._next_turn(channel_id, now)
            caught_up_at = max(now, self._caught_up_at.get(channel_id, now))
            self._caught_up_at[channel_id] = caught_up_at + self._between
        return self._turns.pop(place) if self._turns[place] <= now else self._turns[place]

    def is_free(self, channel_id: ChannelId, now: datetime) -> bool:
        return self._next_turn(channel_id, now) <= now

    def hold(self, channel_id: ChannelId, until: datetime) -> None:
        """Slack wants to be left alone there: whoever had a turn gets another one afterwards."""
        self._turns = {place: turn for place, turn in self._turns.items() if place[0] != channel_id}
        self._caught_up_at[channel_id] = until + self._burst

    def _next_turn(self, channel_id: ChannelId, now: datetime) -> datetime:
        return max(now, self._caught_up_at.get(channel_id, now) - self._burst)

    def _forget(self, now: datetime) -> None:
        self._turns = {place: turn for place, turn in self._turns.items() if turn > now - KEPT_FOR}
        self._caught_up_at = {channel: at for channel, at in self._caught_up_at.items() if at > now}
