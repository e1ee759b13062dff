"""Give each kind of identifier its own type, so that mypy catches one passed for another."""

from typing import NewType

BookingId = NewType("BookingId", str)
CalendarId = NewType("CalendarId", str)
ConnectionId = NewType("ConnectionId", str)
CalendarEventId = NewType("CalendarEventId", str)
BotId = NewType("BotId", str)
LinkKey = NewType("LinkKey", str)  # the canonical key of a meeting link, see core/links/meeting_link.py
TeamId = NewType("TeamId", str)
TokenId = NewType("TokenId", str)  # of a personal access token; no secret
UserId = NewType("UserId", str)
ChannelId = NewType("ChannelId", str)
