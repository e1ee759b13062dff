"""The pretend Slack and Recall in a process of their own, so that their time is not counted as the program's.

Prints a line of JSON once they are up: `slack_api_url`, `recall_url`, `recall_api_key` and `desk_url`, where the
benchmarks ask for what only the pretend services can give.
"""

import asyncio
import json
import signal
from collections import Counter
from contextlib import AsyncExitStack

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.blocks.names import COMMAND
from bot.clock import SystemClock
from bot.sandbox.recall.pretend_recall import PretendRecall
from bot.sandbox.serving import serving
from bot.sandbox.slack.payloads import Payloads
from bot.sandbox.slack.pretend_slack import PretendSlack
from tests.benchmarks.workforce import CHANNEL, Employee, coming_starts, employees

MEETINGS_EACH = 50


class Desk:
    """Where the benchmarks come with their wishes."""

    def __init__(self, slack: PretendSlack, recall: PretendRecall) -> None:
        self._slack = slack
        self._recall = recall
        self._payloads = Payloads(slack.workspace)
        self.asgi = Starlette(
            routes=[
                Route("/employees", self.hire, methods=["POST"]),
                Route("/commands", self.commands, methods=["POST"]),
                Route("/calls", self.calls),
            ]
        )

    async def hire(self, request: Request) -> Response:
        """`count` people with a calendar each; answers with their meetings, which Recall knows."""
        staff = employees((await request.json())["count"])
        members = {self._slack.add_user(each.user_id, email=each.email, real_name=each.name).id for each in staff}
        self._slack.add_channel(CHANNEL, name="everybody", members=members, app_is_member=True)
        return JSONResponse([row for each in staff for row in self._calendar_of(each)])

    def _calendar_of(self, employee: Employee) -> list[dict[str, str]]:
        calendar = self._recall.add_calendar(employee.email)
        events = [
            self._recall.add_event(
                calendar.id,
                title=f"Planning {number}",
                start=start,
                meeting_url=f"https://meet.google.com/aaa-{employee.number:04}-{number:03}".translate(_LETTERS),
            )
            for number, start in enumerate(coming_starts(MEETINGS_EACH))
        ]
        return [
            {
                "event_id": event.id,
                "title": event.title,
                "calendar_id": calendar.id,
                "start": event.start.isoformat(),
                "meeting_url": event.meeting_url or "",
                "user_id": employee.user_id,
            }
            for event in events
        ]

    async def commands(self, request: Request) -> Response:
        """The fields of one command from each of `user_ids`, with a trigger that lives for three seconds."""
        directory = self._slack.workspace.directory
        users = [directory.user(user_id) for user_id in (await request.json())["user_ids"]]
        return JSONResponse(
            [self._payloads.command(user, directory.channel(CHANNEL), COMMAND, "")[0] for user in users]
        )

    async def calls(self, _: Request) -> Response:
        """How often each method of Slack, and each kind of request to Recall, has been answered, and how."""
        slack = Counter(f"{call.method} {call.answer.get('error', 'ok')}" for call in self._slack.calls)
        recall = Counter(f"{call.method} {call.path.split('/')[3]} {call.status}" for call in self._recall.requests)
        return JSONResponse({"slack": slack, "recall": recall})


_LETTERS = str.maketrans("0123456789", "bcdefghijk")


async def main() -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    slack, recall = PretendSlack(SystemClock()), PretendRecall(SystemClock())
    # The mirror stays as the benchmark has made it.
    recall.fail_next(503, times=None, method="GET", path="/api/v2/calendars/", retry_after=600)
    async with AsyncExitStack() as stack:
        addresses = {
            "slack_api_url": f"{await stack.enter_async_context(slack.serving())}/api/",
            "recall_url": await stack.enter_async_context(serving(recall.asgi)),
            "recall_api_key": recall.api_key,
            "desk_url": await stack.enter_async_context(serving(Desk(slack, recall).asgi)),
        }
        stack.push_async_callback(recall.aclose)
        print(json.dumps(addresses), flush=True)  # noqa: T201
        await stop.wait()


if __name__ == "__main__":
    asyncio.run(main())
