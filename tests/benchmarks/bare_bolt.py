"""A bare Bolt app, served as Bolt serves it, whose only listener acknowledges: what ours is measured beside.

`python -m tests.benchmarks.bare_bolt default|process_before_response PORT SLACK_API_URL`
"""

import sys

from aiohttp import web
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.blocks.names import COMMAND, Callback
from bot.sandbox.slack.installation import BOT_TOKEN, SIGNING_SECRET


async def acknowledge(ack: AsyncAck) -> None:
    await ack()


async def say_ready(_: web.Application) -> None:
    print("ready", flush=True)  # noqa: T201


def main(kind: str, port: str, slack_api_url: str) -> None:
    app = AsyncApp(
        client=AsyncWebClient(BOT_TOKEN, base_url=slack_api_url),
        signing_secret=SIGNING_SECRET,
        process_before_response=kind == "process_before_response",
    )
    app.command(COMMAND)(acknowledge)
    app.view(Callback.SCHEDULE_FORM)(acknowledge)
    server = app.server(int(port), path="/slack/events", host="127.0.0.1")
    server.web_app.on_startup.append(say_ready)
    server.start()


if __name__ == "__main__":
    main(*sys.argv[1:])
