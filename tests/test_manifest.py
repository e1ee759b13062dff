"""Check that Slack accepts the manifest, and that it agrees with the code."""

from pathlib import Path
from typing import Any

import pytest
import yaml

import bot
from bot.blocks.messages.help import SHORTCUT_TITLE
from bot.blocks.names import APP_NAME, COMMAND, GLOBAL_SHORTCUT, SHORTCUT, WORKFLOW_STEP, StepInput, StepOutput
from bot.core.errors import SetupError
from bot.doctor.slack import NEEDED_SCOPES, USEFUL_SCOPES
from bot.manifest import build_manifest

# https://docs.slack.dev/reference/app-manifest
LONGEST = {
    ("display_information", "name"): 35,
    ("display_information", "description"): 140,
    ("features", "bot_user", "display_name"): 80,
    ("features", "slash_commands", 0, "command"): 32,
    ("features", "slash_commands", 0, "description"): 2000,
    ("features", "slash_commands", 0, "usage_hint"): 1000,
    ("features", "shortcuts", 0, "name"): 24,
    ("features", "shortcuts", 0, "callback_id"): 255,
    ("features", "shortcuts", 0, "description"): 150,
    ("features", "shortcuts", 1, "name"): 24,
    ("features", "shortcuts", 1, "callback_id"): 255,
    ("features", "shortcuts", 1, "description"): 150,
}
# Where Slack sends something over HTTP; in Socket Mode it refuses none of them, and needs none.
ADDRESSES = [
    ("features", "slash_commands", 0, "url"),
    ("settings", "interactivity", "request_url"),
    ("settings", "interactivity", "message_menu_options_url"),
    ("settings", "event_subscriptions", "request_url"),
]


def at(manifest: Any, place: tuple[str | int, ...]) -> Any:
    for step in place:
        if isinstance(step, str) and step not in manifest:
            return None
        manifest = manifest[step]
    return manifest


@pytest.fixture
def manifest() -> Any:
    return yaml.safe_load(build_manifest())


@pytest.mark.parametrize(("place", "limit"), LONGEST.items())
def test_every_text_fits(manifest, place, limit):
    assert 0 < len(at(manifest, place)) <= limit


def test_it_is_spelled_as_the_code_spells_it(manifest):
    features = manifest["features"]

    assert [command["command"] for command in features["slash_commands"]] == [COMMAND]
    assert [shortcut["name"] for shortcut in features["shortcuts"]] == [SHORTCUT_TITLE] * 2
    assert [(shortcut["type"], shortcut["callback_id"]) for shortcut in features["shortcuts"]] == [
        ("message", SHORTCUT),
        ("global", GLOBAL_SHORTCUT),
    ]
    assert features["bot_user"]["display_name"] == APP_NAME  # by which people mention it


def test_it_asks_for_the_scopes_that_doctor_looks_for(manifest):
    scopes = manifest["oauth_config"]["scopes"]

    assert set(scopes["bot"]) == {*NEEDED_SCOPES, *USEFUL_SCOPES}
    assert len(scopes["bot"]) == len(set(scopes["bot"]))
    assert set(scopes["bot_optional"]) <= set(USEFUL_SCOPES)


def test_the_file_is_for_socket_mode(manifest):
    assert manifest["settings"]["socket_mode_enabled"] is True
    assert [at(manifest, place) for place in ADDRESSES] == [None] * 4


def test_people_can_open_the_home_tab_and_be_written_to(manifest):
    home = manifest["features"]["app_home"]

    assert home["home_tab_enabled"]
    assert home["messages_tab_enabled"]
    assert home["messages_tab_read_only_enabled"]  # no one would read what is written there
    assert manifest["settings"]["event_subscriptions"]["bot_events"] == ["app_home_opened", "user_change"]
    assert manifest["settings"]["interactivity"]["is_enabled"]


def test_what_people_type_arrives_as_typed(manifest):
    assert manifest["features"]["slash_commands"][0]["should_escape"] is False


@pytest.mark.parametrize(
    ("base", "address"),
    [
        ("https://bot.example.com", "https://bot.example.com/slack/events"),
        ("https://bot.example.com/", "https://bot.example.com/slack/events"),
        ("https://example.com:8443/bot/", "https://example.com:8443/bot/slack/events"),
    ],
)
def test_the_http_form_names_one_address_everywhere(base, address):
    manifest = yaml.safe_load(build_manifest(base))

    assert [at(manifest, place) for place in ADDRESSES] == [address] * 4
    assert manifest["settings"]["socket_mode_enabled"] is False


def test_the_http_form_differs_in_nothing_else(manifest):
    http = yaml.safe_load(build_manifest("https://bot.example.com"))

    for *way, last in ADDRESSES:
        del at(http, tuple(way))[last]
    http["settings"]["socket_mode_enabled"] = True

    assert http == manifest


def test_the_http_form_says_where_recalls_webhooks_go():
    assert "https://bot.example.com/recall/webhooks" in build_manifest("https://bot.example.com")


@pytest.mark.parametrize("base", ["http://127.0.0.1:3000", "bot.example.com", "https://", "https://x.test/?a=b"])
def test_another_address_than_https_is_refused(base):
    with pytest.raises(SetupError, match="--url"):
        build_manifest(base)


def test_an_installed_package_brings_the_file(manifest):
    wheel = (Path(bot.__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8")

    assert '"manifest.yml" = "bot/manifest.yml"' in wheel


def test_mentions_add_an_optional_scope_and_an_event_and_nothing_else(manifest):
    with_mentions = yaml.safe_load(build_manifest(has_mentions=True))

    assert with_mentions["oauth_config"]["scopes"]["bot"].pop() == "app_mentions:read"
    assert with_mentions["oauth_config"]["scopes"]["bot_optional"].pop() == "app_mentions:read"
    assert with_mentions["settings"]["event_subscriptions"]["bot_events"].pop() == "app_mention"
    assert with_mentions == manifest


def test_the_step_adds_a_function_its_event_and_where_it_runs_and_no_scope(manifest):
    with_step = yaml.safe_load(build_manifest(has_workflow_step=True))

    assert list(with_step.pop("functions")) == [WORKFLOW_STEP]
    assert with_step["settings"]["event_subscriptions"]["bot_events"].pop() == "function_executed"
    assert with_step["settings"].pop("function_runtime") == "remote"
    assert with_step["settings"].pop("hermes_app_type") == "remote"
    assert with_step["settings"].pop("org_deploy_enabled") is True
    assert with_step == {**manifest, "settings": without(manifest["settings"], "org_deploy_enabled")}


def test_the_steps_parameters_are_those_that_the_code_reads_and_the_person_is_none_that_a_builder_sets():
    step = yaml.safe_load(build_manifest(has_workflow_step=True))["functions"][WORKFLOW_STEP]
    inputs, outputs = step["input_parameters"], step["output_parameters"]

    assert set(inputs["properties"]) == set(StepInput)
    assert set(outputs["properties"]) == set(StepOutput)
    assert inputs["required"] == [StepInput.LINK, StepInput.PERSON]  # none may be added: saved workflows lack it
    assert inputs["properties"][StepInput.PERSON]["type"] == "slack#/types/user_context"


def test_slackbot_adds_an_optional_scope_and_a_server_that_it_signs_for(manifest):
    base = "https://bot.example.com"
    with_slackbot, without = (yaml.safe_load(build_manifest(base, has_slackbot=is_on)) for is_on in (True, False))

    server = {"url": "https://bot.example.com/mcp", "auth_type": "slack_identity_auth"}
    assert with_slackbot.pop("mcp_servers") == {"recall-schedule": server}
    assert with_slackbot["oauth_config"]["scopes"]["bot"].pop() == "mcp:connect"
    assert with_slackbot["oauth_config"]["scopes"]["bot_optional"].pop() == "mcp:connect"
    assert with_slackbot == without


def test_slackbot_needs_an_address():
    with pytest.raises(SetupError, match="--slackbot needs --url"):
        build_manifest(has_slackbot=True)


def test_both_go_with_the_http_form():
    manifest = yaml.safe_load(build_manifest("https://bot.example.com", has_mentions=True, has_workflow_step=True))

    assert manifest["settings"]["socket_mode_enabled"] is False
    assert manifest["settings"]["event_subscriptions"]["bot_events"][-2:] == ["app_mention", "function_executed"]


def without(mapping: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in mapping.items() if key != name}
