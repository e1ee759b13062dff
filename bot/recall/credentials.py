"""Hold the OAuth credentials of a calendar on their way to Recall, whose answers repeat them to no one's use."""

from dataclasses import dataclass, field

from pydantic import SecretStr


@dataclass(frozen=True, slots=True, kw_only=True)
class OAuthCredentials:
    client_id: str
    client_secret: SecretStr = field(repr=False)
    refresh_token: SecretStr = field(repr=False)
    email: str = field(repr=False)

    def to_body(self) -> dict[str, str]:
        """Fields of https://docs.recall.ai/reference/calendars_create"""
        return {
            "oauth_client_id": self.client_id,
            "oauth_client_secret": self.client_secret.get_secret_value(),
            "oauth_refresh_token": self.refresh_token.get_secret_value(),
            "oauth_email": self.email,
        }
