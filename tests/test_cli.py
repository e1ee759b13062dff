"""Check the console script: exit codes, which stream gets what, and that asking for help is quick."""

import asyncio
import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
import yaml

import bot
from bot.audit_lines import format_line
from bot.cli import main
from bot.manifest import build_manifest
from bot.store.audit import write_audit
from bot.store.bookings.rows import write_new
from bot.store.engine.database import Database
from bot.store.engine.migrate import migrate
from tests.examples import NOW, a_booking

ENOUGH = {
    "SLACK_BOT_TOKEN": "xoxb-made-up",
    "SLACK_APP_TOKEN": "xapp-made-up",
    "RECALL_API_KEY": "made-up-key",
    "RECALL_REGION": "eu-central-1",
}


@pytest.fixture
def call(monkeypatch, capsys, tmp_path):
    """Calls the console script in an empty directory; returns its exit code, stdout and stderr."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["recall-schedule", *arguments])
        with pytest.raises(SystemExit) as stopped:
            main()
        captured = capsys.readouterr()
        return int(stopped.value.code or 0), captured.out, captured.err

    return run


def test_help_names_every_command(call):
    code, out, _ = call("--help")

    assert code == 0
    for command in ("init", "serve", "demo", "doctor", "manifest", "audit"):
        assert command in out


@pytest.mark.parametrize("command", ["serve", "doctor"])
def test_without_settings_a_command_says_what_to_set_and_exits_with_2(call, command):
    code, out, err = call(command)

    assert code == 2
    assert out == ""
    first, second, *_ = err.splitlines()
    assert "`recall-schedule init`" in first
    assert second.startswith("SLACK_BOT_TOKEN isn't set")
    assert "Traceback" not in err


def test_manifest_prints_the_file(call):
    code, out, _ = call("manifest")

    assert code == 0
    assert out == build_manifest()


def test_manifest_with_an_address_prints_the_http_form(call):
    code, out, _ = call("manifest", "--url", "https://bot.example.com")

    assert code == 0
    assert yaml.safe_load(out)["settings"]["socket_mode_enabled"] is False


def test_manifest_with_a_wrong_address_exits_with_2(call):
    code, out, err = call("manifest", "--url", "http://bot.example.com")

    assert code == 2
    assert out == ""
    assert "https" in err


@pytest.fixture
def enough(monkeypatch):
    for name, value in ENOUGH.items():
        monkeypatch.setenv(name, value)


def keep_trail(file: Path) -> None:
    """Two days of a booking, in a database at `file`."""

    async def keep() -> None:
        database = Database(f"sqlite:///{file}")
        await migrate(database)
        async with database.write() as connection:
            await write_new(connection, [a_booking()], NOW)
            await write_audit(connection, a_booking(), "wished", NOW)
            await write_audit(connection, a_booking(), "applied", NOW + timedelta(days=1))
        await database.aclose()

    asyncio.run(keep())


def test_audit_exports_one_object_a_line(call, tmp_path):
    keep_trail(tmp_path / "recall-schedule.db")

    code, out, _ = call("audit", "--json", "--meeting", "b1", "--person", "U0MAYA")

    assert code == 0
    assert [json.loads(line)["what"] for line in out.splitlines()] == ["wished", "applied"]


def test_audit_prints_who_and_when_and_the_facts_below(call, tmp_path):
    keep_trail(tmp_path / "recall-schedule.db")

    _, out, _ = call("audit")

    first, facts = out.splitlines()[:2]
    assert first == f"{NOW:%Y-%m-%d %H:%M:%S} UTC  U0MAYA: scheduled the bot"
    assert facts.startswith("    booking b1, event event-1, revision 1, starts ")
    assert "Meeting Notetaker" in out


@pytest.mark.parametrize(
    ("what", "revision", "said"),
    [
        ("wished", 1, "U0MAYA: scheduled the bot"),
        ("wished", 2, "U0MAYA: changed the booking"),
        ("vetoed", 2, "U0MAYA: turned recording off"),
        ("calendar", 2, "the calendar: changed the meeting"),
    ],
)
def test_a_veto_or_a_move_is_not_told_as_a_change_of_the_booking(what, revision, said):
    who = None if what == "calendar" else "U0MAYA"
    line = {"at": NOW.isoformat(), "who": who, "what": what, "booking": "b1", "event": None, "revision": revision}

    assert format_line(line).splitlines()[0].endswith(said)


@pytest.mark.parametrize(
    "meeting", ["b1", "event-1", "https://meet.google.com/abc-defg-hij", "https://meet.google.com/abc-defg-hij?hs=1"]
)
def test_a_meeting_goes_by_its_ids_and_by_its_link(call, tmp_path, meeting):
    keep_trail(tmp_path / "recall-schedule.db")

    assert len(call("audit", "--json", "--meeting", meeting)[1].splitlines()) == 2


@pytest.mark.parametrize(
    "filters",
    [("--meeting", "b2"), ("--person", "<@U0NOBODY>"), ("--since", "2100-01-01"), ("--meeting", "https://a.test/")],
)
def test_audit_that_finds_nothing_says_so_beside_the_export(call, tmp_path, filters):
    keep_trail(tmp_path / "recall-schedule.db")

    code, out, err = call("audit", "--json", *filters)

    assert (code, out) == (0, "")
    assert err == "No matching entries.\n"


@pytest.mark.parametrize(
    ("filters", "words"),
    [
        (("--since", "yesterday"), "--since"),
        (("--since", "2026-02-30"), "--since"),
        (
            ("--person", "maya@example.com"),
            "--person must be a Slack user ID (U… or W…): copy the member ID from the person's profile.",
        ),
        (
            ("--meeting", "https://"),
            "--meeting must be an ID or a meeting link such as https://meet.google.com/abc-defg-hij.",
        ),
    ],
)
def test_what_audit_cannot_look_for_exits_with_2(call, tmp_path, filters, words):
    keep_trail(tmp_path / "recall-schedule.db")

    code, out, err = call("audit", *filters)

    assert (code, out) == (2, "")
    assert words in err
    assert "Traceback" not in err


def test_audit_since_a_day_leaves_out_what_was_before(call, tmp_path):
    keep_trail(tmp_path / "recall-schedule.db")

    _, out, _ = call("audit", "--json", "--since", f"{NOW + timedelta(days=1):%Y-%m-%d}")

    assert [json.loads(line)["what"] for line in out.splitlines()] == ["applied"]


def test_audit_without_a_database_exits_with_2_and_makes_none(call, tmp_path):
    code, out, err = call("audit")

    assert (code, out) == (2, "")
    assert err.startswith("DATABASE_URL")
    assert list(tmp_path.iterdir()) == []


def test_audit_of_another_file_exits_with_2(call, tmp_path):
    (tmp_path / "recall-schedule.db").write_text("not a database, and rather longer than its header would be")

    code, out, err = call("audit")

    assert (code, out) == (2, "")
    assert err.startswith("DATABASE_URL")


def test_bolts_oauth_variables_are_warned_about(call, enough, monkeypatch):
    monkeypatch.setenv("SLACK_CLIENT_ID", "1.2")

    _, _, err = call("calendars", "rotate-secret", "--provider", "google")

    assert "SLACK_CLIENT_ID" in err


def test_the_module_is_the_console_script_and_loads_nothing_heavy_for_help():
    loaded = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "bot", "--help"],
        cwd=Path(bot.__file__).parents[1],
        capture_output=True,
        text=True,
        check=True,
    )

    assert "recall-schedule" in loaded.stdout
    modules = {line.rpartition("|")[2].strip() for line in loaded.stderr.splitlines()}
    assert "bot.cli" in modules
    assert modules.isdisjoint({"slack_bolt", "sqlalchemy", "httpx", "pydantic", "starlette", "structlog", "yaml"})


@pytest.mark.parametrize("user", ["maya", "U", "C0SALES", ""])
def test_doctor_is_asked_about_an_id_or_an_address_only(call, monkeypatch, user):
    for name, value in ENOUGH.items():
        monkeypatch.setenv(name, value)

    code, _, err = call("doctor", "--user", user or " ")

    assert code == 2
    assert err.startswith("--user must be a Slack user ID (U… or W…) or an email address.")
