"""Make, list and revoke a person's access tokens. A token is shown once; what is kept is its hash."""

import hashlib
import secrets

from bot.clock import Clock
from bot.core.access.people import Person
from bot.core.agents.personal_token import HINT_LENGTH, TOKEN_PREFIX, MintedToken, PersonalToken
from bot.core.identifiers import TokenId
from bot.store.agents.personal_tokens import PersonalTokens


class OwnTokens:
    """`url` is where agents use them."""

    def __init__(self, tokens: PersonalTokens, url: str, clock: Clock) -> None:
        self.url = url
        self._tokens = tokens
        self._clock = clock

    async def list_own(self, person: Person) -> list[PersonalToken]:
        return await self._tokens.list_own(person.team_id, person.user_id)

    async def mint(self, person: Person) -> MintedToken | None:
        """None for a person who has as many as they may have."""
        secret = f"{TOKEN_PREFIX}{secrets.token_urlsafe(32)}"
        token = await self._tokens.create(
            hash_token(secret), secret[-HINT_LENGTH:], person.team_id, person.user_id, self._clock.now()
        )
        return None if token is None else MintedToken(token, secret)

    async def revoke(self, person: Person, token_id: TokenId) -> bool:
        """False for one that is gone, or another person's."""
        return await self._tokens.revoke(token_id, person.team_id, person.user_id, self._clock.now())


def hash_token(secret: str) -> str:
    """It needs no salt: no one guesses 256 bits."""
    return hashlib.sha256(secret.encode()).hexdigest()
