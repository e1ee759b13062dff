"""Route what a browser asks for: the page, its form, the providers' answers, and how it ended."""

import hmac
from collections.abc import Awaitable, Callable
from urllib.parse import parse_qs

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.core.calendars.flow import Leg
from bot.core.calendars.outcomes import ConnectOutcome
from bot.core.errors import DatabaseUnavailable
from bot.entrypoints.connect.browser_cookie import BrowserCookie
from bot.entrypoints.connect.pages import ConnectPages
from bot.entrypoints.request_body import read_limited_body
from bot.oauth.description import OAuthFailure
from bot.oauth.microsoft import ADMIN_CONSENT_STATE
from bot.scheduling.calendars.begin import BeginConsent, NextPage
from bot.scheduling.calendars.oauth_callback import CallbackAnswer, EndedFlow, FinishConsent
from bot.scheduling.calendars.secrets import derive_secret

log = structlog.get_logger()

Endpoint = Callable[[Request], Awaitable[Response]]

MAX_FORM_BYTES = 2_000
SEE_OTHER = 303
_NO_PAGE = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}


class ConnectEndpoints:
    def __init__(self, public_url: str, begin: BeginConsent, finish: FinishConsent, pages: ConnectPages) -> None:
        self._public_url = public_url
        self._cookie = BrowserCookie(is_secure=public_url.startswith("https://"))
        self._begin = begin
        self._finish = finish
        self._pages = pages

    def routes(self) -> list[Route]:
        """The longer paths first: a link's secret may look like anything."""
        return [
            Route("/connect/callback/{leg}", self._guarded(self.take_callback)),
            Route("/connect/done/{flow_id}", self._guarded(self.show_ending)),
            Route("/connect/{link}", self._guarded(self.show_page), methods=["GET"]),
            Route("/connect/{link}", self._guarded(self.submit_page), methods=["POST"]),
        ]

    def _guarded(self, endpoint: Endpoint) -> Endpoint:
        """An error of our own is a page like the others: under these headers, and without a word of what happened."""

        async def guarded(request: Request) -> Response:
            try:
                return await endpoint(request)
            except ClientDisconnect:
                raise
            except DatabaseUnavailable:
                pass
            except Exception:
                log.exception("connect page failed")
            return self._pages.render_outcome(ConnectOutcome.NOT_SAVED, None, status=503)

        return guarded

    async def show_page(self, request: Request) -> Response:
        """Changes nothing: previews and mail scanners open links too."""
        link = request.path_params["link"]
        page = await self._begin.load_page(link)
        if isinstance(page, ConnectOutcome):
            return self._pages.render_outcome(page, None)
        secret = self._cookie.read_or_mint(request)
        response = self._pages.render_consent(page, derive_secret(secret, "form", link))
        self._cookie.set(response, secret)
        return response

    async def submit_page(self, request: Request) -> Response:
        """Only from the page itself: another site cannot know the proof, and skips no one past the page."""
        link, secret = request.path_params["link"], self._cookie.read(request)
        if secret is None or not await _has_proof(request, derive_secret(secret, "form", link)):
            return self._pages.render_outcome(ConnectOutcome.OTHER_BROWSER, None)
        page = await self._begin.begin(link, secret)
        if isinstance(page, NextPage):
            response = self._redirect(page.url)
            self._cookie.set(response, secret)
            return response
        if isinstance(page, OAuthFailure):
            return self._pages.render_outcome(page.outcome, await self._begin.find_provider(link))
        return self._pages.render_outcome(page, None)

    async def take_callback(self, request: Request) -> Response:
        """Always on to another address: this one holds a code."""
        query, secret = request.query_params, self._cookie.read(request)
        leg = next((each for each in Leg if each.value == request.path_params["leg"]), None)
        if leg is None:
            return Response(status_code=404)
        if leg is Leg.MICROSOFT and query.get("state") == ADMIN_CONSENT_STATE:
            return self._pages.render_admin_consent(is_approved="error" not in query)
        if secret is None:
            return self._pages.render_outcome(ConnectOutcome.OTHER_BROWSER, None)
        answer = CallbackAnswer(
            state=query.get("state", ""),
            code=query.get("code", ""),
            error=query.get("error", ""),
            error_description=query.get("error_description", ""),
            iss=query.get("iss"),
        )
        if leg is Leg.SLACK:
            return self._go_on(await self._finish.receive_slack(answer, secret))
        return self._go_on(await self._finish.receive(leg, answer, secret))

    async def show_ending(self, request: Request) -> Response:
        secret = self._cookie.read(request)
        if secret is None:
            return self._pages.render_outcome(ConnectOutcome.LINK_EXPIRED, None)
        ended = await self._finish.find_in_browser(request.path_params["flow_id"], secret)
        return self._show(ended)

    def _go_on(self, reached: NextPage | EndedFlow) -> Response:
        if isinstance(reached, NextPage):
            return self._redirect(reached.url)
        if reached.flow_id is None:
            return self._show(reached)
        return self._redirect(f"{self._public_url}/connect/done/{reached.flow_id}")

    def _show(self, ended: EndedFlow) -> Response:
        if ended.outcome is None:
            return self._pages.render_waiting()
        return self._pages.render_outcome(ended.outcome, ended.provider)

    def _redirect(self, url: str) -> Response:
        return RedirectResponse(url, SEE_OTHER, headers=_NO_PAGE)


async def _has_proof(request: Request, proof: str) -> bool:
    body = await read_limited_body(request, MAX_FORM_BYTES)
    given = parse_qs((body or b"").decode("ascii", "replace")).get("proof", [""])[0]
    return hmac.compare_digest(given.encode(), proof.encode())
