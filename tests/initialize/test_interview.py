"""Answer the questions of `init` in a terminal, as a person would."""

import sys
from collections.abc import Callable, Iterator

import pytest

from bot.sandbox.slack.installation import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET
from tests.terminal import Terminal


@pytest.fixture
def run_init(vendors, tmp_path) -> Iterator[Callable[..., Terminal]]:
    terminals = []

    def run(**environment: str) -> Terminal:
        command = [sys.executable, "-m", "bot", "init"]
        terminals.append(Terminal(command, tmp_path, {**vendors.environment, **environment}))
        return terminals[-1]

    yield run
    for terminal in terminals:
        terminal.close()


async def test_three_answers_set_it_up_for_socket_mode(run_init, vendors, tmp_path):
    terminal = run_init()

    await terminal.answers("1 or 2 [1]", "")
    await terminal.reads("Create the Slack app: ")
    await terminal.answers("Bot User OAuth Token", BOT_TOKEN)
    await terminal.reads("Slack accepts the token for recall_schedule in Example.")
    await terminal.answers("App-Level Token", APP_TOKEN)
    await terminal.reads("Socket Mode: Slack accepts connections.")
    await terminal.answers("API key", vendors.recall.api_key)
    await terminal.reads("Recall accepts the key.")
    await terminal.reads("/recall-schedule https://")

    assert await terminal.ends() == 0
    written = (tmp_path / ".env").read_text().splitlines()
    assert written[1:] == [
        f"SLACK_BOT_TOKEN={BOT_TOKEN}",
        f"SLACK_APP_TOKEN={APP_TOKEN}",
        f"RECALL_API_KEY={vendors.recall.api_key}",
    ]
    assert (tmp_path / ".env").stat().st_mode & 0o777 == 0o600
    assert BOT_TOKEN not in terminal.screen


async def test_a_wrong_answer_is_refused_at_once_and_asked_again(run_init, vendors):
    terminal = run_init()

    await terminal.answers("1 or 2 [1]", "3")
    await terminal.answers("Type 1 or 2.", "1")
    await terminal.answers("Bot User OAuth Token (hidden)", APP_TOKEN)
    await terminal.reads("That goes in SLACK_APP_TOKEN.")
    await terminal.answers("Bot User OAuth Token (hidden)", "xoxb-of-another-app")
    await terminal.reads("Slack doesn't accept SLACK_BOT_TOKEN: invalid_auth.")
    await terminal.answers("Keep it anyway?", "n")
    await terminal.answers("Bot User OAuth Token (hidden)", BOT_TOKEN)
    await terminal.reads("Slack accepts the token")


async def test_a_second_run_keeps_what_is_there_and_shows_it_masked(run_init, vendors, tmp_path):
    (tmp_path / ".env").write_text(
        f"# mine\nSLACK_BOT_TOKEN={BOT_TOKEN}\nSLACK_APP_TOKEN=xapp-old-and-revoked-token\nPORT=4000\n"
    )
    terminal = run_init(SLACK_APP_TOKEN="xapp-from-the-environment")

    await terminal.answers("1 or 2 [1]", "")
    await terminal.answers("[xoxb-…oken]", "")
    await terminal.answers("[xapp-…oken]", APP_TOKEN)
    await terminal.answers("API key", vendors.recall.api_key)
    await terminal.reads("SLACK_APP_TOKEN is also set in the environment, which wins over .env.")

    assert await terminal.ends() == 0
    assert (tmp_path / ".env").read_text() == (
        f"# mine\nSLACK_BOT_TOKEN={BOT_TOKEN}\nSLACK_APP_TOKEN={APP_TOKEN}\nPORT=4000\n"
        f"RECALL_API_KEY={vendors.recall.api_key}\n"
    )


async def test_an_answer_that_was_given_is_kept_when_it_is_interrupted(run_init, tmp_path):
    terminal = run_init()

    await terminal.answers("1 or 2 [1]", "")
    await terminal.answers("Bot User OAuth Token", BOT_TOKEN)
    await terminal.answers("App-Level Token (hidden)", "\x03")

    assert await terminal.ends() == 1
    assert f"SLACK_BOT_TOKEN={BOT_TOKEN}\n" in (tmp_path / ".env").read_text()
    assert "Traceback" not in terminal.screen


async def test_http_asks_for_the_address_and_the_signing_secret(run_init, vendors, tmp_path):
    (tmp_path / ".env").write_text(f"SLACK_APP_TOKEN={APP_TOKEN}\nSLACK_APP_TOKEN_FILE=/run/secrets/app-token\n")
    terminal = run_init()

    await terminal.answers("1 or 2 [1]", "2")
    await terminal.answers("Public address", "http://bot.example.com")
    await terminal.answers("must start with https://", "https://bot.example.com")
    await terminal.reads("manifest --url https://bot.example.com")
    await terminal.answers("Bot User OAuth Token", BOT_TOKEN)
    await terminal.answers("Signing Secret (hidden)", SIGNING_SECRET)
    await terminal.answers("API key", vendors.recall.api_key)
    await terminal.reads("click Retry if the Request URL isn't verified yet")  # it was no one's when the app was made

    assert await terminal.ends() == 0
    written = (tmp_path / ".env").read_text().splitlines()
    assert written[:2] == ["SLACK_APP_TOKEN=", "SLACK_APP_TOKEN_FILE="]  # either would go on meaning Socket Mode
    assert f"SLACK_SIGNING_SECRET={SIGNING_SECRET}" in written
    assert "PUBLIC_URL=https://bot.example.com" in written


async def test_what_cannot_be_checked_now_can_be_kept(run_init, vendors, tmp_path):
    terminal = run_init(SLACK_API_URL="http://127.0.0.1:9/api/")

    await terminal.answers("1 or 2 [1]", "")
    await terminal.answers("Bot User OAuth Token", BOT_TOKEN)
    await terminal.reads("Slack can't be reached from here.")
    await terminal.answers("Keep it anyway?", "y")
    await terminal.reads("App-Level Token")

    assert BOT_TOKEN in (tmp_path / ".env").read_text()
