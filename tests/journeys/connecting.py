"""A world in which calendars can be connected: a pretend Google and Microsoft, and the app at a known address."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from pydantic import SecretStr

from bot.app.calendars import Calendars
from bot.core.calendars.connection import ConnectionState, ConnectionView
from bot.core.calendars.owner_check import OwnerCheck
from bot.core.calendars.providers import CalendarProvider
from bot.core.identifiers import ConnectionId, UserId
from bot.sandbox.oauth.accounts import Account
from bot.sandbox.oauth.pretend_provider import PretendProvider
from bot.sandbox.oauth.profiles import GOOGLE, MICROSOFT
from bot.sandbox.serving import listening, serving
from bot.sandbox.slack.installation import CLIENT_ID, CLIENT_SECRET
from bot.sandbox.slack.person import Person
from bot.scheduling.calendars.start import ConnectLink, StartRefusal
from tests.journeys.browser import Browser, Page
from tests.journeys.waiting import until
from tests.journeys.world import World, a_world_at_rest

TENANT = "11111111-2222-4333-8444-555555555555"
OTHER_TENANT = "99999999-2222-4333-8444-555555555555"
GOOGLE_SECRET = "made-up-google-secret"
MICROSOFT_SECRET = "made-up-microsoft-secret"


@dataclass
class Connecting:
    """`world` runs; Jonas has an account at both providers, and no one has connected anything."""

    world: World
    google: PretendProvider
    microsoft: PretendProvider
    _browsers: list[Browser] = field(default_factory=list)

    @property
    def calendars(self) -> Calendars:
        assert self.world.program is not None
        return self.world.program.calendars

    def browser(self) -> Browser:
        self._browsers.append(Browser())
        return self._browsers[-1]

    async def aclose(self) -> None:
        for browser in self._browsers:
            await browser.aclose()

    async def person(self, who: Person | None = None) -> Any:
        assert self.world.program is not None
        return await self.world.program.personal.people.find(UserId((who or self.world.jonas).user.id))

    async def link(
        self,
        who: Person | None = None,
        provider: CalendarProvider = CalendarProvider.GOOGLE,
        connection_id: ConnectionId | None = None,
    ) -> str:
        started = await self.starts(who, provider, connection_id)
        assert isinstance(started, ConnectLink), started
        return started.url

    async def starts(
        self,
        who: Person | None = None,
        provider: CalendarProvider = CalendarProvider.GOOGLE,
        connection_id: ConnectionId | None = None,
    ) -> ConnectLink | StartRefusal:
        return await self.calendars.start.start(await self.person(who), provider, connection_id=connection_id)

    async def connects(
        self,
        who: Person | None = None,
        provider: CalendarProvider = CalendarProvider.GOOGLE,
        browser: Browser | None = None,
        connection_id: ConnectionId | None = None,
        **choices: str | None,
    ) -> Page:
        """From the link to the last page. `choices` are those at the provider."""
        return await self.connects_with(await self.link(who, provider, connection_id), browser, **choices)

    async def connects_with(self, link: str, browser: Browser | None = None, **choices: str | None) -> Page:
        browser = browser or self.browser()
        page = await browser.opens(link)
        consent = await browser.submits(page)
        if not consent.forms:
            return consent
        return await browser.submits(consent, **{"button": "allow", **choices})

    async def connections(self, who: Person | None = None) -> tuple[ConnectionView, ...]:
        return await self.calendars.connected.list_own(await self.person(who))

    async def until_connected(self, who: Person | None = None) -> ConnectionView:
        async def is_connected() -> bool:
            return any(each.state is ConnectionState.CONNECTED for each in await self.connections(who))

        await until(is_connected)
        return next(each for each in await self.connections(who) if each.state is ConnectionState.CONNECTED)

    async def until_offered(self, title: str, who: Person | None = None) -> None:
        """The person finds the meeting in the form."""

        async def is_offered() -> bool:
            assert self.world.program is not None
            offer = await self.world.program.personal.upcoming.offer(await self.person(who))
            return any(meeting.title == title for meeting in offer.meetings)

        await until(is_offered)

    def made_calendars(self) -> list[Any]:
        """Those at Recall beside Maya's, which was there before."""
        return [each for each in self.world.recall.calendars if each.id != self.world.calendar.id]


@asynccontextmanager
async def a_connecting_world(
    database_url: str,
    *,
    owner_check: OwnerCheck = OwnerCheck.EMAIL,
    tenant: str = TENANT,
    has_slack_sign_in: bool = False,
    serve_google: Callable[[str], str] | None = None,
    **how: Any,
) -> AsyncIterator[Connecting]:
    """`serve_google` starts another provider in place of the pretend one, for the app's address; its issuer."""
    async with AsyncExitStack() as stack:
        world = await stack.enter_async_context(a_world_at_rest(database_url, **how))
        google = PretendProvider(GOOGLE, world.clock, client_id="google-client", client_secret=GOOGLE_SECRET)
        microsoft = PretendProvider(
            MICROSOFT, world.clock, client_id="microsoft-client", client_secret=MICROSOFT_SECRET
        )
        with listening() as free:
            port = free.getsockname()[1]
        world.url = f"http://127.0.0.1:{port}"
        world.slack.deliver_over_http(f"{world.url}/slack/events")
        world.hears_recall()
        google.redirect_uris.add(f"{world.url}/connect/callback/google")
        microsoft.redirect_uris.add(f"{world.url}/connect/callback/microsoft")
        world.slack.sign_in.redirect_uris.add(f"{world.url}/connect/callback/slack")
        world.recall.connecting.find_account = lambda token: google.find_account(token) or microsoft.find_account(token)
        if serve_google is None:
            google_url = await stack.enter_async_context(serving(google.asgi))
        else:
            google_url = serve_google(world.url)
        slack_client = {"slack_client_id": CLIENT_ID, "slack_client_secret": SecretStr(CLIENT_SECRET)}
        world.settings = world.settings.model_copy(
            update={
                "public_url": world.url,
                "google_client_id": google.client_id,
                "google_client_secret": SecretStr(GOOGLE_SECRET),
                "google_oauth_url": google_url,
                "microsoft_client_id": microsoft.client_id,
                "microsoft_client_secret": SecretStr(MICROSOFT_SECRET),
                "microsoft_oauth_url": await stack.enter_async_context(serving(microsoft.asgi)),
                "microsoft_tenant": tenant,
                "calendar_owner_check": owner_check,
                **(slack_client if has_slack_sign_in else {}),
            }
        )
        for email, name in (("jonas@example.com", "Jonas"), ("maya@example.com", "Maya")):
            google.add_account(email, name=name, organization="example.com")
            microsoft.add_account(email, name=name, organization=TENANT)
        world.meeting()
        await world.starts()
        await world.until_read()
        connecting = Connecting(world, google, microsoft)
        stack.push_async_callback(connecting.aclose)
        yield connecting


def victor(provider: PretendProvider) -> Account:
    """A colleague whose calendar someone else would like to read."""
    return provider.add_account("victor@example.com", name="Victor", organization="example.com")
