"""Read the error words that OAuth has for every provider. https://datatracker.ietf.org/doc/html/rfc6749#section-5.2"""

import re

from bot.core.calendars.outcomes import ConnectOutcome
from bot.oauth.description import OAuthFailure

_WORD = re.compile(r"[a-z0-9_]{1,60}")
_OUTCOMES = {
    "access_denied": ConnectOutcome.DECLINED,
    "login_required": ConnectOutcome.DECLINED,
    "interaction_required": ConnectOutcome.DECLINED,
    "consent_required": ConnectOutcome.DECLINED,
    "invalid_grant": ConnectOutcome.CODE_EXPIRED,
    "invalid_client": ConnectOutcome.CLIENT_REJECTED,
    "unauthorized_client": ConnectOutcome.CLIENT_REJECTED,
    "temporarily_unavailable": ConnectOutcome.PROVIDER_SILENT,
    "server_error": ConnectOutcome.PROVIDER_SILENT,
}


def fallback_failure(error: str) -> OAuthFailure:
    """Whatever is not known here is the set-up's fault: a scope, an address, a parameter."""
    return OAuthFailure(_OUTCOMES.get(error, ConnectOutcome.MISCONFIGURED), safe_code(error))


def safe_code(error: str) -> str:
    """Anyone can write anything into a callback's address."""
    return error if _WORD.fullmatch(error) else "other"
