"""Implement `views.*`. https://docs.slack.dev/reference/methods?family=views"""

from collections.abc import Callable

from bot.sandbox.slack.api_method import Method, Tier, invalid_arguments, require_argument
from bot.sandbox.slack.block_kit import is_too_large, problems_of_home, problems_of_modal
from bot.sandbox.slack.block_kit_rules import Problem
from bot.sandbox.slack.views import View
from bot.sandbox.slack.wire import ApiError, Json
from bot.sandbox.slack.workspace import Workspace


def open_view(workspace: Workspace, args: Json) -> Json:
    content = _content(args, problems_of_modal)
    trigger = workspace.triggers.spend(require_argument(args, "trigger_id"))
    origin = workspace.directory.channels.get(trigger.channel_id or "")
    return _answer(workspace, workspace.views.open(trigger.user_id, content, origin))


def push(workspace: Workspace, args: Json) -> Json:
    content = _content(args, problems_of_modal)
    trigger = workspace.triggers.spend(require_argument(args, "trigger_id"))
    if trigger.view_id is None:
        raise ApiError("invalid_trigger_id")
    workspace.views.find(trigger.view_id)
    return _answer(workspace, workspace.views.push(trigger.user_id, content))


def update(workspace: Workspace, args: Json) -> Json:
    if not args.get("view_id") and not args.get("external_id"):
        raise invalid_arguments("[ERROR] missing required field: view_id")
    view = workspace.views.find(args.get("view_id"), args.get("external_id"))
    is_home = view is workspace.views.home_of(view.user_id)
    content = _content(args, problems_of_home if is_home else problems_of_modal)
    _refuse_other_hash(args, view)
    return _answer(workspace, workspace.views.update(view, content))


def publish(workspace: Workspace, args: Json) -> Json:
    if not workspace.installation.home_tab_enabled:
        raise ApiError("not_enabled")
    content = _content(args, problems_of_home)
    user = workspace.directory.user(require_argument(args, "user_id"))
    home = workspace.views.home_of(user.id)
    if home:
        _refuse_other_hash(args, home)
    return _answer(workspace, workspace.views.publish(user.id, content))


def _content(args: Json, problems_of: Callable[[object], list[Problem]]) -> Json:
    view = args.get("view")
    if not isinstance(view, dict):
        raise invalid_arguments("[ERROR] must provide an object [json-pointer:/view]")
    if is_too_large(view):
        raise ApiError("view_too_large")
    problems = problems_of(view)
    if problems:
        raise invalid_arguments(*problems)
    return view


def _refuse_other_hash(args: Json, view: View) -> None:
    if args.get("hash") and args["hash"] != view.hash:
        raise ApiError("hash_conflict")


def _answer(workspace: Workspace, view: View) -> Json:
    return {"view": view.payload(workspace.installation)}


VIEW_METHODS = {
    "views.open": Method(open_view, Tier.FOUR),
    "views.push": Method(push, Tier.FOUR),
    "views.update": Method(update, Tier.FOUR),
    "views.publish": Method(publish, Tier.FOUR),
}
