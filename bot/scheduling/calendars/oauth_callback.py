"""Take Slack's and the provider's answers: each once, in the browser that began, and checked before Recall hears."""

from dataclasses import dataclass, field

import structlog

from bot.clock import Clock
from bot.core.access.people import Person
from bot.core.calendars.flow import ConnectFlow, Leg
from bot.core.calendars.outcomes import ConnectOutcome
from bot.core.calendars.owner_check import Identity, find_owner_problem
from bot.core.calendars.providers import CalendarProvider
from bot.core.calendars.scopes import has_calendar_scope
from bot.core.errors import DatabaseUnavailable
from bot.oauth.client import Grant
from bot.oauth.description import OAuthFailure
from bot.scheduling.calendars.announce import AnnounceConnection
from bot.scheduling.calendars.begin import BeginConsent, NextPage
from bot.scheduling.calendars.clients import ConnectClients
from bot.scheduling.calendars.give_back import GiveBackGrants
from bot.scheduling.calendars.register import Consent, RegisterCalendar
from bot.scheduling.calendars.secrets import derive_secret, hash_secret, mint_secret
from bot.store.calendars.connect_flows import ConnectFlows
from bot.store.calendars.connections import CalendarConnections

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackAnswer:
    """What stands in the callback's address. No one's representation shows it."""

    state: str = field(repr=False)
    code: str = field(default="", repr=False)
    error: str = field(default="", repr=False)
    error_description: str = field(default="", repr=False)
    iss: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class EndedFlow:
    """`flow_id` None: there is no flow to speak of. `outcome` None: another request is still at it."""

    flow_id: str | None
    outcome: ConnectOutcome | None
    provider: CalendarProvider | None = None


class FinishConsent:
    def __init__(
        self,
        clients: ConnectClients,
        flows: ConnectFlows,
        connections: CalendarConnections,
        begin: BeginConsent,
        register: RegisterCalendar,
        give_back: GiveBackGrants,
        announce: AnnounceConnection,
        clock: Clock,
    ) -> None:
        self._clients = clients
        self._flows = flows
        self._connections = connections
        self._begin = begin
        self._register = register
        self._give_back = give_back
        self._announce = announce
        self._clock = clock

    async def receive_slack(self, answer: CallbackAnswer, browser_secret: str) -> NextPage | EndedFlow:
        """Go on to the provider if who signed in with Slack is who asked."""
        next_state = mint_secret()
        browser, state = hash_secret(browser_secret), hash_secret(answer.state)
        flow = await self._flows.move_on(state, browser, hash_secret(next_state), self._clock.now())
        if flow is None:
            return await self._find_ended(answer, browser_secret)
        person = await self._check_slack(flow, answer, browser_secret)
        if not isinstance(person, Person):
            return await self._end(flow, person)
        page = await self._begin.build_page(flow, Leg(flow.provider.value), next_state, browser_secret, person)
        return page if isinstance(page, NextPage) else await self._end(flow, page)

    async def receive(self, leg: Leg, answer: CallbackAnswer, browser_secret: str) -> EndedFlow:
        """Connect the calendar. Whatever goes wrong, the person is told, and nothing is half-connected."""
        browser, state = hash_secret(browser_secret), hash_secret(answer.state)
        flow = await self._flows.take(state, browser, leg, self._clock.now())
        if flow is None:
            return await self._find_ended(answer, browser_secret)
        try:
            ending = await self._conclude(flow, leg, answer, browser_secret)
        except DatabaseUnavailable:
            ending = ConnectOutcome.NOT_SAVED
        except Exception:
            log.exception("calendar not connected", provider=flow.provider.value)
            ending = ConnectOutcome.NOT_SAVED
        return await self._end(flow, ending)

    async def find_in_browser(self, flow_id: str, browser_secret: str) -> EndedFlow:
        """How it ended, for the browser that began it."""
        flow = await self._flows.find_in_browser(flow_id, hash_secret(browser_secret))
        return EndedFlow(None, ConnectOutcome.LINK_EXPIRED) if flow is None else _ended(flow)

    async def _find_ended(self, answer: CallbackAnswer, browser_secret: str) -> EndedFlow:
        """A callback that was loaded again shows what came of the first time, and does nothing."""
        flow = await self._flows.find_taken(hash_secret(answer.state), hash_secret(browser_secret))
        return EndedFlow(None, ConnectOutcome.LINK_EXPIRED) if flow is None else _ended(flow)

    async def _check_slack(
        self, flow: ConnectFlow, answer: CallbackAnswer, browser_secret: str
    ) -> Person | OAuthFailure | ConnectOutcome:
        grant = await self._redeem(Leg.SLACK, answer, browser_secret)
        if not isinstance(grant, Grant):
            return grant
        if (grant.claims.slack_user_id, grant.claims.slack_team_id) != (flow.user_id, flow.team_id):
            return ConnectOutcome.NOT_YOU_IN_SLACK
        return await self._begin.find_person(flow)

    async def _redeem(
        self, leg: Leg, answer: CallbackAnswer, browser_secret: str
    ) -> Grant | OAuthFailure | ConnectOutcome:
        client = self._clients.client(leg)
        if not await client.is_issuer(answer.iss):
            return OAuthFailure(ConnectOutcome.ANSWER_NOT_TRUSTED, "iss")
        if answer.error or not answer.code:
            return client.read_callback_error(answer.error or "no_code", answer.error_description)
        return await client.exchange(
            code=answer.code,
            redirect_uri=self._clients.redirect_uri(leg),
            nonce=derive_secret(browser_secret, "nonce", answer.state),
            verifier=derive_secret(browser_secret, "verifier", answer.state),
        )

    async def _conclude(
        self, flow: ConnectFlow, leg: Leg, answer: CallbackAnswer, browser_secret: str
    ) -> OAuthFailure | ConnectOutcome:
        person = await self._begin.find_person(flow)
        if isinstance(person, ConnectOutcome):
            return person
        grant = await self._redeem(leg, answer, browser_secret)
        if not isinstance(grant, Grant):
            return grant
        if not has_calendar_scope(flow.provider, grant.scope):
            return ConnectOutcome.SCOPE_MISSING
        if grant.refresh_token is None:
            return ConnectOutcome.NO_REFRESH_TOKEN
        identity = self._clients.read_identity(flow.provider, grant.claims)
        problem = await self._find_problem(flow, identity, person)
        if identity is None or problem is not None:
            await self._give_back.revoke(leg, flow.team_id, identity, grant.refresh_token)
            return problem or ConnectOutcome.ADDRESS_NOT_VERIFIED
        consent = Consent(flow.id, identity, grant.refresh_token, grant.ends_at)
        outcome = await self._register.register(person, consent)
        if outcome is ConnectOutcome.CONNECTED:
            await self._announce.announce(person, identity)
        return outcome

    async def _find_problem(
        self, flow: ConnectFlow, identity: Identity | None, person: Person
    ) -> ConnectOutcome | None:
        """The owner check, and that a reconnect is of the same account: before anything reaches Recall."""
        if identity is None:
            return ConnectOutcome.ADDRESS_NOT_VERIFIED
        problem = find_owner_problem(self._clients.owner_check(flow.provider), identity, person.emails)
        if problem is not None or flow.connection_id is None:
            return problem
        connection = await self._connections.get(flow.connection_id)
        is_same = connection is None or connection.subject == identity.subject
        return None if is_same else ConnectOutcome.OTHER_ACCOUNT

    async def _end(self, flow: ConnectFlow, ending: OAuthFailure | ConnectOutcome) -> EndedFlow:
        outcome, code = (ending.outcome, ending.code) if isinstance(ending, OAuthFailure) else (ending, None)
        now = self._clock.now()
        await self._flows.finish(flow.id, outcome, now)
        facts = {"provider": flow.provider.value, "outcome": outcome.value, "code": code}
        await self._connections.record(flow.user_id, "connect calendar", facts, now)
        log.info("connecting a calendar ended", **facts)
        return EndedFlow(flow.id, outcome, flow.provider)


def _ended(flow: ConnectFlow) -> EndedFlow:
    return EndedFlow(flow.id, flow.outcome, flow.provider)
