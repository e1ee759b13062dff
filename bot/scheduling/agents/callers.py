"""Find out in whose name a caller acts: by a bearer token here, by Slack's signed word in the tool call."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.clock import Clock
from bot.core.agents.personal_token import LAST_USED_EVERY, CallerKind, PersonalToken, has_token_shape
from bot.core.identifiers import TeamId, UserId
from bot.scheduling.agents.tokens import hash_token
from bot.store.agents.personal_tokens import PersonalTokens


@dataclass(frozen=True, slots=True)
class Caller:
    """`user_id` None: Slack signed the request, and names the person in each call."""

    kind: CallerKind
    user_id: UserId | None = None
    hint: str = ""  # the last characters of the token

    @property
    def name(self) -> str:
        """For the audit trail."""
        return f"{self.kind.value} {self.hint}".strip()

    def with_signed_person(self, meta: Mapping[str, object] | None, team_id: TeamId) -> "Caller":
        """Take the person from what Slack signed. No one for another team, or none: that fails closed."""
        if self.kind is not CallerKind.SLACKBOT:
            return self
        said = (meta or {}).get("slack")
        said = said if isinstance(said, Mapping) else {}
        user_id, team = said.get("user_id"), said.get("team_id")
        is_one_of_ours = isinstance(user_id, str) and bool(user_id) and team == team_id
        return Caller(self.kind, UserId(str(user_id))) if is_one_of_ours else self


class Callers:
    def __init__(
        self,
        tokens: PersonalTokens,
        team_id: TeamId,
        environment: Sequence[tuple[UserId, str]],
        clock: Clock,
    ) -> None:
        self._tokens = tokens
        self._team_id = team_id
        self._environment = {hash_token(secret): user_id for user_id, secret in environment}
        self._clock = clock

    async def find(self, secret: str) -> Caller | None:
        """Whose token it is. Only its hash is compared, so how long that takes says nothing of the token."""
        hashed = hash_token(secret)
        if (user_id := self._environment.get(hashed)) is not None:
            return Caller(CallerKind.ENVIRONMENT_TOKEN, user_id)
        token = await self._tokens.find(hashed, self._team_id) if has_token_shape(secret) else None
        if token is None:
            return None
        await self._record_use(token)
        return Caller(CallerKind.PERSONAL_TOKEN, token.user_id, token.hint)

    async def _record_use(self, token: PersonalToken) -> None:
        now, last = self._clock.now(), token.last_used_at
        if last is None or now - last >= LAST_USED_EVERY:
            await self._tokens.record_use(token.id, now)
