"""Secrets that containers and service managers hand out as files."""

import pytest

from bot.core.errors import SetupError
from bot.secret_files import list_secret_fields
from bot.settings import Settings, load_settings

VALUES = {
    "SLACK_BOT_TOKEN": "xoxb-made-up",
    "SLACK_APP_TOKEN": "xapp-made-up",
    "SLACK_SIGNING_SECRET": "0123456789abcdef",
    "RECALL_API_KEY": "made-up-key",
    "RECALL_WEBHOOK_SECRET": "whsec_b25l",
    "DATABASE_URL": "postgresql+asyncpg://bot@db.test/bot",
    "GOOGLE_CLIENT_SECRET": "made-up-google-secret",
    "MICROSOFT_CLIENT_SECRET": "made-up-microsoft-secret",
    "SLACK_CLIENT_SECRET": "made-up-slack-secret",
    "SUMMARY_API_KEY": "made-up-model-key",
    "MCP_TOKENS": f"U0EXAMPLE1={'a' * 32},U0EXAMPLE2={'b' * 32}",
}


@pytest.fixture
def files(monkeypatch, tmp_path):
    """Writes each secret into a file, with a line's end, and names it in the environment."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RECALL_REGION", "us-east-1")
    for client in ("GOOGLE", "MICROSOFT", "SLACK"):
        monkeypatch.setenv(f"{client}_CLIENT_ID", "made-up-client")
    for name, value in VALUES.items():
        (tmp_path / name).write_text(f"{value}\n")
        monkeypatch.setenv(f"{name}_FILE", str(tmp_path / name))
    return tmp_path


def complaint() -> str:
    with pytest.raises(SetupError) as raised:
        load_settings()
    return str(raised.value)


def shown(value: object) -> str:
    if isinstance(value, tuple) and isinstance(value[0], str):
        return f"{value[0]}={shown(value[1])}"
    if isinstance(value, tuple):
        return ",".join(shown(part) for part in value)
    return value.get_secret_value()  # type: ignore[attr-defined,no-any-return]


def test_every_secret_may_come_from_a_file(files):
    settings = load_settings()

    assert {name: shown(getattr(settings, name.lower())) for name in VALUES} == VALUES


def test_every_secret_is_tried_here():
    assert {name.upper() for name in list_secret_fields(Settings)} == set(VALUES)


def test_dot_env_may_name_the_file(files, monkeypatch):
    (files / ".env").write_text(f"RECALL_API_KEY_FILE={files / 'RECALL_API_KEY'}\n")
    monkeypatch.delenv("RECALL_API_KEY_FILE")

    assert shown(load_settings().recall_api_key) == "made-up-key"


@pytest.mark.parametrize("elsewhere", ["environment", ".env"])
def test_a_secret_that_is_set_both_ways_stops_the_start(files, monkeypatch, elsewhere):
    if elsewhere == ".env":
        (files / ".env").write_text("RECALL_API_KEY=another\n")
    else:
        monkeypatch.setenv("RECALL_API_KEY", "another")

    assert complaint() == "RECALL_API_KEY_FILE and RECALL_API_KEY are both set: keep one."


def test_an_empty_variable_beside_the_file_counts_as_not_set(files, monkeypatch):
    monkeypatch.setenv("RECALL_API_KEY", " ")

    assert shown(load_settings().recall_api_key) == "made-up-key"


def test_a_file_that_is_not_there_is_named_with_the_other_mistakes(files, monkeypatch):
    monkeypatch.setenv("SLACK_BOT_TOKEN_FILE", "/no/such/file")
    monkeypatch.setenv("PORT", "70000")

    token, port = complaint().splitlines()

    assert token == "SLACK_BOT_TOKEN_FILE (/no/such/file) can't be read: No such file or directory."
    assert port.startswith("PORT ")


@pytest.mark.parametrize(
    ("content", "problem"), [(b" \n", "is empty."), ("schlüssel".encode("latin-1"), "isn't UTF-8 text.")]
)
def test_a_file_without_a_secret_is_named(files, content, problem):
    (files / "RECALL_API_KEY").write_bytes(content)

    assert complaint() == f"RECALL_API_KEY_FILE ({files / 'RECALL_API_KEY'}) {problem}"


def test_a_wrong_secret_in_a_file_is_never_shown(files):
    (files / "SLACK_BOT_TOKEN").write_text("xoxp-a-secret")

    said = complaint()

    assert said.startswith("SLACK_BOT_TOKEN holds a user token")
    assert "a-secret" not in said


def test_what_is_no_secret_is_not_read_from_a_file(files, monkeypatch):
    (files / "port").write_text("4000")
    monkeypatch.setenv("PORT_FILE", str(files / "port"))

    assert load_settings().port == 3000
