"""Build the app manifest that an admin pastes into Slack. https://docs.slack.dev/reference/app-manifest"""

from pathlib import Path
from typing import Any

import yaml

from bot.blocks.messages.help import STEP_TITLE
from bot.blocks.names import MENTIONS_SCOPE, SLACKBOT_SCOPE, WORKFLOW_STEP, StepInput, StepOutput
from bot.core.errors import SetupError
from bot.urls import public_base

_PACKAGE = Path(__file__).parent
# In an installed wheel the file lies in the package, in a checkout beside it.
_PLACES = (_PACKAGE / "manifest.yml", _PACKAGE.parent / "manifest.yml")


def build_manifest(
    base: str | None = None,
    *,
    has_mentions: bool = False,
    has_workflow_step: bool = False,
    has_slackbot: bool = False,
) -> str:
    """For Socket Mode, or for HTTP mode at `base`, such as https://bot.example.com. Raises SetupError.

    The rest add what each needs, which an installation can do without.
    """
    if has_slackbot and base is None:
        raise SetupError("--slackbot needs --url: Slackbot calls this app over https.")
    if base is None and not has_mentions and not has_workflow_step:
        return _file()
    manifest, head = yaml.safe_load(_file()), ""
    if has_mentions:
        _hear_mentions(manifest)
    if has_workflow_step:
        _offer_step(manifest)
    if base is not None:
        address = _check(base)
        _listen_at(manifest, f"{address}/slack/events")
        if has_slackbot:
            _let_slackbot_in(manifest, f"{address}/mcp")
        head = f"# Recall's webhooks go to {address}/recall/webhooks; set that in Recall's dashboard.\n"
    return head + yaml.safe_dump(manifest, sort_keys=False, allow_unicode=True, width=120)


def _file() -> str:
    return next(place for place in _PLACES if place.exists()).read_text(encoding="utf-8")


def _check(base: str) -> str:
    try:
        return public_base(base)
    except ValueError as error:
        raise SetupError(f"--url {error}") from None


def _hear_mentions(manifest: dict[str, Any]) -> None:
    """https://docs.slack.dev/reference/events/app_mention"""
    scopes = manifest["oauth_config"]["scopes"]
    scopes["bot"].append(MENTIONS_SCOPE)
    scopes["bot_optional"].append(MENTIONS_SCOPE)
    manifest["settings"]["event_subscriptions"]["bot_events"].append("app_mention")


def _let_slackbot_in(manifest: dict[str, Any], url: str) -> None:
    """Slackbot signs its requests as Slack signs all others. https://docs.slack.dev/ai/slackbot-mcp-client"""
    scopes = manifest["oauth_config"]["scopes"]
    scopes["bot"].append(SLACKBOT_SCOPE)
    scopes["bot_optional"].append(SLACKBOT_SCOPE)
    manifest["mcp_servers"] = {"recall-schedule": {"url": url, "auth_type": "slack_identity_auth"}}


def _offer_step(manifest: dict[str, Any]) -> None:
    """A custom step runs on our side (`remote`); in an org, Slack offers it once the app is installed there.

    https://docs.slack.dev/workflows/workflow-steps
    """
    manifest["functions"] = {WORKFLOW_STEP: _step()}
    settings = manifest["settings"]
    settings["event_subscriptions"]["bot_events"].append("function_executed")
    settings["org_deploy_enabled"] = True
    settings |= {"function_runtime": "remote", "hermes_app_type": "remote"}


def _step() -> dict[str, Any]:
    """Saved workflows keep the names of the parameters: none may be renamed or become required."""
    return {
        "title": STEP_TITLE,
        "description": "Send a Recall.ai bot to record a meeting",
        "input_parameters": {
            "properties": {
                StepInput.LINK.value: _text("Meeting link", "A meeting link, or the link of a calendar event"),
                StepInput.STARTS_AT.value: _parameter(
                    "slack#/types/timestamp", "Join at", "When the bot joins. Leave empty to follow the calendar"
                ),
                StepInput.PRESET.value: _text("Preset", "The name of a preset. Leave empty for the usual settings"),
                StepInput.CHANNEL.value: _parameter(
                    "slack#/types/channel_id", "Post updates in", "Leave empty to send them to the person"
                ),
                StepInput.PERSON.value: _parameter(
                    "slack#/types/user_context", "Person", "Who the bot is scheduled for: the one using the workflow"
                ),
            },
            "required": [StepInput.LINK.value, StepInput.PERSON.value],
        },
        "output_parameters": {
            "properties": {
                StepOutput.BOOKING.value: _text("Booking", "The booking's ID"),
                StepOutput.STATUS.value: _text("Status", "The bot's status, such as Scheduled"),
                StepOutput.JOINS_AT.value: _parameter("slack#/types/timestamp", "Joins at", "When the bot joins"),
                StepOutput.CARD.value: _text("Card", "A link to the message that shows the bot's status"),
            },
            "required": [StepOutput.BOOKING.value, StepOutput.STATUS.value],
        },
    }


def _text(title: str, description: str) -> dict[str, Any]:
    return _parameter("string", title, description)


def _parameter(kind: str, title: str, description: str) -> dict[str, Any]:
    return {"type": kind, "title": title, "description": description}


def _listen_at(manifest: dict[str, Any], url: str) -> None:
    for command in manifest["features"]["slash_commands"]:
        command["url"] = url
    settings = manifest["settings"]
    settings["interactivity"] |= {"request_url": url, "message_menu_options_url": url}
    settings["event_subscriptions"] = {"request_url": url} | settings["event_subscriptions"]
    settings["socket_mode_enabled"] = False
