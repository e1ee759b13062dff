"""Build the payloads that Slack sends to the app. https://docs.slack.dev/reference/interaction-payloads"""

from collections.abc import Mapping
from typing import Any

from bot.sandbox.slack.directory import Channel, User
from bot.sandbox.slack.form_values import Key, state_payload, values_when_shown
from bot.sandbox.slack.generated_ids import next_id
from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.response_urls import ResponseUrl
from bot.sandbox.slack.views import View
from bot.sandbox.slack.wire import Json
from bot.sandbox.slack.workflows import Execution
from bot.sandbox.slack.workspace import Workspace

Surface = View | Message


class Payloads:
    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def command(self, user: User, channel: Channel, command: str, text: str) -> tuple[Json, ResponseUrl]:
        """The fields of a form. https://docs.slack.dev/interactivity/implementing-slash-commands"""
        installation = self._workspace.installation
        url = self._workspace.response_urls.issue(user.id, channel.id)
        fields = {
            "token": installation.verification_token,
            "team_id": installation.team_id,
            "team_domain": installation.team_domain,
            "channel_id": channel.id,
            "channel_name": channel.name_in_payloads,
            "user_id": user.id,
            "user_name": user.name,
            "command": command,
            "text": text,
            "api_app_id": installation.app_id,
            "is_enterprise_install": "false",
            "response_url": self._workspace.response_url(url.secret),
            "trigger_id": self._workspace.triggers.issue(user.id, channel.id),
        }
        return fields, url

    def message_shortcut(self, user: User, channel: Channel, callback_id: str, message: Message) -> Json:
        url = self._workspace.response_urls.issue(user.id, channel.id)
        return {
            "type": "message_action",
            **self._common_fields(user),
            "callback_id": callback_id,
            "trigger_id": self._workspace.triggers.issue(user.id, channel.id),
            "response_url": self._workspace.response_url(url.secret),
            "action_ts": self._workspace.messages.next_ts(),
            "message_ts": message.ts,
            "channel": {"id": channel.id, "name": channel.name_in_payloads},
            "message": message.raw,
        }

    def global_shortcut(self, user: User, callback_id: str) -> Json:
        """It knows no conversation and brings no response_url.

        https://docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload
        """
        return {
            "type": "shortcut",
            **self._common_fields(user),
            "callback_id": callback_id,
            "trigger_id": self._workspace.triggers.issue(user.id),
            "action_ts": self._workspace.messages.next_ts(),
        }

    def block_actions(self, user: User, surface: Surface, action: Json) -> Json:
        if isinstance(surface, View):
            where = self._view_fields(surface)
            trigger_id = self._workspace.triggers.issue(user.id, view_id=surface.id)
        else:
            where = self._message_fields(user, surface, action)
            trigger_id = self._workspace.triggers.issue(user.id, surface.channel_id)
        return {
            "type": "block_actions",
            **self._common_fields(user),
            **where,
            "trigger_id": trigger_id,
            "actions": [action | {"action_ts": self._workspace.messages.next_ts()}],
        }

    def block_suggestion(self, user: User, surface: Surface, key: Key, query: str) -> Json:
        where = self._view_fields(surface) if isinstance(surface, View) else self._container(surface)
        block_id, action_id = key
        return {
            "type": "block_suggestion",
            **self._common_fields(user),
            **where,
            "block_id": block_id,
            "action_id": action_id,
            "value": query,
        }

    def view_submission(self, user: User, view: View) -> Json:
        return {
            "type": "view_submission",
            **self._common_fields(user),
            "trigger_id": self._workspace.triggers.issue(user.id, view_id=view.id),
            "view": view.payload(self._workspace.installation),
            "response_urls": self._response_urls(user, view),
        }

    def view_closed(self, user: User, view: View, *, is_cleared: bool) -> Json:
        return {
            "type": "view_closed",
            **self._common_fields(user),
            "view": view.payload(self._workspace.installation),
            "is_cleared": is_cleared,
        }

    def app_home_opened(self, user: User, tab: str) -> Json:
        """https://docs.slack.dev/reference/events/app_home_opened"""
        installation = self._workspace.installation
        event: Json = {
            "type": "app_home_opened",
            "user": user.id,
            "channel": self._workspace.directory.open_direct_message(user.id).id,
            "tab": tab,
            "event_ts": self._workspace.messages.next_ts(),
        }
        home = self._workspace.views.home_of(user.id)
        if home:
            event |= {"view": home.payload(installation)}
        return self._event(event)

    def app_mention(self, message: Message) -> Json:
        """The message that names the app, as it stands in the conversation.

        https://docs.slack.dev/reference/events/app_mention
        """
        raw = {name: value for name, value in message.raw.items() if name != "type"}
        event = {"type": "app_mention", **raw, "channel": message.channel_id, "event_ts": message.ts}
        return self._event(event)

    def function_executed(self, execution: Execution) -> Json:
        """https://docs.slack.dev/reference/events/function_executed"""
        installation, callback_id = self._workspace.installation, execution.workflow.callback_id
        declared = installation.functions[callback_id]
        event = {
            "type": "function_executed",
            "function": {
                "id": "Fn0EXAMPLE",
                "callback_id": callback_id,
                "title": declared["title"],
                "description": declared["description"],
                "type": "app",
                "app_id": installation.app_id,
                "input_parameters": _parameters(declared["input_parameters"]),
                "output_parameters": _parameters(declared["output_parameters"]),
            },
            "inputs": execution.inputs,
            "function_execution_id": execution.id,
            "workflow_execution_id": f"Wx{execution.id[2:]}",
            "event_ts": self._workspace.messages.next_ts(),
            "bot_access_token": "xwfp-pretend-just-in-time-token",
        }
        return self._event(event)

    def user_change(self, user: User) -> Json:
        """https://docs.slack.dev/reference/events/user_change"""
        now = self._workspace.clock.now()
        event = {
            "type": "user_change",
            "user": user.payload(with_email=True, now=now),
            "cache_ts": int(now.timestamp()),
            "event_ts": self._workspace.messages.next_ts(),
        }
        return self._event(event)

    def _event(self, event: Json) -> Json:
        installation = self._workspace.installation
        return {
            "type": "event_callback",
            "token": installation.verification_token,
            "team_id": installation.team_id,
            "api_app_id": installation.app_id,
            "event": event,
            "event_id": next_id("Ev"),
            "event_time": int(self._workspace.clock.now().timestamp()),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": installation.team_id,
                    "user_id": installation.bot_user_id,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": False,
        }

    def _common_fields(self, user: User) -> Json:
        installation = self._workspace.installation
        return {
            "token": installation.verification_token,
            "api_app_id": installation.app_id,
            "team": {"id": installation.team_id, "domain": installation.team_domain},
            "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team_id},
            "enterprise": None,
            "is_enterprise_install": False,
        }

    def _view_fields(self, view: View) -> Json:
        return {
            "container": {"type": "view", "view_id": view.id},
            "view": view.payload(self._workspace.installation),
        }

    def _container(self, message: Message) -> Json:
        """An ephemeral message is not shown to the app again."""
        channel = self._workspace.directory.channel(message.channel_id)
        container: Json = {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": channel.id,
            "is_ephemeral": message.is_ephemeral,
        }
        if message.thread_ts:
            container["thread_ts"] = message.thread_ts
        return {
            "container": container,
            "channel": {"id": channel.id, "name": channel.name_in_payloads},
            **({} if message.is_ephemeral else {"message": message.raw}),
        }

    def _message_fields(self, user: User, message: Message, action: Json) -> Json:
        present = self._workspace.messages.find(message.channel_id, message.ts) or message
        url = self._workspace.response_urls.issue(user.id, message.channel_id, present)
        values = values_when_shown(present.blocks, {}, None)
        key = (action["block_id"], action["action_id"])
        if key in values:
            values[key] = {name: value for name, value in action.items() if name in values[key]}
        return {
            **self._container(present),
            "state": state_payload(values),
            "response_url": self._workspace.response_url(url.secret),
        }

    def _response_urls(self, user: User, view: View) -> list[Json]:
        """One for each conversation that was chosen in a menu with `response_url_enabled`."""
        urls = []
        for block in view.blocks:
            element = block.get("element", {})
            if block["type"] == "input" and element.get("response_url_enabled"):
                key = (block["block_id"], element["action_id"])
                chosen = view.values[key].get("selected_conversation") or view.values[key].get("selected_channel")
                if chosen:
                    url = self._workspace.response_urls.issue(user.id, chosen)
                    urls.append(
                        {
                            "block_id": key[0],
                            "action_id": key[1],
                            "channel_id": chosen,
                            "response_url": self._workspace.response_url(url.secret),
                        }
                    )
        return urls


def _parameters(declared: Mapping[str, Any]) -> list[Json]:
    """The manifest's map is a list in the event."""
    return [
        {**parameter, "name": name, "is_required": name in declared["required"]}
        for name, parameter in declared["properties"].items()
    ]
