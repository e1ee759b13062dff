"""Say in what the pretend providers differ."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.sandbox.oauth.accounts import Account, google_claims, microsoft_claims, slack_claims

GOOGLE_CALENDAR_SCOPE = "https://www.googleapis.com/auth/calendar.events.readonly"
MICROSOFT_CALENDAR_SCOPE = "https://graph.microsoft.com/Calendars.Read"


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    company: str
    claims: Callable[[Account], dict[str, Any]]
    calendar_scope: str | None = None
    requires_pkce: bool = True
    issuer_template: str | None = None  # what it calls itself, where that is not its own address
    sends_iss: bool = True
    authorize_path: str = "/authorize"
    token_path: str = "/token"
    refuses_with_200: bool = False

    def wants_refresh_token(self, scope: str, access_type: str) -> bool:
        return "offline_access" in scope.split() or access_type == "offline"

    def show_scope(self, scope: str) -> str:
        """Microsoft shortens its own scopes, and does not list `offline_access`."""
        shown = [each for each in scope.split() if each != "offline_access"]
        return " ".join(each.removeprefix("https://graph.microsoft.com/") for each in shown)


GOOGLE = Profile(company="Google", claims=google_claims, calendar_scope=GOOGLE_CALENDAR_SCOPE)
MICROSOFT = Profile(
    company="Microsoft", claims=microsoft_claims, calendar_scope=MICROSOFT_CALENDAR_SCOPE, sends_iss=False
)
SLACK = Profile(
    company="Slack",
    claims=slack_claims,
    requires_pkce=False,
    sends_iss=False,
    authorize_path="/openid/connect/authorize",
    token_path="/api/openid.connect.token",
    refuses_with_200=True,
)
