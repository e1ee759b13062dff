"""Check redaction: no secret reaches a log, no matter who logs it and wherever it stands."""

import json
import logging
import sys

import pytest
import structlog
from pydantic import ValidationError

from bot.log import configure_logging, redact
from bot.store.json_documents import BOOKING

SECRETS = {
    "bot token": "xoxb-1234567890-abcdefABCDEF",
    "rotated token": "xoxe.xoxb-1-Mi0xLTEyMzQ1Njc4OTA",
    "app token": "xapp-1-A0EXAMPLE-1234567890-0123456789abcdef",
    "webhook secret": "whsec_dGhpcy1pcy1hLW1hZGUtdXAtc2VjcmV0",
    "personal token": "rsp_aBcDeFgHiJkLmNoPqRsTuVwXyZ0123456789-_aBcDe",
    "trigger id": "1234567890123.1234567890.0123456789abcdef0123456789abcdef",
    "Google client secret": "GOCSPX-aBcDeFgHiJkLmNoPqRsTuVwX",
    "Google refresh token": "1//0aBcDeFgHiJkLmNoPqRsTuVwX-yZ",
    "link to connect a calendar": "https://bot.example.com/connect/" + "aBcDeFgHiJkLmNoPqRsTuVwXyZ0123456789-_aBcDe",
    "command's response URL": "hooks.slack.com/commands/T0EXAMPLE/1234567890/aBcDeFgHiJkL",
    "button's response URL": "https://hooks.slack.com/actions/T0EXAMPLE/1234567890/aBcDeFgHiJkL",
}
PASSCODES = [
    ("https://us02web.zoom.us/j/123456789?pwd=PASSCODE.1", "PASSCODE"),
    ("https://us02web.zoom.us/w/123456789?tk=PASSCODE&pwd=OTHERCODE", "CODE"),
    ("https://us02web.zoom.us/s/123456789?zak=PASSCODE", "PASSCODE"),
    ("https://teams.live.com/meet/9312345?p=PASSCODE", "PASSCODE"),
    ("https://teams.live.com/meet/9312345?x=1&amp;p=PASSCODE", "PASSCODE"),
    ("https://www.google.com/url?q=https://zoom.us/j/1%3Fpwd%3DPASSCODE&sa=D", "PASSCODE"),
    ("wss://wss-primary.slack.test/link/?ticket=PASSCODE&app_id=A0EXAMPLE", "PASSCODE"),
    ("https://bot.example.com/connect/callback/google?state=PASSCODE&code=PASSCODE", "PASSCODE"),
    ("postgresql+asyncpg://bot:PASSCODE@db.test:5432/bot", "PASSCODE"),
    ("Authorization: Token PASSCODE", "PASSCODE"),
    ("{'Authorization': 'Bearer PASSCODE'}", "PASSCODE"),
    ("authorization=PASSCODE", "PASSCODE"),
    ("[(b'Accept', b'*/*'), (b'Authorization', b'Token PASSCODE0123456789')]", "PASSCODE"),
]
HARMLESS = [
    "2026-03-02T12:00:00.123456Z [info     ] booking_wished   booking_id=b1 revision=1 ts=1772452800.000100",
    "https://us-west-2.recall.ai/api/v2/calendar-events/0e7e0001-1111-4111-8111-111111111111/bot/",
    "https://meet.google.com/abc-defg-hij?authuser=0&hs=122",
    "authorization failed: token expired, ask at dana@example.com",
    "postgresql://db.test:5432/bot",
]


@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS.keys())
def test_a_secret_leaves_no_trace(secret):
    tail = secret[-12:]

    for line in (secret, f"say {secret}, please", f'{{"key": "{secret}"}}', f"<{secret}|open>"):
        assert tail not in redact(line)


@pytest.mark.parametrize(("line", "code"), PASSCODES)
def test_what_opens_a_door_is_cut_out_of_its_address(line, code):
    redacted = redact(line)

    assert code not in redacted
    assert "[removed]" in redacted
    assert redacted[:4] == line[:4]


@pytest.mark.parametrize("line", HARMLESS)
def test_the_rest_stays_readable(line):
    assert redact(line) == line


def test_what_pydantic_could_not_read_is_not_shown(capsys):
    configure_logging("INFO", "json")
    document = '{"id": ["Merger, input_type talks"], "title": "Merger talks"}'
    try:
        BOOKING.validate_json(document)
    except ValidationError:
        structlog.get_logger().exception("it failed")

    written = capsys.readouterr().err
    assert "input_value=[removed], input_type=list" in written
    assert "Merger" not in written
    json.loads(written)


def test_two_secrets_in_a_line_both_go():
    assert redact("xoxb-12-34 and xapp-1-A-2") == "[removed] and [removed]"


@pytest.mark.parametrize("log_format", ["console", "json"])
def test_fields_events_and_tracebacks_are_redacted(capsys, log_format):
    configure_logging("INFO", log_format)
    log = structlog.get_logger()

    log.info("pressed xoxb-in-event", trigger=SECRETS["trigger id"], nested={"urls": ["https://z.us/j/1?pwd=NESTED"]})
    try:
        raise RuntimeError("refused xoxb-in-exception")
    except RuntimeError:
        log.exception("it failed")

    written = capsys.readouterr().err
    assert "it failed" in written
    assert "RuntimeError" in written
    for secret in ("in-event", "in-exception", "NESTED", SECRETS["trigger id"][-12:]):
        assert secret not in written


def test_a_coloured_line_is_redacted_as_well(capsys, monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    configure_logging("INFO", "console")

    structlog.get_logger().info(
        "asked", authorization="Token PASSCODE", trigger=SECRETS["trigger id"], token="xoxb-CODE"
    )

    written = capsys.readouterr().err
    assert "\x1b[" in written
    assert "CODE" not in written
    assert SECRETS["trigger id"][-12:] not in written


@pytest.mark.parametrize("log_format", ["console", "json"])
def test_what_libraries_log_is_redacted_too(capsys, log_format):
    configure_logging("INFO", log_format)

    logging.getLogger("aiohttp.client").warning("could not reach %s", SECRETS["button's response URL"])

    written = capsys.readouterr().err
    assert "could not reach https://hooks.slack.com/[removed]" in written
    assert "aiohttp.client" in written


@pytest.mark.parametrize("name", ["slack_bolt.App", "slack_sdk.web", "bot.py:handler", "httpx", "sqlalchemy.engine"])
def test_libraries_keep_their_payloads_even_at_debug(capsys, name):
    configure_logging("DEBUG", "console")

    logging.getLogger(name).debug("a payload")
    logging.getLogger(name).info("a payload")

    assert capsys.readouterr().err == ""


def test_a_logger_made_by_bolt_keeps_its_payloads_even_at_debug(capsys):
    from slack_bolt.logger import get_bolt_app_logger

    configure_logging("DEBUG", "console")

    get_bolt_app_logger("an_app", object).debug("a payload")

    assert capsys.readouterr().err == ""


def test_our_own_words_follow_the_level(capsys):
    configure_logging("WARNING", "console")

    structlog.get_logger().info("quiet")
    structlog.get_logger().warning("loud")

    written = capsys.readouterr().err
    assert "quiet" not in written
    assert "loud" in written


def test_json_is_one_object_a_line_on_stderr(capsys):
    configure_logging("INFO", "json")
    structlog.contextvars.bind_contextvars(booking_id="b1")

    structlog.get_logger().info("booked", revision=2)

    structlog.contextvars.clear_contextvars()
    captured = capsys.readouterr()
    assert captured.out == ""
    line = json.loads(captured.err)
    assert (line["event"], line["level"], line["booking_id"], line["revision"]) == ("booked", "info", "b1", 2)
    assert line["timestamp"].endswith("Z")


def test_tracebacks_do_not_show_local_variables(capsys):
    configure_logging("INFO", "console")
    private = "the words of a person"

    try:
        raise RuntimeError(len(private))
    except RuntimeError:
        structlog.get_logger().exception("it failed")

    assert "words of a person" not in capsys.readouterr().err
