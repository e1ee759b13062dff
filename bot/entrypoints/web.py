"""The HTTP side: what Slack and Recall call, and what the operator looks at."""

from collections.abc import Awaitable, Callable, Sequence

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.core.errors import DatabaseUnavailable
from bot.entrypoints.readiness import Readiness

Endpoint = Callable[[Request], Awaitable[Response]]
Collect = Callable[[], Awaitable[None]]


def build_web(
    *,
    slack: Endpoint | None,
    recall: Endpoint,
    readiness: Readiness,
    registry: CollectorRegistry,
    collect: Collect,
    connect: Sequence[Route] = (),
    agents: Sequence[Route] = (),
) -> Starlette:
    """`collect` brings figures that live in the database up to date before they are shown."""

    async def healthz(_: Request) -> Response:
        return PlainTextResponse("ok")

    async def readyz(_: Request) -> Response:
        report = await readiness.report()
        return JSONResponse(report.body, 200 if report.is_ready else 503)

    async def metrics(_: Request) -> Response:
        await collect()
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)

    async def no_slack(_: Request) -> Response:
        return PlainTextResponse("This app connects to Slack over Socket Mode.", 404)

    return Starlette(
        routes=[
            Route("/slack/events", slack or no_slack, methods=["GET", "POST"]),
            Route("/recall/webhooks", recall, methods=["POST"]),
            Route("/healthz", healthz),
            Route("/readyz", readyz),
            Route("/metrics", metrics),
            *connect,
            *agents,
        ],
        exception_handlers={ClientDisconnect: _hung_up, DatabaseUnavailable: _try_later},
    )


async def _hung_up(_: Request, _error: Exception) -> Response:
    """No one is there to read it."""
    return Response(status_code=400)


async def _try_later(_: Request, _error: Exception) -> Response:
    """Recall delivers a webhook again, Prometheus asks again."""
    return PlainTextResponse("The database isn't available right now.", 503)
