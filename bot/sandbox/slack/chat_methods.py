"""Implement `chat.*`. https://docs.slack.dev/reference/methods?family=chat"""

from dataclasses import replace

from bot.sandbox.slack.api_method import Method, Tier, require_argument
from bot.sandbox.slack.directory import Channel
from bot.sandbox.slack.message_content import UPDATED_TEXT_LIMIT, read_content
from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.wire import ApiError, Json
from bot.sandbox.slack.workspace import Workspace


def post_message(workspace: Workspace, args: Json) -> Json:
    channel = _channel_to_post_in(workspace, require_argument(args, "channel"))
    content = read_content(args)
    message = workspace.messages.add(
        Message(
            channel_id=channel.id,
            ts=workspace.messages.next_ts(),
            author=workspace.installation.author,
            text=content.text,
            blocks=content.blocks,
            more=content.more,
            thread_ts=_thread(workspace, channel, args),
        )
    )
    return {"channel": channel.id, "ts": message.ts, "message": message.raw}


def update(workspace: Workspace, args: Json) -> Json:
    """Whatever is not sent again is gone: text alone takes the blocks away."""
    message = _own_message(workspace, args, "ts", "cant_update_message")
    content = read_content(args, UPDATED_TEXT_LIMIT)
    changed = workspace.messages.change(
        replace(
            message,
            text=content.text,
            blocks=content.blocks,
            more=content.more,
            edited_ts=workspace.messages.next_ts(),
        )
    )
    return {"channel": changed.channel_id, "ts": changed.ts, "text": changed.text, "message": changed.raw}


def delete(workspace: Workspace, args: Json) -> Json:
    message = _own_message(workspace, args, "ts", "cant_delete_message")
    workspace.messages.delete(message)
    return {"channel": message.channel_id, "ts": message.ts}


def post_ephemeral(workspace: Workspace, args: Json) -> Json:
    channel = _visible_channel(workspace, require_argument(args, "channel"))
    user_id = require_argument(args, "user")
    content = read_content(args)
    if channel.is_archived:
        raise ApiError("is_archived")
    if not workspace.directory.app_is_in(channel):
        raise ApiError("not_in_channel")
    if user_id not in channel.members:
        raise ApiError("user_not_in_channel")
    message = workspace.messages.add(
        Message(
            channel_id=channel.id,
            ts=workspace.messages.next_ts(),
            author=workspace.installation.author,
            text=content.text,
            blocks=content.blocks,
            more=content.more,
            thread_ts=_thread(workspace, channel, args),
            visible_to=user_id,
        )
    )
    return {"message_ts": message.ts}


def get_permalink(workspace: Workspace, args: Json) -> Json:
    channel = _visible_channel(workspace, require_argument(args, "channel"))
    message = workspace.messages.find(channel.id, require_argument(args, "message_ts"))
    if message is None or message.is_ephemeral:
        raise ApiError("message_not_found")
    place = f"https://{workspace.installation.team_domain}.slack.test/archives/{channel.id}"
    thread = f"?thread_ts={message.thread_ts}&cid={channel.id}" if message.is_reply else ""
    return {"channel": channel.id, "permalink": f"{place}/p{message.ts.replace('.', '')}{thread}"}


def _visible_channel(workspace: Workspace, channel_id: str) -> Channel:
    channel = workspace.directory.channel(channel_id)
    if not channel.is_visible_to(workspace.installation.bot_user_id):
        raise ApiError("channel_not_found")
    return channel


def _channel_to_post_in(workspace: Workspace, channel_id: str) -> Channel:
    channel = _addressed_channel(workspace, channel_id)
    if channel.id in workspace.refusals:
        raise ApiError(workspace.refusals[channel.id])
    if channel.is_archived:
        raise ApiError("is_archived")
    if channel.kind == "im" and not workspace.installation.messages_tab_enabled:
        raise ApiError("messages_tab_disabled")
    may_post_uninvited = channel.kind == "public" and "chat:write.public" in workspace.installation.scopes
    if not workspace.directory.app_is_in(channel) and not may_post_uninvited:
        raise ApiError("not_in_channel")
    return channel


def _addressed_channel(workspace: Workspace, channel_id: str) -> Channel:
    """A person's id stands for their direct messages with the app, which are opened if need be."""
    if channel_id[:1] not in {"U", "W"}:
        return _visible_channel(workspace, channel_id)
    user = workspace.directory.users.get(channel_id)
    if user is None or user.deleted or user.is_bot:
        raise ApiError("channel_not_found")
    return workspace.directory.open_direct_message(user.id)


def _thread(workspace: Workspace, channel: Channel, args: Json) -> str | None:
    if args.get("thread_ts") is None:
        return None
    first = workspace.messages.find(channel.id, require_argument(args, "thread_ts"))
    if first is None or first.is_reply or first.is_ephemeral:
        raise ApiError("cannot_reply_to_message")
    return first.ts


def _own_message(workspace: Workspace, args: Json, name: str, refusal: str) -> Message:
    channel = _visible_channel(workspace, require_argument(args, "channel"))
    message = workspace.messages.find(channel.id, require_argument(args, name))
    if message is None or message.is_ephemeral or "subtype" in message.more:
        raise ApiError("message_not_found")
    if not message.is_from_app:
        raise ApiError(refusal)
    return message


CHAT_METHODS = {
    "chat.postMessage": Method(post_message, Tier.SPECIAL, "chat:write"),
    "chat.update": Method(update, Tier.THREE, "chat:write"),
    "chat.delete": Method(delete, Tier.THREE, "chat:write"),
    "chat.postEphemeral": Method(post_ephemeral, Tier.FOUR, "chat:write"),
    "chat.getPermalink": Method(get_permalink, Tier.SPECIAL),
}
