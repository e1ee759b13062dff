"""Describe the installed app: its tokens, and what its manifest asks for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

ALL_SCOPES = frozenset({"commands", "chat:write", "chat:write.public", "users:read", "users:read.email"})
# Those that an administrator may refuse: the manifest's `bot_optional`.
OPTIONAL_SCOPES = frozenset({"channels:read", "groups:read"})
BOT_TOKEN = "xoxb-pretend-bot-token"
APP_TOKEN = "xapp-pretend-app-token"
SIGNING_SECRET = "pretend-signing-secret"
CLIENT_ID = "1234567890.1234567890123"
CLIENT_SECRET = "pretend-slack-client-secret"


@dataclass(slots=True, kw_only=True)
class Installation:
    team_id: str = "T0EXAMPLE"
    bot_token: str = BOT_TOKEN
    app_token: str = APP_TOKEN
    signing_secret: str = SIGNING_SECRET
    scopes: frozenset[str] = ALL_SCOPES
    should_escape: bool = False  # whether a command's text arrives with <@U…>, <#C…> and <https://…>
    home_tab_enabled: bool = True
    messages_tab_enabled: bool = True
    messages_tab_is_read_only: bool = False  # people write neither messages nor commands there
    app_name: str = "recall_schedule"
    team_domain: str = "example"
    app_id: str = "A0EXAMPLE"
    bot_id: str = "B0EXAMPLE"
    bot_user_id: str = "U0BOT"
    verification_token: str = "pretend-verification-token"
    commands: Mapping[str, bool] | None = field(default=None)  # None: every command reaches the app
    shortcuts: frozenset[str] | None = None  # on messages
    global_shortcuts: frozenset[str] | None = None
    events: frozenset[str] | None = None
    functions: Mapping[str, dict[str, Any]] = field(default_factory=dict)  # steps in Workflow Builder

    @property
    def author(self) -> dict[str, Any]:
        """The fields of a message that say that the app wrote it."""
        return {
            "user": self.bot_user_id,
            "bot_id": self.bot_id,
            "app_id": self.app_id,
            "team": self.team_id,
        }

    def follow_manifest(self, manifest: Mapping[str, Any]) -> None:
        """Restrict the app to what the manifest declares. https://docs.slack.dev/reference/app-manifest"""
        features = manifest.get("features", {})
        home = features.get("app_home", {})
        self.scopes = frozenset(manifest["oauth_config"]["scopes"]["bot"])
        self.commands = {
            command["command"]: command.get("should_escape", False) for command in features.get("slash_commands", [])
        }
        self.shortcuts = _callbacks(features, "message")
        self.global_shortcuts = _callbacks(features, "global")
        self.home_tab_enabled = home.get("home_tab_enabled", False)
        self.messages_tab_enabled = home.get("messages_tab_enabled", False)
        self.messages_tab_is_read_only = home.get("messages_tab_read_only_enabled", False)
        subscriptions = manifest.get("settings", {}).get("event_subscriptions", {})
        self.events = frozenset(subscriptions.get("bot_events", []))
        self.functions = manifest.get("functions", {})

    def escapes(self, command: str) -> bool:
        return self.should_escape if self.commands is None else self.commands.get(command, False)


def _callbacks(features: Mapping[str, Any], kind: str) -> frozenset[str]:
    return frozenset(each["callback_id"] for each in features.get("shortcuts", []) if each["type"] == kind)
