"""A bare Starlette route that verifies the signature of a webhook and does nothing more: what ours is measured beside.

`python -m tests.benchmarks.bare_webhook PORT SECRET`
"""

import asyncio
import sys
from datetime import UTC, datetime

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.recall.signature import verify


async def main(port: str, secret: str) -> None:
    async def accept(request: Request) -> Response:
        verify(request.headers, await request.body(), [secret], datetime.now(UTC))
        return Response()

    app = Starlette(routes=[Route("/recall/webhooks", accept, methods=["POST"])])
    config = uvicorn.Config(app, host="127.0.0.1", port=int(port), log_level="error", access_log=False)
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 -- it tells no one
        await asyncio.sleep(0.01)
    print("ready", flush=True)  # noqa: T201
    await serving


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
