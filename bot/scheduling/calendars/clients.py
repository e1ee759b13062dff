"""Know this installation's OAuth clients, their redirect addresses and the check that each needs."""

from collections.abc import Mapping

from bot.core.calendars.flow import Leg
from bot.core.calendars.owner_check import Identity, OwnerCheck, choose_owner_check
from bot.core.calendars.providers import CalendarProvider
from bot.oauth.client import OAuthClient
from bot.oauth.google import read_google_identity
from bot.oauth.id_token import Claims
from bot.oauth.microsoft import build_admin_consent_url, is_single_tenant, read_microsoft_identity


class ConnectClients:
    def __init__(
        self,
        public_url: str | None,
        clients: Mapping[Leg, OAuthClient],
        owner_check: OwnerCheck,
        microsoft_tenant: str,
    ) -> None:
        self.public_url = public_url
        self._clients = clients
        self._owner_check = owner_check
        self._tenant = microsoft_tenant

    def has(self, provider: CalendarProvider) -> bool:
        return Leg(provider.value) in self._clients

    def client(self, leg: Leg) -> OAuthClient:
        """Raises KeyError for one that is not configured."""
        return self._clients[leg]

    def client_id(self, provider: CalendarProvider) -> str:
        """Raises KeyError for one that is not configured."""
        return self._clients[Leg(provider.value)].description.client_id

    def redirect_uri(self, leg: Leg) -> str:
        """One for each provider, so that their answers cannot be mixed up."""
        return f"{self.public_url}/connect/callback/{leg.value}"

    def owner_check(self, provider: CalendarProvider) -> OwnerCheck:
        return choose_owner_check(
            self._owner_check,
            provider,
            is_single_tenant=is_single_tenant(self._tenant),
            has_slack_sign_in=Leg.SLACK in self._clients,
        )

    def read_identity(self, provider: CalendarProvider, claims: Claims) -> Identity | None:
        if provider is CalendarProvider.GOOGLE:
            return read_google_identity(claims)
        return read_microsoft_identity(claims, is_single_tenant=is_single_tenant(self._tenant))

    def admin_consent_url(self) -> str | None:
        """For the Microsoft 365 admin of an organization in which people may not consent themselves."""
        client = self._clients.get(Leg.MICROSOFT)
        if client is None:
            return None
        return build_admin_consent_url(client.description.client_id, self._tenant, self.redirect_uri(Leg.MICROSOFT))
