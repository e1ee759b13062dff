"""Describe one attempt to connect a calendar, from the click in Slack to the provider's answer."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.core.calendars.outcomes import ConnectOutcome
from bot.core.calendars.providers import CalendarProvider
from bot.core.identifiers import ConnectionId, TeamId, UserId

FLOW_TTL = timedelta(minutes=10)
# Each consent makes a further refresh token, and Google drops the oldest of an account's hundred.
MOST_FLOWS = 5
FLOWS_WITHIN = timedelta(minutes=10)


class Leg(StrEnum):
    """Whose answer the flow awaits. An answer of another is not taken: that is the mix-up attack."""

    SLACK = "slack"
    GOOGLE = "google"
    MICROSOFT = "microsoft"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectFlow:
    """Without the secrets of the link, the browser and the state, of which the database holds hashes only."""

    id: str
    team_id: TeamId
    user_id: UserId
    provider: CalendarProvider
    connection_id: ConnectionId | None  # to reconnect this one, and no other account
    expires_at: datetime
    outcome: ConnectOutcome | None = None
