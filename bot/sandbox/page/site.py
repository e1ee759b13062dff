"""Route the page's requests. It loads nothing from elsewhere, and no other site can act on it."""

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bot.sandbox.page.live import follow
from bot.sandbox.page.recall_actions import RecallActions
from bot.sandbox.page.regions import FOLDER, Regions
from bot.sandbox.page.slack_actions import SlackActions
from bot.sandbox.page.tab import Tab, read_tab
from bot.sandbox.slack.typing_in import PersonCannotError
from bot.sandbox.stage import Stage

_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
}


def build_page(stage: Stage) -> Starlette:
    site = _Site(stage)
    return Starlette(
        routes=[
            Route("/", site.page),
            Route("/events", site.events),
            Route("/options", site.options),
            Route("/do/{deed}", site.do, methods=["POST"]),
            Mount("/static", _Static(directory=FOLDER / "static")),
        ]
    )


class _Static(StaticFiles):
    """Asked about each time: a newer version may answer at the same address."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().file_response(*args, **kwargs)
        response.headers["Cache-Control"] = "no-cache"
        return response


class _Site:
    def __init__(self, stage: Stage) -> None:
        self._slack = stage.slack
        self._regions = Regions(stage)
        self._deeds: dict[str, Callable[[Tab, dict[str, Any]], Awaitable[str | None]]] = {
            **SlackActions(stage.slack).by_name,
            **RecallActions(stage).by_name,
        }

    async def page(self, request: Request) -> Response:
        return HTMLResponse(self._regions.page(self._tab(request)), headers=_HEADERS)

    async def events(self, request: Request) -> Response:
        stream = follow(self._regions, self._tab(request), self._slack.changes)
        return StreamingResponse(stream, media_type="text/event-stream", headers=_HEADERS)

    async def options(self, request: Request) -> Response:
        """What a menu offers for the letters typed so far."""
        tab, query = self._tab(request), request.query_params
        try:
            answer = await tab.person.searches(query.get("name", ""), query.get("q", ""))
        except PersonCannotError as error:
            return _refusal_page(error)
        return HTMLResponse(self._regions.options(tab, answer), headers=_HEADERS)

    async def do(self, request: Request) -> Response:
        """Carry out an action, with its arguments as JSON, which a form of another site cannot send."""
        action = self._deeds.get(request.path_params["deed"])
        if action is None or request.headers.get("content-type") != "application/json":
            return JSONResponse({"said": "There's no such action."}, 404)
        try:
            said = await action(self._tab(request), await request.json())
        except (PersonCannotError, KeyError, ValueError, TypeError) as error:
            return _refusal_page(error)
        return JSONResponse({"said": said}, headers=_HEADERS)

    def _tab(self, request: Request) -> Tab:
        return read_tab(self._slack, request.query_params)


def _refusal_page(error: Exception) -> Response:
    return JSONResponse({"said": f"That can't be done: {error}."}, 409, headers=_HEADERS)
