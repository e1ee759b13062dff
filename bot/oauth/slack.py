"""Describe Sign in with Slack, which proves who sits at the browser.

https://docs.slack.dev/authentication/sign-in-with-slack
"""

from pydantic import SecretStr

from bot.core.calendars.flow import Leg
from bot.core.calendars.outcomes import ConnectOutcome
from bot.oauth.description import OAuthFailure, ProviderDescription
from bot.oauth.error_codes import safe_code

_SILENT = frozenset({"temporarily_unavailable", "server_error", "fatal_error", "internal_error", "ratelimited"})


def describe_slack(client_id: str, client_secret: SecretStr, issuer: str, team_id: str) -> ProviderDescription:
    return ProviderDescription(
        leg=Leg.SLACK,
        issuer=issuer,
        client_id=client_id,
        client_secret=client_secret,
        scope="openid email profile",
        parameters={"team": team_id},
        uses_pkce=False,  # not documented for it; state, nonce and the client's secret are
        read_error=_read_error,
    )


def _read_error(error: str, _description: str) -> OAuthFailure:
    if error == "access_denied":
        return OAuthFailure(ConnectOutcome.DECLINED, error)
    outcome = ConnectOutcome.SLACK_SILENT if error in _SILENT else ConnectOutcome.SLACK_SIGN_IN_FAILED
    return OAuthFailure(outcome, safe_code(error))
