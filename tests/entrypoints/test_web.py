"""Send arbitrary HTTP requests, no matter who the sender is."""

import pytest

from bot.clock import SystemClock
from bot.entrypoints.recall_webhook import RecallWebhook
from bot.entrypoints.slack_requests import SlackRequests
from bot.entrypoints.web import build_web
from bot.scheduling.foreground_priority import ForegroundPriority


@pytest.fixture
def web():
    clock = SystemClock()
    slack = SlackRequests(None, "secret", clock, None, None, ForegroundPriority())  # type: ignore[arg-type]  # never reached
    recall = RecallWebhook(["whsec_c2VjcmV0"], None, None, None, None, clock, None)  # type: ignore[arg-type]
    return build_web(slack=slack.answer, recall=recall.answer, readiness=None, registry=None, collect=None)  # type: ignore[arg-type]


@pytest.mark.parametrize("path", ["/slack/events", "/recall/webhooks"])
async def test_anyone_who_hangs_up_in_the_middle_of_a_body_is_no_error(web, path):
    sent = []
    messages = iter([{"type": "http.request", "body": b"half", "more_body": True}, {"type": "http.disconnect"}])

    async def receive():
        return next(messages)

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": path, "headers": [], "query_string": b""}
    await web(scope, receive, send)

    assert sent[0]["status"] == 400
