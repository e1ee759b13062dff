"""Show whose calendar would be read by whom, and go on to Slack's or the provider's page."""

from dataclasses import dataclass, field

from bot.clock import Clock
from bot.core.access.people import Person
from bot.core.calendars.flow import ConnectFlow, Leg
from bot.core.calendars.outcomes import ConnectOutcome
from bot.core.calendars.owner_check import OwnerCheck
from bot.core.calendars.providers import CalendarProvider
from bot.core.errors import SlackRefusal
from bot.oauth.description import OAuthFailure
from bot.scheduling.access.people import KnownPeople, UntrustedAccount
from bot.scheduling.calendars.clients import ConnectClients
from bot.scheduling.calendars.secrets import derive_secret, hash_secret, mint_secret
from bot.store.calendars.connect_flows import ConnectFlows
from bot.store.calendars.connections import CalendarConnections


@dataclass(frozen=True, slots=True)
class ConnectPage:
    """What the page says before anything happens."""

    person: Person
    workspace: str
    provider: CalendarProvider
    is_reconnect: bool
    signs_in_with_slack: bool  # before the provider's page


@dataclass(frozen=True, slots=True)
class NextPage:
    """Where the browser goes: its address holds the state."""

    url: str = field(repr=False)


class BeginConsent:
    def __init__(
        self,
        clients: ConnectClients,
        flows: ConnectFlows,
        connections: CalendarConnections,
        people: KnownPeople,
        workspace: str,
        clock: Clock,
    ) -> None:
        self._clients = clients
        self._flows = flows
        self._connections = connections
        self._people = people
        self._workspace = workspace
        self._clock = clock

    async def load_page(self, link: str) -> ConnectPage | ConnectOutcome:
        """Changes nothing: previews and mail scanners open links too."""
        flow = await self._flows.find_open(hash_secret(link), self._clock.now())
        if flow is None or not self._clients.has(flow.provider):
            return ConnectOutcome.LINK_EXPIRED
        person = await self.find_person(flow)
        if isinstance(person, ConnectOutcome):
            return person
        return ConnectPage(
            person,
            self._workspace,
            flow.provider,
            is_reconnect=flow.connection_id is not None,
            signs_in_with_slack=self._first_leg(flow.provider) is Leg.SLACK,
        )

    async def find_provider(self, link: str) -> CalendarProvider | None:
        """Which calendar an open link is for."""
        flow = await self._flows.find_open(hash_secret(link), self._clock.now())
        return flow.provider if flow else None

    async def begin(self, link: str, browser_secret: str) -> NextPage | OAuthFailure | ConnectOutcome:
        """Bind the flow to this browser."""
        now, link_hash = self._clock.now(), hash_secret(link)
        flow = await self._flows.find_open(link_hash, now)
        if flow is None or not self._clients.has(flow.provider):
            return ConnectOutcome.LINK_EXPIRED
        person = await self.find_person(flow)
        if isinstance(person, ConnectOutcome):
            return person
        leg, state = self._first_leg(flow.provider), mint_secret()
        page = await self.build_page(flow, leg, state, browser_secret, person)
        if isinstance(page, OAuthFailure):
            return page
        begun = await self._flows.begin(link_hash, hash_secret(browser_secret), hash_secret(state), leg, now)
        return page if begun is not None else ConnectOutcome.OTHER_BROWSER

    async def build_page(
        self, flow: ConnectFlow, leg: Leg, state: str, browser_secret: str, person: Person
    ) -> NextPage | OAuthFailure:
        """The page of Slack or of the provider, asked for with secrets of this state alone."""
        url = await self._clients.client(leg).build_request_url(
            redirect_uri=self._clients.redirect_uri(leg),
            state=state,
            nonce=derive_secret(browser_secret, "nonce", state),
            verifier=derive_secret(browser_secret, "verifier", state),
            login_hint=None if leg is Leg.SLACK else await self._login_hint(flow, person),
        )
        return url if isinstance(url, OAuthFailure) else NextPage(url)

    async def _login_hint(self, flow: ConnectFlow, person: Person) -> str:
        connection = await self._connections.get(flow.connection_id) if flow.connection_id else None
        return connection.email if connection is not None else person.emails[0]

    def _first_leg(self, provider: CalendarProvider) -> Leg:
        needs_slack = self._clients.owner_check(provider) is OwnerCheck.SLACK
        return Leg.SLACK if needs_slack else Leg(provider.value)

    async def find_person(self, flow: ConnectFlow) -> Person | ConnectOutcome:
        """Who began, by Slack's word of the last minutes."""
        try:
            return await self._people.find_for_action(flow.user_id)
        except UntrustedAccount:
            return ConnectOutcome.ACCOUNT_NOT_ADMITTED
        except SlackRefusal:
            return ConnectOutcome.SLACK_SILENT
