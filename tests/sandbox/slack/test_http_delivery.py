"""Check what reaches the app over HTTP, and how Slack judges its answer."""

import json
from datetime import timedelta
from urllib.parse import parse_qsl

import httpx
import pytest
from slack_sdk.signature import SignatureVerifier
from starlette.responses import JSONResponse, PlainTextResponse

from bot.sandbox.clock import MovableClock
from bot.sandbox.slack.person import Person
from bot.sandbox.slack.pretend_slack import PretendSlack
from bot.sandbox.slack.typing_in import PersonCannotError
from bot.sandbox.slack.wire import Retry
from tests.sandbox.slack.block_kit_examples import section
from tests.sandbox.slack.conftest import NOW
from tests.sandbox.slack.tiny_app import TinyApp


class ClockOf:
    def __init__(self, clock: MovableClock) -> None:
        self.now = lambda: clock.now().timestamp()


async def test_a_command_comes_as_a_form(maya: Person, app: TinyApp) -> None:
    await maya.types("/recall-schedule weekly  planning", "C0GENERAL")

    fields = dict(parse_qsl(app.bodies[-1].decode(), keep_blank_values=True))
    assert fields["command"] == "/recall-schedule"
    assert fields["text"] == "weekly  planning"
    assert (fields["channel_id"], fields["channel_name"]) == ("C0GENERAL", "general")
    assert (fields["user_id"], fields["team_id"]) == ("U0MAYA", "T0EXAMPLE")
    assert fields["is_enterprise_install"] == "false"
    assert not {"thread_ts", "message_ts", "payload"} & set(fields)
    assert app.headers[-1]["content-type"] == "application/x-www-form-urlencoded"


@pytest.mark.parametrize("by", [timedelta(), timedelta(days=30)])
async def test_what_comes_is_signed_at_the_clocks_time(
    maya: Person, app: TinyApp, clock: MovableClock, by: timedelta
) -> None:
    clock.advance(by)
    await maya.types("/recall-schedule", "C0GENERAL")

    verifier = SignatureVerifier("example-secret", ClockOf(clock))
    headers = app.headers[-1]
    assert verifier.is_valid_request(app.bodies[-1], headers)
    assert not verifier.is_valid_request(app.bodies[-1] + b"&", headers)
    assert headers["x-slack-request-timestamp"] == str(int((NOW + by).timestamp()))


async def test_private_channels_do_not_tell_their_names(slack: PretendSlack, maya: Person, app: TinyApp) -> None:
    await maya.types("/recall-schedule", "C0SECRET")
    await maya.types("/recall-schedule", slack.open_direct_message("U0MAYA", "U0JONAS").id)

    assert [payload["channel_name"] for payload in app.payloads] == ["privategroup", "directmessage"]


@pytest.mark.parametrize(
    ("should_escape", "text"),
    [
        (False, "ask @jonas in #general: https://example.com/?a=1&b=2. R&D <3"),
        (
            True,
            "ask <@U0JONAS|jonas> in <#C0GENERAL|general>: <https://example.com/?a=1&amp;b=2>. R&amp;D &lt;3",
        ),
    ],
)
async def test_a_commands_words_arrive_raw_or_escaped(
    slack: PretendSlack, maya: Person, app: TinyApp, should_escape: bool, text: str
) -> None:
    slack.installation.should_escape = should_escape

    await maya.types("/recall-schedule ask @jonas in #general: https://example.com/?a=1&b=2. R&D <3", "C0GENERAL")

    assert app.last["text"] == text


async def test_words_in_the_answer_are_for_the_person_alone(slack: PretendSlack, maya: Person, app: TinyApp) -> None:
    app.reply = lambda _: "Try /recall-schedule help"

    await maya.types("/recall-schedule", "C0GENERAL")

    assert [message.text for message in maya.ephemerals] == ["Try /recall-schedule help"]
    assert slack.messages("C0GENERAL") == []


async def test_an_answer_in_the_channel_shows_the_command_too(maya: Person, slack: PretendSlack, app: TinyApp) -> None:
    app.reply = lambda _: {"response_type": "in_channel", "text": "Here", "blocks": [section()]}

    await maya.types("/recall-schedule list", "C0GENERAL")

    assert [message.text for message in slack.messages("C0GENERAL")] == ["/recall-schedule list", "Here"]


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (PlainTextResponse("no", 404), "http_error_404"),
        (JSONResponse({"text": "sorry"}, 500), "http_error_500"),
        ({"text": ""}, "no_text"),
        ({"blocks": [{"type": "section"}]}, "invalid_blocks"),
    ],
)
async def test_a_bad_answer_to_a_command_is_shown_as_a_failure(
    maya: Person, app: TinyApp, reply: object, error: str
) -> None:
    app.reply = lambda _: reply

    await maya.types("/recall-schedule", "C0GENERAL")

    assert maya.notices == [f'/recall-schedule failed with the error "{error}"']
    assert maya.ephemerals == []


async def test_an_answer_that_is_late_is_a_failure(clock: MovableClock, app: TinyApp, slack: PretendSlack) -> None:
    slack.deliveries.patience = 0.02
    app.seconds = 0.2

    delivery = await slack.person("U0MAYA").types("/recall-schedule", "C0GENERAL")

    assert (delivery.ack.error, delivery.ack.answer) == ("operation_timeout", None)
    assert slack.person("U0MAYA").notices == ['/recall-schedule failed with the error "operation_timeout"']
    assert delivery.ack.latency_ms >= 20


async def test_an_app_that_cannot_be_reached_is_a_failure(slack: PretendSlack, maya: Person) -> None:
    unreached = await maya.types("/recall-schedule", "C0GENERAL")
    slack.deliver_over_http("http://127.0.0.1:1/slack/events")
    refused = await maya.types("/recall-schedule", "C0GENERAL")

    assert (unreached.way, unreached.ack.error) == (None, "dispatch_failed")
    assert (refused.way, refused.ack.error) == ("http", "dispatch_failed")


async def test_a_command_is_not_taken_in_a_thread(maya: Person, app: TinyApp) -> None:
    message = await maya.says("Hello", "C0GENERAL")

    await maya.types("/recall-schedule", "C0GENERAL", thread_ts=message.ts)

    assert maya.notices == ["/recall-schedule is not supported in threads. Sorry!"]
    assert app.payloads == []


async def test_outsiders_have_no_command_and_no_shortcut(slack: PretendSlack, app: TinyApp) -> None:
    slack.add_channel("C0SHARED", members={"U0ELSE", "U0MAYA"}, is_ext_shared=True)
    outsider = slack.person("U0ELSE", team_id="T0OTHER")
    message = await outsider.says("Hello", "C0SHARED")

    await outsider.types("/recall-schedule", "C0SHARED")

    assert outsider.notices == ["/recall-schedule is not a valid command."]
    with pytest.raises(PersonCannotError):
        await outsider.uses_shortcut("schedule", "C0SHARED", message)
    assert app.payloads == []


async def test_a_person_is_only_where_they_are(slack: PretendSlack, app: TinyApp) -> None:
    jonas = slack.person("U0JONAS")

    with pytest.raises(PersonCannotError):
        await jonas.types("/recall-schedule", "C0SECRET")
    assert jonas.sees("C0SECRET") == []


async def test_opening_home_is_an_event(slack: PretendSlack, maya: Person, app: TinyApp) -> None:
    delivery = await maya.opens_home()
    await slack.replay(delivery, Retry(1, "http_timeout"))

    first, second = app.payloads
    assert (first["type"], first["event"]["type"], first["event"]["tab"]) == (
        "event_callback",
        "app_home_opened",
        "home",
    )
    assert first["event"]["channel"] == slack.open_direct_message("U0MAYA").id
    assert first["event_id"] == second["event_id"]
    assert "x-slack-retry-num" not in app.headers[0]
    assert (app.headers[1]["x-slack-retry-num"], app.headers[1]["x-slack-retry-reason"]) == ("1", "http_timeout")
    assert app.headers[0]["content-type"] == "application/json"


async def test_only_what_the_manifest_declares_is_there(slack: PretendSlack, maya: Person, app: TinyApp) -> None:
    slack.follow_manifest(
        {
            "features": {"slash_commands": [{"command": "/one", "should_escape": True}]},
            "oauth_config": {"scopes": {"bot": ["commands"]}},
        }
    )
    message = await maya.says("Hello", "C0GENERAL")

    await maya.types("/two", "C0GENERAL")
    await maya.types("/one <3", "C0GENERAL")

    assert maya.notices == ["/two is not a valid command."]
    assert [payload["text"] for payload in app.payloads] == ["&lt;3"]
    assert await maya.opens_home() is None
    with pytest.raises(PersonCannotError):
        await maya.uses_shortcut("schedule", "C0GENERAL", message)


async def test_everything_delivered_is_recorded_with_its_answer(
    slack: PretendSlack, maya: Person, app: TinyApp
) -> None:
    app.reply = lambda _: {"text": "Hello"}

    await maya.types("/recall-schedule", "C0GENERAL")

    (delivery,) = slack.delivered
    assert (delivery.envelope_type, delivery.way, delivery.at) == ("slash_commands", "http", NOW)
    assert delivery.ack.body == {"text": "Hello"}
    assert 0 < delivery.ack.latency_ms < 3000


async def test_a_test_can_sign_a_request_of_its_own(slack: PretendSlack, clock: MovableClock) -> None:
    body = json.dumps({"type": "url_verification"}).encode()

    headers = slack.signed_headers(body)

    assert SignatureVerifier("example-secret", ClockOf(clock)).is_valid_request(body, headers)


async def test_only_slack_answers_here(slack: PretendSlack) -> None:
    async with httpx.AsyncClient(base_url=slack.workspace.base_url or "") as client:
        assert (await client.get("/")).status_code == 404
