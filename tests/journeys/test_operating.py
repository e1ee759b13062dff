"""What the operator sees: health, readiness, figures, and webhooks at the door."""

import asyncio
import json
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import text

from bot.doctor.examine import examine
from bot.doctor.finding import render_findings
from bot.entrypoints.log_throttle import LINE_INTERVAL
from bot.sandbox.recall.webhooks import signed_headers
from bot.sandbox.slack.installation import ALL_SCOPES, OPTIONAL_SCOPES
from handlers.after_ack import MAX_WAIT_SECONDS
from tests.journeys.furniture import WEBHOOK_SECRET
from tests.journeys.links import books_link
from tests.journeys.private_words import private_words, private_words_in

BOT_DONE = (
    b'{"event":"bot.done","data":{"data":{"code":"done","updated_at":"2026-03-02T15:31:00+00:00"},"bot":{"id":"x"}}}'
)


@pytest.fixture
async def http(world):
    async with httpx.AsyncClient(base_url=world.url) as client:
        yield client


def signed(world, body: bytes, delivery_id: str) -> dict[str, str]:
    return signed_headers([WEBHOOK_SECRET], delivery_id, world.clock.now(), body)


async def test_the_process_lives(http):
    assert (await http.get("/healthz")).text == "ok"


async def test_ready_says_how_things_are(http):
    answer = await http.get("/readyz")

    assert answer.status_code == 200
    assert answer.json() == {
        "database": "ok",
        "migrations": "ok",
        "slack": "ok",
        "recall_read_seconds_ago": 0,
        "overdue_seconds": 0,
    }


async def test_not_ready_without_slack(world, http):
    world.slack.fail_next("auth.test", error="token_revoked")

    answer = await http.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["slack"] == "not signed in"


async def test_one_question_that_slack_leaves_unanswered_takes_no_process_from_its_proxy(world, http):
    world.slack.fail_next("auth.test", status=503)

    answer = await http.get("/readyz")

    assert (answer.status_code, answer.json()["slack"]) == (200, "no answer")
    world.clock.advance(timedelta(seconds=5))
    assert (await http.get("/readyz")).json()["slack"] == "ok"


async def test_not_ready_while_slack_goes_on_saying_nothing(world, http):
    world.slack.fail_next("auth.test", status=503, times=2)
    codes = []
    for _ in range(3):
        codes.append((await http.get("/readyz")).status_code)
        world.clock.advance(timedelta(seconds=5))

    assert codes == [200, 503, 200]


async def test_however_often_someone_probes_slack_is_asked_now_and_then(world, http):
    before = len(world.slack.calls_to("auth.test"))
    for _ in range(5):
        await http.get("/readyz")

    assert len(world.slack.calls_to("auth.test")) == before + 1


async def test_not_ready_without_its_tables(world, http):
    async with world.store.database.write() as connection:
        await connection.execute(text("DROP TABLE alembic_version"))

    assert (await http.get("/readyz")).status_code == 503


async def test_figures_tell_of_bookings_answers_and_acks(world, http):
    await world.books()

    figures = (await http.get("/metrics")).text

    assert 'recall_schedule_bookings{status="booked"} 1.0' in figures
    assert 'recall_schedule_recall_answers_total{endpoint="schedule_bot",status="200"} 1.0' in figures
    assert "recall_schedule_ack_seconds_count" in figures
    assert "recall_schedule_recall_budget_use" in figures


async def test_figures_tell_how_long_work_has_waited_and_taken(world, http):
    await world.books()

    figures = (await http.get("/metrics")).text

    assert 'recall_schedule_step_seconds_count{step="Schedule"} 1.0' in figures
    assert 'recall_schedule_step_seconds_count{step="ShowCard"} 1.0' in figures
    (waits,) = [line for line in figures.splitlines() if line.startswith("recall_schedule_queue_seconds_count")]
    assert float(waits.split()[1]) >= 1


@pytest.mark.parametrize("headers", [{}, {"webhook-id": "1", "webhook-timestamp": "1", "webhook-signature": "v1,x"}])
async def test_an_unsigned_webhook_changes_nothing(world, http, headers):
    await world.books()

    answer = await http.post("/recall/webhooks", content=BOT_DONE, headers=headers)

    assert answer.status_code == 401
    assert await world.store.deliveries.last() is None


async def test_a_huge_webhook_is_refused_before_it_is_read(http):
    assert (await http.post("/recall/webhooks", content=b"x" * 1_000_001)).status_code == 413


async def test_a_signed_webhook_that_says_nothing_to_us_is_taken(world, http):
    for body in (BOT_DONE, b"not json", json.dumps({"event": "sdk_upload.done", "data": {}}).encode()):
        headers = signed(world, body, delivery_id=f"msg_{len(body)}")

        assert (await http.post("/recall/webhooks", content=body, headers=headers)).status_code == 200


async def test_neither_figures_nor_health_tell_anything_private(world, http):
    world.hears_recall()
    await world.books()
    world.recall.fail_next(500, path="/api/v2/calendar-events/*/bot/")
    await books_link(world)
    world.recall.live_normally(world.recall.bots[0].id, until="done")
    await world.nothing_is_left_to_do()

    shown = [(await http.get(path)).text for path in ("/metrics", "/healthz", "/readyz")]

    assert private_words_in("\n".join(shown), private_words(world)) == []


async def test_however_many_requests_are_refused_the_log_has_a_line_a_minute(world, http, log):
    for path in ("/slack/events", "/recall/webhooks"):
        for _ in range(20):
            assert (await http.post(path, content=BOT_DONE)).status_code == 401
    assert log.text.count("requests refused") == 2
    assert log.text.count("'requests': 1") == 2

    world.clock.advance(LINE_INTERVAL)
    await http.post("/slack/events", content=BOT_DONE)

    assert log.text.count("requests refused") == 3
    assert "'requests': 20" in log.text
    figures = (await http.get("/metrics")).text
    assert 'recall_schedule_refused_requests_total{door="slack",reason="not signed by Slack"} 21.0' in figures
    assert 'recall_schedule_refused_requests_total{door="recall",reason="missing headers"} 20.0' in figures


async def test_doctor_names_operators_and_channels_that_are_not_there(a_sqlite_world):
    policy = {
        "operators": ["U0MAYA", "U0JONAS", "U0NOBODY", "U0BOT"],
        "channels": ["C0SALES", "C0RANDOM", "C0PRIVATE", "C0TYPO"],
    }
    world = await a_sqlite_world(scopes=ALL_SCOPES | OPTIONAL_SCOPES, configuration={"policy": policy})
    world.jonas.user.deleted = True
    world.slack.workspace.directory.channel("C0RANDOM").is_archived = True

    said = render_findings(await examine(world.settings))

    assert "wrong  The admin U0JONAS is deactivated in Slack" in said
    assert "wrong  The admin U0NOBODY isn't in this workspace." in said
    assert "wrong  The admin U0BOT isn't a member of this workspace." in said
    assert "wrong  The channel C0RANDOM is archived" in said
    assert "note   The app can't see the channel C0PRIVATE" in said
    assert "note   The app can't see the channel C0TYPO" in said
    assert "The operator U0MAYA" not in said
    assert "The channel C0SALES" not in said


async def test_doctor_without_the_scopes_says_nothing_of_channels(a_sqlite_world):
    world = await a_sqlite_world(configuration={"policy": {"channels": ["C0TYPO"]}})

    assert "The channel C0TYPO" not in render_findings(await examine(world.settings))


async def test_webhooks_that_are_nothing_to_us_fill_no_log_either(world, http, log):
    for number in range(20):
        for body in (BOT_DONE, json.dumps({"event": "sdk_upload.done", "data": {}}).encode()):
            headers = signed(world, body, delivery_id=f"msg_{number}_{len(body)}")
            assert (await http.post("/recall/webhooks", content=body, headers=headers)).status_code == 200

    assert log.text.count("not ours") == 1
    assert log.text.count("webhooks ignored") == 1

    world.clock.advance(LINE_INTERVAL)
    await http.post("/recall/webhooks", content=BOT_DONE, headers=signed(world, BOT_DONE, delivery_id="msg_last"))

    assert log.text.count("not ours") == 2
    assert "'webhooks': 20" in log.text


@pytest.mark.parametrize(
    "revision", ["9" * 5_000, "99999999999999999999", "-1", "1.5", "one", "١", ""], ids=lambda text: text[:6]
)
async def test_a_revision_that_we_never_wrote_is_none(world, http, log, revision):
    await world.books()
    bot = world.only_bot()
    metadata = {"recall_schedule_booking": bot.config["metadata"]["recall_schedule_booking"]}
    body = {
        "event": "bot.joining_call",
        "data": {
            "data": {"code": "joining_call", "updated_at": "2026-03-02T12:31:00+00:00"},
            "bot": {"id": "another", "metadata": {**metadata, "recall_schedule_revision": revision}},
        },
    }
    sent = json.dumps(body).encode()

    answer = await http.post("/recall/webhooks", content=sent, headers=signed(world, sent, "msg_1"))

    assert answer.status_code == 200
    assert "error" not in log.text
    await world.nothing_is_left_to_do()
    await world.card(saying="Scheduled")


async def test_an_unfinished_unsigned_request_gives_no_one_priority(world):
    host, port = world.url.removeprefix("http://").split(":")
    _, writer = await asyncio.open_connection(host, int(port))
    writer.write(b"POST /slack/events HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf")
    await writer.drain()
    await asyncio.sleep(0.05)

    async with asyncio.timeout(MAX_WAIT_SECONDS):
        await world.program.foreground.wait_until_idle(longest=2 * MAX_WAIT_SECONDS)

    writer.close()
    await writer.wait_closed()


@pytest.mark.parametrize(
    ("details", "level", "words"),
    [
        ({}, "ok", "can use the app. Their calendars are found by eve@example.com."),
        ({"is_email_confirmed": None}, "ok", "doesn't say whether the address is confirmed"),
        ({"is_email_confirmed": False}, "wrong", "can't use the app: the email address isn't"),
        ({"is_restricted": True}, "wrong", "can't use the app: the account is a guest"),
        ({"deleted": True}, "wrong", "can't use the app: the account is deactivated"),
        ({"is_bot": True}, "wrong", "can't use the app: the account is a bot"),
        ({"is_stranger": True}, "wrong", "can't use the app: the account is external"),
        ({"team_id": "T0OTHER"}, "wrong", "can't use the app: the account belongs to another workspace"),
        ({"email": None}, "wrong", "can't use the app: Slack shares no email address"),
    ],
)
async def test_doctor_says_whether_a_person_can_use_the_app(world, details, level, words):
    world.slack.add_user("U0EVE", **{"email": "eve@example.com", "real_name": "Eve", **details})

    said = render_findings(await examine(world.settings, user="U0EVE"))

    assert words in said
    assert f"{level:<7}eve (U0EVE) can" in said


async def test_doctor_finds_a_person_by_their_address(world):
    said = render_findings(await examine(world.settings, user="maya@example.com"))

    assert "(U0MAYA) can use the app" in said


@pytest.mark.parametrize("user", ["U0NOBODY", "nobody@example.com"])
async def test_doctor_says_of_whom_slack_knows_nothing(world, user):
    said = render_findings(await examine(world.settings, user=user))

    assert f"wrong  {user} can't use the app: Slack doesn't know the account" in said


async def test_doctor_says_that_slack_did_not_tell(world):
    world.slack.fail_next("users.info", error="missing_scope")

    said = render_findings(await examine(world.settings, user="U0MAYA"))

    assert "wrong  Slack couldn't look up U0MAYA: missing_scope." in said
