"""Run `init --non-interactive` as a script does."""

import asyncio

import pytest
from click.testing import Result
from typer.testing import CliRunner

from bot.cli import app
from bot.sandbox.slack.installation import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET


@pytest.fixture
def run_init(vendors, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    async def run(*options: str, **environment: str) -> Result:
        given = {**vendors.environment, **environment}
        command = ["init", "--non-interactive", *options]
        return await asyncio.to_thread(CliRunner().invoke, app, command, env=given)

    return run


def answers(vendors, **others: str) -> dict[str, str]:
    given = {
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_APP_TOKEN": APP_TOKEN,
        "RECALL_API_KEY": f"Token {vendors.recall.api_key}",
    }
    return {**given, **others}


async def test_the_environment_is_written_to_the_file(run_init, vendors, tmp_path):
    result = await run_init(**answers(vendors))

    assert (result.exit_code, result.output.splitlines()[-1]) == (0, "Everything looks good.")
    assert (tmp_path / ".env").read_text().splitlines()[1:] == [
        f"SLACK_BOT_TOKEN={BOT_TOKEN}",
        f"SLACK_APP_TOKEN={APP_TOKEN}",
        f"RECALL_API_KEY={vendors.recall.api_key}",
    ]
    assert (tmp_path / ".env").stat().st_mode & 0o777 == 0o600


async def test_a_signing_secret_without_an_app_token_means_http(run_init, vendors, tmp_path):
    given = answers(
        vendors, SLACK_APP_TOKEN="", SLACK_SIGNING_SECRET=SIGNING_SECRET, PUBLIC_URL="https://b.example.com/"
    )

    result = await run_init(**given)

    assert result.exit_code == 0
    assert "PUBLIC_URL=https://b.example.com\n" in (tmp_path / ".env").read_text()


async def test_what_the_file_has_need_not_be_given_again(run_init, vendors, tmp_path):
    (tmp_path / ".env").write_text(f"SLACK_BOT_TOKEN={BOT_TOKEN}\nSLACK_APP_TOKEN={APP_TOKEN}\n")

    result = await run_init(RECALL_API_KEY=vendors.recall.api_key)

    assert result.exit_code == 0
    assert vendors.recall.api_key in (tmp_path / ".env").read_text()


@pytest.mark.parametrize(
    ("others", "sentence"),
    [
        ({"SLACK_BOT_TOKEN": "xoxb-of-another-app"}, "Slack doesn't accept SLACK_BOT_TOKEN: invalid_auth."),
        ({"SLACK_APP_TOKEN": "xapp-of-another-app"}, "Slack doesn't accept SLACK_APP_TOKEN: invalid_auth."),
        ({"RECALL_API_KEY": "of-another-account"}, "RECALL_API_KEY doesn't work at RECALL_API_URL."),
    ],
)
async def test_what_a_vendor_refuses_is_not_written_and_exits_with_1(run_init, vendors, tmp_path, others, sentence):
    result = await run_init(**answers(vendors, **others))

    assert result.exit_code == 1
    assert sentence in result.output
    assert list(tmp_path.iterdir()) == []


async def test_without_a_check_no_one_is_asked(run_init, vendors, tmp_path):
    result = await run_init("--no-check", **answers(vendors, RECALL_API_KEY="of-another-account"))

    assert result.exit_code == 0
    assert vendors.recall.requests == []
    assert "RECALL_API_KEY=of-another-account\n" in (tmp_path / ".env").read_text()


@pytest.mark.parametrize(
    ("options", "others"),
    [
        (["--no-check"], {}),
        ([], {"RECALL_API_KEY": "", "RECALL_API_KEY_FILE": "/run/secrets/key"}),
    ],
)
async def test_a_region_is_not_guessed_where_no_key_is_checked(run_init, vendors, tmp_path, options, others):
    result = await run_init(*options, **answers(vendors, RECALL_API_URL="", **others))

    assert str(result.exception) == "RECALL_REGION is missing."
    assert list(tmp_path.iterdir()) == []


async def test_everything_missing_or_malformed_is_named_at_once(run_init, vendors, tmp_path, monkeypatch, capsys):
    result = await run_init(SLACK_BOT_TOKEN="xapp-a-secret", RECALL_API_URL="")

    assert str(result.exception).splitlines() == [
        "SLACK_BOT_TOKEN holds an app-level token (xapp-…). That goes in SLACK_APP_TOKEN.",
        "SLACK_APP_TOKEN is missing.",
        "RECALL_API_KEY is missing.",
    ]
    assert list(tmp_path.iterdir()) == []
