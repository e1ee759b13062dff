"""Look up the Slack member with an email address, cached, for mentions. Outsiders and leavers are no members."""

from collections import OrderedDict
from datetime import datetime, timedelta

from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import Clock
from bot.core.errors import SlackRefusal
from bot.core.identifiers import UserId
from bot.slack.people import read_account
from bot.slack.web_api import call_slack

CACHE_TTL = timedelta(hours=1)
CACHE_SIZE = 1000


class Members:
    def __init__(self, client: AsyncWebClient, clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self._known: OrderedDict[str, tuple[datetime, UserId | None]] = OrderedDict()

    async def find_by_email(self, email: str) -> UserId | None:
        """Return None without the scope, or for an address that Slack does not know. Raises SlackRefusal only for
        transient failures. https://docs.slack.dev/reference/methods/users.lookupByEmail
        """
        known = self._known.get(email)
        if known is not None and self._clock.now() - known[0] < CACHE_TTL:
            return known[1]
        found = await self._look_up(email)
        self._known[email] = (self._clock.now(), found)
        self._known.move_to_end(email)
        if len(self._known) > CACHE_SIZE:
            self._known.popitem(last=False)
        return found

    async def _look_up(self, email: str) -> UserId | None:
        try:
            answer = await call_slack(self._client.users_lookupByEmail(email=email))
        except SlackRefusal as refusal:
            if refusal.permanent:
                return None
            raise
        account = read_account(answer["user"])
        is_nobody = account.is_deleted or account.is_bot or account.is_stranger
        return None if is_nobody else account.user_id
