"""Implement `users.*`, `conversations.*` and `auth.test`. https://docs.slack.dev/reference/methods"""

from bot.sandbox.slack.api_method import Method, Tier, invalid_arguments, require_argument, require_scope
from bot.sandbox.slack.directory import Channel
from bot.sandbox.slack.wire import ApiError, Json
from bot.sandbox.slack.workspace import Workspace

_SCOPE_PREFIX = {"public": "channels", "private": "groups", "mpim": "mpim", "im": "im"}


def api_test(_workspace: Workspace, args: Json) -> Json:
    if args.get("error"):
        raise ApiError(require_argument(args, "error"))
    return {"args": args}


def auth_test(workspace: Workspace, _args: Json) -> Json:
    installation = workspace.installation
    return {
        "url": f"https://{installation.team_domain}.slack.test/",
        "team": installation.team_domain.title(),
        "team_id": installation.team_id,
        "user": installation.app_name,
        "user_id": installation.bot_user_id,
        "bot_id": installation.bot_id,
        "is_enterprise_install": False,
    }


def users_info(workspace: Workspace, args: Json) -> Json:
    user = workspace.directory.user(require_argument(args, "user"))
    with_email = "users:read.email" in workspace.installation.scopes
    return {"user": user.payload(with_email=with_email, now=workspace.clock.now())}


def users_lookup_by_email(workspace: Workspace, args: Json) -> Json:
    email = require_argument(args, "email").lower()
    for user in workspace.directory.users.values():
        if user.email and user.email.lower() == email and not user.deleted:
            return {"user": user.payload(with_email=True, now=workspace.clock.now())}
    raise ApiError("users_not_found")


def conversations_info(workspace: Workspace, args: Json) -> Json:
    channel = _readable_channel(workspace, require_argument(args, "channel"))
    is_member = workspace.directory.app_is_in(channel)
    return {"channel": channel.payload() | {"is_member": is_member}}


def conversations_members(workspace: Workspace, args: Json) -> Json:
    channel = _readable_channel(workspace, require_argument(args, "channel"))
    return {"members": sorted(channel.members), "response_metadata": {"next_cursor": ""}}


def conversations_open(workspace: Workspace, args: Json) -> Json:
    users = args.get("users") or ""
    user_ids = [user_id for user_id in (users if isinstance(users, list) else users.split(",")) if user_id]
    if not user_ids:
        raise invalid_arguments("[ERROR] missing required field: users")
    require_scope(workspace.installation, "im:write" if len(user_ids) == 1 else "mpim:write")
    for user_id in user_ids:
        if workspace.directory.user(user_id).deleted:
            raise ApiError("user_disabled")
    bot = [workspace.installation.bot_user_id] if len(user_ids) > 1 else []
    channel = workspace.directory.open_direct_message(*user_ids, *bot)
    return {"channel": {"id": channel.id}}


def _readable_channel(workspace: Workspace, channel_id: str) -> Channel:
    """Without any of the scopes nothing is said of a conversation, not even that there is none."""
    scopes = [f"{prefix}:read" for prefix in _SCOPE_PREFIX.values()]
    if workspace.installation.scopes.isdisjoint(scopes):
        require_scope(workspace.installation, ",".join(scopes))
    channel = workspace.directory.channel(channel_id)
    require_scope(workspace.installation, f"{_SCOPE_PREFIX[channel.kind]}:read")
    if not channel.is_visible_to(workspace.installation.bot_user_id):
        raise ApiError("channel_not_found")
    return channel


DIRECTORY_METHODS = {
    "api.test": Method(api_test, Tier.FOUR, token="none"),
    "auth.test": Method(auth_test, Tier.SPECIAL),
    "users.info": Method(users_info, Tier.FOUR, "users:read"),
    "users.lookupByEmail": Method(users_lookup_by_email, Tier.THREE, "users:read.email"),
    "conversations.info": Method(conversations_info, Tier.THREE),
    "conversations.members": Method(conversations_members, Tier.FOUR),
    "conversations.open": Method(conversations_open, Tier.THREE),
}
