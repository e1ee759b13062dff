"""Check the settings in the environment and in .env, and the answers to mistakes."""

import os
from pathlib import Path

import pytest

import bot
from bot.core.calendars.owner_check import OwnerCheck
from bot.core.errors import SetupError
from bot.environment.command_names import name_command
from bot.settings import (
    Settings,
    find_misnamed_variables,
    load_settings,
    load_storage_settings,
    remove_oauth_variables,
)

ENOUGH = {
    "SLACK_BOT_TOKEN": "xoxb-made-up",
    "SLACK_APP_TOKEN": "xapp-made-up",
    "RECALL_API_KEY": "made-up-key",
    "RECALL_REGION": "eu-central-1",
}


@pytest.fixture
def environment(monkeypatch, tmp_path):
    """Sets variables over the least that is enough; None takes one away. The working directory is empty."""
    monkeypatch.chdir(tmp_path)

    def set_variables(**variables: str | None) -> None:
        for name, value in {**ENOUGH, **variables}.items():
            if value is not None:
                monkeypatch.setenv(name, value)

    return set_variables


def complaint() -> str:
    with pytest.raises(SetupError) as raised:
        load_settings()
    return str(raised.value)


def test_four_variables_are_enough(environment):
    environment()

    settings = load_settings()

    assert settings.uses_socket_mode
    assert settings.slack_api_url == "https://slack.com/api/"
    assert settings.recall_base_url == "https://eu-central-1.recall.ai"
    assert settings.database_url.get_secret_value() == "sqlite:///recall-schedule.db"
    assert (settings.host, settings.port) == ("127.0.0.1", 3000)
    assert (settings.log_level, settings.log_format) == ("INFO", "console")
    assert (settings.sync_interval_seconds, settings.sweep_interval_seconds, settings.processes) == (300, 60, 1)
    assert settings.recall_webhook_secret == ()
    assert settings.configuration.presets == ()


def test_nothing_set_names_everything_that_is_missing(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)

    said = complaint()

    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "RECALL_API_KEY", "RECALL_REGION"):
        assert name in said
    assert len(said.splitlines()) == 5


def test_without_a_file_the_first_word_is_how_to_make_one(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)

    first, *_ = complaint().splitlines()

    assert first == f"There is no .env in {tmp_path} yet: `recall-schedule init` creates it with you."


def test_in_a_checkout_make_makes_the_file(monkeypatch):
    monkeypatch.chdir(Path(bot.__file__).parents[1])

    assert name_command("init") == "make init"
    assert name_command("serve") == "make run"


@pytest.mark.parametrize("is_there", [True, False])
def test_where_there_is_a_file_or_only_a_slip_nothing_is_said_of_making_one(environment, tmp_path, is_there):
    if is_there:
        (tmp_path / ".env").write_text("RECALL_REGION=eu-central-1\n")
    environment(RECALL_API_KEY=None if is_there else "Bearer made-up", RECALL_REGION=None if is_there else "us-east-1")

    assert complaint().startswith("RECALL_API_KEY ")


@pytest.mark.parametrize("region", ["EU-Central-1", "eu-central-1", " EU-CENTRAL-1 "])
def test_a_region_may_be_in_any_case(environment, region):
    environment(RECALL_REGION=region)

    assert load_settings().recall_base_url == "https://eu-central-1.recall.ai"


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        (
            "SLACK_BOT_TOKEN",
            "xapp-a-secret",
            "holds an app-level token (xapp-…). That goes in SLACK_APP_TOKEN.",
        ),
        (
            "SLACK_APP_TOKEN",
            "xoxb-a-secret",
            "holds a bot token (xoxb-…). That goes in SLACK_BOT_TOKEN.",
        ),
        ("SLACK_BOT_TOKEN", "xoxp-a-secret", "holds a user token (xoxp-…). This app doesn't use one."),
        (
            "SLACK_SIGNING_SECRET",
            "xoxb-a-secret",
            "holds a bot token (xoxb-…). That goes in SLACK_BOT_TOKEN.",
        ),
        (
            "RECALL_API_KEY",
            "whsec_a-secret",
            "holds a webhook secret (whsec_…). That goes in RECALL_WEBHOOK_SECRET.",
        ),
        ("RECALL_WEBHOOK_SECRET", "xapp-a-secret", "holds an app-level token (xapp-…)."),
    ],
)
def test_a_secret_in_another_ones_place_is_recognized(environment, variable, value, said):
    environment(**{variable: value})

    assert complaint().startswith(f"{variable} {said}")
    assert "a-secret" not in complaint()


@pytest.mark.parametrize(
    ("variable", "value", "shown"),
    [
        ("PORT", "70000", "not 70000."),
        ("LOG_LEVEL", "loud", "not LOUD."),
        ("LOG_FORMAT", "xml", "not xml."),
        ("CALENDAR_OWNER_CHECK", "trust", "not trust."),
        ("RECALL_REGION", "eu-west-1", "not eu-west-1."),
    ],
)
def test_what_is_no_secret_is_repeated(environment, variable, value, shown):
    environment(**{variable: value})

    assert shown in complaint()


@pytest.mark.parametrize("variable", ["PORT", "LOG_LEVEL", "RECALL_REGION", "CALENDAR_OWNER_CHECK"])
@pytest.mark.parametrize("secret", ["0123456789abcdef" * 2, "xoxb-a-secret", "whsec_YS1zZWNyZXQ"])
def test_a_secret_is_not_repeated_wherever_it_was_put(environment, variable, secret):
    environment(**{variable: secret})

    assert secret.lower() not in complaint().lower()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("SLACK_BOT_TOKN=xyz", "SLACK_BOT_TOKN isn't a variable of this app: did you mean SLACK_BOT_TOKEN?"),
        ("SLACK_TOKEN=xapp-a-secret", "SLACK_TOKEN isn't a variable of this app: did you mean SLACK_APP_TOKEN?"),
        ("RECALLAI_API_KEY=a-secret", "RECALLAI_API_KEY isn't a variable of this app: did you mean RECALL_API_KEY?"),
        ("REGION=eu-central-1", "REGION isn't a variable of this app: did you mean RECALL_REGION?"),
        ("EDITOR=vi", "EDITOR isn't a variable of this app."),
    ],
)
def test_a_wrong_name_in_the_file_gets_the_nearest_right_one(environment, tmp_path, line, said):
    (tmp_path / ".env").write_text(f"{line}\n")
    environment(SLACK_BOT_TOKEN=None)

    assert said in complaint().splitlines()
    assert "a-secret" not in complaint()


def test_of_the_environment_only_likely_slips_are_named(environment):
    environment(
        RECALL_KEY="made-up", SLACK_DESKTOP_THEME="dark", EDITOR="vi", SLACK_BOT_TOKEN_FILE="/run/secrets/token"
    )

    assert find_misnamed_variables() == {"RECALL_KEY": "RECALL_API_KEY"}


def test_storage_settings_need_no_tokens(environment, tmp_path):
    (tmp_path / ".env").write_text("DATABASE_URL=sqlite:///trail.db\nLOG_LEVEL=debug\n")
    environment(SLACK_BOT_TOKEN="xoxp-1", SLACK_APP_TOKEN=None, RECALL_API_KEY=None, RECALL_REGION="nowhere")

    settings = load_storage_settings()

    assert settings.database_url.get_secret_value() == "sqlite:///trail.db"
    assert settings.log_level == "DEBUG"


def test_every_mistake_is_told_at_once(environment):
    environment(SLACK_BOT_TOKEN="xoxp-1", PORT="70000", LOG_LEVEL="loud", DATABASE_URL="mysql://db.test/x")

    said = complaint()

    assert [line.split()[0] for line in said.splitlines()] == [
        "SLACK_BOT_TOKEN",
        "DATABASE_URL",
        "PORT",
        "LOG_LEVEL",
    ]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SLACK_BOT_TOKEN", "xapp-a-secret"),
        ("SLACK_BOT_TOKEN", '"xoxb-a-secret"'),
        ("SLACK_BOT_TOKEN", "xoxb-a-secret and-more"),
        ("SLACK_APP_TOKEN", "xoxb-a-secret"),
        ("SLACK_SIGNING_SECRET", "xoxb-a-secret"),
        ("RECALL_API_KEY", "Token a-secret more"),
        ("RECALL_API_KEY", "Bearer a-secret"),
        ("RECALL_API_KEY", "Token "),
        ("RECALL_WEBHOOK_SECRET", "a-secret"),
        ("RECALL_WEBHOOK_SECRET", "whsec_dGhpcw==,a-secret"),
        ("DATABASE_URL", "postgresql://user:a-secret@db.test:port/name"),
        ("DATABASE_URL", "postgresql://user:a-secret@db.test/name?sslmode=a-secret"),
        ("DATABASE_URL", "postgresql://user:a-secret@db.test/name?channel_binding=require"),
    ],
)
def test_a_wrong_secret_is_named_and_never_shown(environment, name, value):
    environment(**{name: value})

    said = complaint()

    assert said.startswith(name)
    assert "a-secret" not in said


@pytest.mark.parametrize(
    ("variables", "name"),
    [
        ({"SLACK_APP_TOKEN": None, "SLACK_SIGNING_SECRET": "xoxb-1"}, "SLACK_SIGNING_SECRET"),
        ({"RECALL_REGION": None, "RECALL_API_URL": "recall.test"}, "RECALL_API_URL"),
    ],
)
def test_a_wrong_value_is_not_told_of_as_a_missing_one(environment, variables, name):
    environment(**variables)

    [said] = complaint().splitlines()

    assert said.startswith(name)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RECALL_REGION", "eu-west-1"),
        ("RECALL_API_URL", "http://recall.test"),
        ("RECALL_API_URL", "https://recall.test/api/v1"),
        ("SLACK_API_URL", "http://slack.test/api"),
        ("SLACK_API_URL", "slack.com/api"),
        ("SLACK_API_URL", "https://user:word@slack.com/api"),
        ("SLACK_API_URL", "https://slack.com:port/api"),
        ("DATABASE_URL", "recall.db"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "sqlite:///"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("DATABASE_URL", "sqlite:///no-such-folder/recall.db"),
        ("PORT", "0"),
        ("PORT", "http"),
        ("PROCESSES", "0"),
        ("SYNC_INTERVAL_SECONDS", "0"),
        ("SWEEP_INTERVAL_SECONDS", "1.5"),
        ("LOG_FORMAT", "xml"),
    ],
)
def test_a_value_that_cannot_be_meant_stops_the_start(environment, name, value):
    environment(**{name: value})

    said = complaint()

    assert said.startswith(f"{name} ")
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize("variables", [{"SLACK_APP_TOKEN": ""}, {"SLACK_APP_TOKEN": None}, {"SLACK_APP_TOKEN": "  "}])
def test_an_empty_variable_is_an_unset_one(environment, variables):
    environment(SLACK_SIGNING_SECRET="0123456789abcdef", PORT="", **variables)

    settings = load_settings()

    assert not settings.uses_socket_mode
    assert settings.port == 3000


def test_the_app_token_wins_over_the_signing_secret(environment):
    environment(SLACK_SIGNING_SECRET="0123456789abcdef")

    assert load_settings().uses_socket_mode


@pytest.mark.parametrize("key", ["made-up-key", "Token made-up-key", "token  made-up-key ", " made-up-key"])
def test_the_recall_key_may_carry_its_prefix(environment, key):
    environment(RECALL_API_KEY=key)

    assert load_settings().recall_api_key.get_secret_value() == "made-up-key"


def test_several_webhook_secrets_are_separated_by_commas(environment):
    environment(RECALL_WEBHOOK_SECRET="whsec_b25l, whsec_dHdv,")

    secrets = load_settings().recall_webhook_secret

    assert [secret.get_secret_value() for secret in secrets] == ["whsec_b25l", "whsec_dHdv"]


@pytest.mark.parametrize(
    ("given", "base"),
    [
        ("https://recall.test/", "https://recall.test"),
        ("https://recall.test:8443", "https://recall.test:8443"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
    ],
)
def test_recalls_address_outranks_the_region(environment, given, base):
    environment(RECALL_API_URL=given)

    assert load_settings().recall_base_url == base


def test_recalls_address_makes_the_region_unnecessary(environment):
    environment(RECALL_API_URL="https://recall.test", RECALL_REGION=None)

    assert load_settings().recall_base_url == "https://recall.test"


def test_log_words_may_be_in_any_case(environment):
    environment(LOG_LEVEL="debug", LOG_FORMAT="JSON")

    settings = load_settings()

    assert (settings.log_level, settings.log_format) == ("DEBUG", "json")


def test_dot_env_is_read_and_the_real_environment_wins(environment, tmp_path):
    (tmp_path / ".env").write_text("PORT=4000\nHOST=0.0.0.0\nPROCESSES=2\nSOMETHING_ELSE=1\n")
    environment(PORT="5000", PROCESSES="")

    settings = load_settings()

    assert (settings.port, settings.host, settings.processes) == (5000, "0.0.0.0", 2)


def test_a_dot_env_that_is_no_text_is_a_set_up_error(environment, tmp_path):
    (tmp_path / ".env").write_bytes("PORT=4000".encode("utf-16"))
    environment()

    assert ".env" in complaint()


def test_the_configuration_file_is_read(environment, tmp_path):
    (tmp_path / "policy.yml").write_text("policy:\n  operators: [U0OPERATOR]\nretention_days: 30\n")
    environment(CONFIG_FILE="policy.yml")

    settings = load_settings()

    assert settings.configuration.policy.operators == {"U0OPERATOR"}
    assert settings.configuration.retention_days == 30
    assert settings.config_file is not None


def test_a_variable_that_is_called_configuration_is_not_ours(environment):
    environment(CONFIGURATION="Release")

    assert load_settings().configuration.presets == ()


def test_settings_made_directly_read_no_environment(environment):
    environment(PORT="5000")

    settings = Settings(
        slack_bot_token="xoxb-1", slack_app_token="xapp-1", recall_api_key="k", recall_region="us-east-1"
    )

    assert settings.port == 3000


def test_settings_do_not_show_secrets(environment):
    environment(
        DATABASE_URL="postgresql://u:a-secret@db.test/n",
        RECALL_API_KEY="a-secret",
        SLACK_BOT_TOKEN="xoxb-a-secret",
        SLACK_APP_TOKEN="xapp-a-secret",
        SLACK_SIGNING_SECRET="a-secret",
        RECALL_WEBHOOK_SECRET="whsec_YS1zZWNyZXQ=",
    )

    shown = repr(load_settings())

    assert "a-secret" not in shown
    assert "YS1zZWNyZXQ" not in shown


def test_bolts_oauth_variables_are_taken_away(environment):
    environment(SLACK_CLIENT_ID="1.2", SLACK_CLIENT_SECRET="a-secret")

    assert remove_oauth_variables() == ["SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET"]
    assert "SLACK_CLIENT_ID" not in os.environ
    assert "SLACK_CLIENT_SECRET" not in os.environ
    assert remove_oauth_variables() == []


def test_a_wrong_configuration_file_is_told_of_with_the_other_mistakes(environment):
    environment(CONFIG_FILE="no-such-file.yml", PORT="70000")

    port, file = complaint().splitlines()

    assert port.startswith("PORT ")
    assert file.startswith("CONFIG_FILE (no-such-file.yml) can't be read")


def test_calendars_can_be_connected_with_a_public_address_and_a_client(environment):
    environment(PUBLIC_URL="https://bot.example.com/", GOOGLE_CLIENT_ID="client", GOOGLE_CLIENT_SECRET="made-up")

    settings = load_settings()

    assert settings.public_url == "https://bot.example.com"
    assert settings.google_client_secret.get_secret_value() == "made-up"
    assert "made-up" not in repr(settings.google_client_secret)
    assert (settings.microsoft_client_id, settings.microsoft_tenant) == (None, "organizations")
    assert settings.calendar_owner_check is OwnerCheck.EMAIL


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"PUBLIC_URL": "http://bot.example.com"}, "PUBLIC_URL must start with https://"),
        ({"PUBLIC_URL": "bot.example.com"}, "PUBLIC_URL must be a URL"),
        ({"GOOGLE_CLIENT_ID": "client"}, "GOOGLE_CLIENT_SECRET and GOOGLE_CLIENT_ID belong together"),
        ({"GOOGLE_CLIENT_SECRET": "made-up"}, "GOOGLE_CLIENT_SECRET and GOOGLE_CLIENT_ID belong together"),
        ({"MICROSOFT_CLIENT_ID": "client"}, "MICROSOFT_CLIENT_SECRET and MICROSOFT_CLIENT_ID belong together"),
        ({"MICROSOFT_TENANT": "a/b"}, "MICROSOFT_TENANT must be your Entra tenant ID"),
        ({"GOOGLE_OAUTH_URL": "http://accounts.example.com"}, "GOOGLE_OAUTH_URL must start with https://"),
        ({"CALENDAR_OWNER_CHECK": "trust"}, "CALENDAR_OWNER_CHECK must be email, slack or domain"),
        ({"CALENDAR_OWNER_CHECK": "slack"}, "SLACK_CLIENT_SECRET and SLACK_CLIENT_ID must be set"),
    ],
)
def test_a_wrong_setting_of_calendars_is_named_with_what_helps(environment, variables, said):
    environment(**variables)

    assert complaint().startswith(said)


def test_sign_in_with_slack_is_used_where_both_of_its_client_are_set(environment):
    environment(PUBLIC_URL="https://bot.example.com", SLACK_CLIENT_ID="1.2", SLACK_CLIENT_SECRET="made-up")

    assert load_settings().signs_in_with_slack


@pytest.mark.parametrize("missing", ["PUBLIC_URL", "SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET"])
def test_half_of_it_is_not_used(environment, missing):
    given = {"PUBLIC_URL": "https://bot.example.com", "SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "made-up"}
    environment(**{**given, missing: None})

    assert not load_settings().signs_in_with_slack


def test_summaries_are_off_until_someone_switches_them_on(environment):
    environment()

    settings = load_settings()

    assert (settings.summary_provider, settings.summary_model, settings.summary_api_key) == ("off", None, None)
    assert settings.configuration.summaries.tokens_per_day == 2_000_000


def test_a_model_that_writes_summaries_needs_a_name_and_a_key(environment):
    environment(
        SUMMARY_PROVIDER="OpenAI",
        SUMMARY_MODEL="pretend-1",
        SUMMARY_API_KEY="made-up",
        SUMMARY_BASE_URL="https://llm.example.com/v1/",
    )

    settings = load_settings()

    assert (settings.summary_provider, settings.summary_model) == ("openai", "pretend-1")
    assert settings.summary_base_url == "https://llm.example.com/v1"
    assert "made-up" not in repr(settings.summary_api_key)


def test_a_model_on_this_machine_needs_no_key(environment):
    environment(SUMMARY_PROVIDER="openai", SUMMARY_MODEL="pretend-1", SUMMARY_BASE_URL="http://127.0.0.1:11434/v1")

    assert load_settings().summary_api_key is None


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"SUMMARY_PROVIDER": "gpt"}, "SUMMARY_PROVIDER must be off, highlights, openai or anthropic, not gpt."),
        (
            {"SUMMARY_PROVIDER": "openai", "SUMMARY_API_KEY": "made-up"},
            "SUMMARY_MODEL isn't set. With SUMMARY_PROVIDER=openai it must be the name of the model that writes "
            "summaries, as its provider lists it.",
        ),
        (
            {"SUMMARY_PROVIDER": "anthropic", "SUMMARY_MODEL": "pretend-1"},
            "SUMMARY_API_KEY isn't set. With SUMMARY_PROVIDER=anthropic it must be your provider's API key.",
        ),
        (
            {"SUMMARY_API_KEY": "two words"},
            "SUMMARY_API_KEY isn't an API key: copy it again from your model's provider.",
        ),
        (
            {"SUMMARY_BASE_URL": "http://llm.example.com/v1"},
            "SUMMARY_BASE_URL must start with https://. Plain http works only for this machine (127.0.0.1).",
        ),
        ({"SUMMARY_TIMEOUT_SECONDS": "1"}, "SUMMARY_TIMEOUT_SECONDS must be a whole number from 5 to 900, not 1."),
    ],
)
def test_what_is_wrong_with_a_model_is_one_plain_message(environment, variables, said):
    environment(**variables)

    assert complaint() == said
