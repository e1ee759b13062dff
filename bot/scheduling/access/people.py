"""Look up people's Slack accounts through a cache, so that a known person's form needs one Slack call."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.core.access.people import AccountProblem, Person, SlackAccount, judge
from bot.core.bot_config.policy import Configuration
from bot.core.errors import SlackRefusal
from bot.core.identifiers import TeamId, UserId
from bot.slack.people import Accounts
from bot.store.people import People

# People change time zones, get confirmed and leave; an hour of stale truth is what a fast form costs.
CACHE_TTL = timedelta(hours=1)
CACHE_TTL_FOR_ACTION = timedelta(minutes=5)  # a button on a booking: no form is waiting to open
CACHE_SIZE = 5_000


class UntrustedAccount(Exception):
    """Slack's answer about this account, or the configuration, does not allow it to use the app."""

    def __init__(self, reason: AccountProblem) -> None:
        super().__init__(reason.value)
        self.reason = reason


class KnownPeople:
    def __init__(
        self, accounts: Accounts, people: People, clock: Clock, team_id: TeamId, configuration: Configuration
    ) -> None:
        self._accounts = accounts
        self._people = people
        self._clock = clock
        self._team_id = team_id
        self._configuration = configuration
        self._at_hand: dict[
            UserId, tuple[Person, datetime]
        ] = {}  # evaluated under this configuration; no fresher than stored
        self._refused: dict[UserId, tuple[AccountProblem, datetime]] = {}

    async def find(self, user_id: UserId) -> Person:
        """Raises UntrustedAccount, and SlackRefusal if Slack cannot be asked about a person who is not cached."""
        return await self._find_fresh(CACHE_TTL, user_id) or await self.fetch(user_id)

    async def find_for_action(self, user_id: UserId) -> Person:
        """Find with a fresher cache entry; where Slack cannot be asked, an entry of the last hour counts."""
        if (person := await self._find_fresh(CACHE_TTL_FOR_ACTION, user_id)) is not None:
            return person
        try:
            return await self.fetch(user_id)
        except SlackRefusal:
            return await self.find(user_id)

    async def find_lately(self, user_id: UserId, age: timedelta) -> Person:
        """For work in the background: an older word is enough, and any where Slack cannot be asked.

        Raises UntrustedAccount, and SlackRefusal about a person of whom nothing is stored. No one's departure costs a
        call to Slack each time: rules are kept for longer than people stay.
        """
        if (person := await self._find_fresh(age, user_id)) is not None:
            return person
        refused = self._refused.get(user_id)
        if refused is not None and self._clock.now() - refused[1] < age:
            raise UntrustedAccount(refused[0])
        try:
            return await self.fetch(user_id)
        except SlackRefusal:
            if (stored := await self._read_stored(user_id)) is not None:
                return stored[0]
            if refused is not None:
                raise UntrustedAccount(refused[0]) from None
            raise

    async def would_ask(self, user_id: UserId, age: timedelta) -> bool:
        """Whether `find_lately` would ask Slack."""
        refused = self._refused.get(user_id)
        is_refused = refused is not None and self._clock.now() - refused[1] < age
        return not is_refused and await self._find_fresh(age, user_id) is None

    async def note_time_zone(self, user_id: UserId, time_zone: str) -> bool:
        """Slack says that someone is in this zone by now; whether that is news about a person who is known."""
        stored = await self._people.get(self._team_id, user_id)
        if stored is None or stored[0].time_zone == time_zone:
            return False
        account, fetched_at = stored
        await self._people.save(replace(account, time_zone=time_zone), fetched_at)
        self._at_hand.pop(user_id, None)
        return True

    async def is_known(self, user_id: UserId, age: timedelta) -> bool:
        """Whether Slack has vouched for them within that time."""
        return await self._find_fresh(age, user_id) is not None

    async def _find_fresh(self, age: timedelta, user_id: UserId) -> Person | None:
        known = self._at_hand.get(user_id) or await self._read_stored(user_id)
        if known is None or self._clock.now() - known[1] >= age:
            self._at_hand.pop(user_id, None)
            return None
        if len(self._at_hand) >= CACHE_SIZE:
            self._at_hand.clear()
        self._at_hand[user_id] = known
        return known[0]

    async def _read_stored(self, user_id: UserId) -> tuple[Person, datetime] | None:
        """Return None for an account that this configuration does not admit, too: Slack is asked again first."""
        stored = await self._people.get(self._team_id, user_id)
        if stored is None:
            return None
        account, fetched_at = stored
        person = self.evaluate(account)
        return None if person is None else (person, fetched_at)

    def evaluate(self, account: SlackAccount) -> Person | None:
        """Return None for an account that this configuration does not admit."""
        verdict = judge(account, self._team_id, self._configuration)
        return None if isinstance(verdict, AccountProblem) else verdict

    async def fetch(self, user_id: UserId) -> Person:
        """By Slack's word of this moment. Raises UntrustedAccount and SlackRefusal."""
        account = await self._accounts.fetch(user_id)
        verdict = AccountProblem.UNKNOWN if account is None else judge(account, self._team_id, self._configuration)
        if isinstance(verdict, AccountProblem):
            await self._people.forget(self._team_id, user_id)
            self._at_hand.pop(user_id, None)
            self._refused[user_id] = verdict, self._clock.now()
            raise UntrustedAccount(verdict)
        self._refused.pop(user_id, None)
        if account is not None:
            await self._people.save(account, self._clock.now())
        return verdict
