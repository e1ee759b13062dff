"""`recall-schedule calendars rotate-secret`, from the console to Recall."""

import asyncio
import sys

import pytest

from bot.cli import main
from bot.sandbox.clock import MovableClock
from bot.sandbox.recall.pretend_recall import PretendRecall
from bot.sandbox.serving import listening, serving

ENOUGH = {"SLACK_BOT_TOKEN": "xoxb-made-up", "SLACK_APP_TOKEN": "xapp-made-up"}


@pytest.fixture
def call(monkeypatch, capsys, tmp_path):
    monkeypatch.chdir(tmp_path)
    for name, value in ENOUGH.items():
        monkeypatch.setenv(name, value)

    def run(**variables):
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "argv", ["recall-schedule", "calendars", "rotate-secret", "--provider", "google"])
        with pytest.raises(SystemExit) as stopped:
            main()
        captured = capsys.readouterr()
        return int(stopped.value.code or 0), captured.out, captured.err

    return run


async def test_the_calendars_of_this_client_get_the_new_secret(call):
    recall = PretendRecall(MovableClock())
    mine, other = recall.add_calendar("dana@example.com"), recall.add_calendar("maya@example.com")
    mine.oauth_client_id = "client"
    async with serving(recall.asgi) as url:
        variables = {
            "RECALL_API_URL": url,
            "RECALL_API_KEY": recall.api_key,
            "GOOGLE_CLIENT_ID": "client",
            "GOOGLE_CLIENT_SECRET": "made-up-new-secret",
        }
        code, out, _ = await asyncio.to_thread(call, **variables)
    await recall.aclose()

    assert (code, out) == (0, "Calendars updated: 1.\n")
    assert mine.oauth_client_secret == "made-up-new-secret"
    assert other.oauth_client_secret != "made-up-new-secret"


def test_without_a_client_there_is_nothing_to_pass_on(call):
    code, _, err = call(RECALL_API_KEY="made-up", RECALL_REGION="us-west-2")

    assert code == 2
    assert err.startswith("GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET aren't set")


def test_a_recall_that_cannot_be_reached_is_said(call):
    with listening() as free:
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    code, _, err = call(
        RECALL_API_KEY="made-up", RECALL_API_URL=url, GOOGLE_CLIENT_ID="client", GOOGLE_CLIENT_SECRET="made-up"
    )

    assert code == 2
    assert "Recall can't be reached from here. Try again in a few minutes, or run doctor for details." in err
