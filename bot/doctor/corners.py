"""Say which of the optional corners of Slack are on, and how each is turned on. None of them is needed."""

from bot.blocks.names import MENTIONS_SCOPE, SLACKBOT_SCOPE
from bot.doctor.finding import Finding, ok
from bot.environment.command_names import name_command
from bot.settings import Settings


def describe_corners(scopes: frozenset[str] | None, settings: Settings) -> list[Finding]:
    """`scopes` None: Slack did not say."""
    mentions = [] if scopes is None else [_describe_mentions(MENTIONS_SCOPE in scopes)]
    agents = _describe_agents(settings, SLACKBOT_SCOPE in (scopes or ()))
    return [*mentions, _describe_step(settings.workflow_step_enabled), agents]


def _describe_mentions(are_on: bool) -> Finding:
    if are_on:
        return ok("Mentions: on. People can mention the app in channels it's in.")
    return ok(f"Mentions: off. `{name_command('manifest --mentions')}` adds the scope {MENTIONS_SCOPE}.")


def _describe_step(is_on: bool) -> Finding:
    if is_on:
        needs = f"`{name_command('manifest --workflow-step')}`"
        return ok(f"Workflow Builder: on. Slack offers the step if the app has the manifest of {needs}.")
    return ok("Workflow Builder: off. WORKFLOW_STEP_ENABLED=true turns its step on.")


def _describe_agents(settings: Settings, has_slackbot: bool) -> Finding:
    if not settings.mcp_enabled:
        return ok("AI agents: off. MCP_ENABLED=true turns /mcp on; docs/mcp.md shows how.")
    if settings.uses_socket_mode:
        return ok("AI agents: on, with tokens. Slackbot needs HTTP mode, since it signs its requests.")
    if has_slackbot:
        return ok("AI agents: on, with tokens and from Slackbot.")
    return ok(f"AI agents: on, with tokens. `{name_command('manifest --slackbot --url BASE')}` lets Slackbot in.")
