"""Implement `functions.*`. https://docs.slack.dev/reference/methods?family=functions"""

from bot.sandbox.slack.api_method import Method, Tier, invalid_arguments, require_argument
from bot.sandbox.slack.wire import Json
from bot.sandbox.slack.workspace import Workspace


def complete_success(workspace: Workspace, args: Json) -> Json:
    execution_id, outputs = require_argument(args, "function_execution_id"), args.get("outputs")
    if not isinstance(outputs, dict):
        raise invalid_arguments("[ERROR] missing required field: outputs")
    workspace.workflows.complete(execution_id, outputs, workspace.installation.functions)
    return {}


def complete_error(workspace: Workspace, args: Json) -> Json:
    """The person who started the workflow reads it from Slackbot."""
    execution_id, error = require_argument(args, "function_execution_id"), require_argument(args, "error")
    workspace.workflows.fail(execution_id, error)
    return {}


FUNCTION_METHODS = {
    "functions.completeSuccess": Method(complete_success, Tier.THREE),
    "functions.completeError": Method(complete_error, Tier.THREE),
}
