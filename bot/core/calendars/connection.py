"""Describe a calendar that a person connected, and tell its state from Recall's word."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.core.calendars.providers import CalendarProvider
from bot.core.identifiers import CalendarId, ConnectionId, TeamId, UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarConnection:
    """One account of one person. There is no token in it, here or anywhere else."""

    id: ConnectionId
    team_id: TeamId
    user_id: UserId
    provider: CalendarProvider
    subject: str  # the provider's key of the account, see `Identity`
    email: str  # lower case
    has_verified_email: bool  # the provider vouches for the address
    connected_at: datetime
    calendar_id: CalendarId | None = None  # Recall's; None while it is being created there
    access_ends_at: datetime | None = None  # of an access that the person gave for a time


class ConnectionState(StrEnum):
    CONNECTING = "connecting"
    CONNECTED = "connected"
    NEEDS_RECONNECT = "needs_reconnect"


@dataclass(frozen=True, slots=True)
class ConnectionView:
    """What people see of a connection."""

    connection: CalendarConnection
    state: ConnectionState


def read_state(connection: CalendarConnection, statuses: Mapping[CalendarId, str]) -> ConnectionState:
    """`statuses`: what Recall says of its calendars. One that it does not list yet is still connecting."""
    status = statuses.get(connection.calendar_id, "connecting") if connection.calendar_id else "connecting"
    if status == "connected":
        return ConnectionState.CONNECTED
    return ConnectionState.NEEDS_RECONNECT if status == "disconnected" else ConnectionState.CONNECTING
