"""Hold the pretend workspace's state, for the Web API, for deliveries and for its people."""

from bot.clock import Clock
from bot.sandbox.slack.changes import Changes
from bot.sandbox.slack.directory import Directory
from bot.sandbox.slack.installation import Installation
from bot.sandbox.slack.messages import Messages
from bot.sandbox.slack.response_urls import ResponseUrls
from bot.sandbox.slack.triggers import Triggers
from bot.sandbox.slack.views import Views
from bot.sandbox.slack.workflows import Workflows


class Workspace:
    def __init__(self, clock: Clock, installation: Installation) -> None:
        self.clock = clock
        self.installation = installation
        self.changes = Changes()
        self.directory = Directory(installation.team_id, installation.bot_user_id)
        self.messages = Messages(clock, self.changes)
        self.views = Views(clock, self.changes)
        self.triggers = Triggers(clock)
        self.workflows = Workflows(self.changes)
        self.response_urls = ResponseUrls(clock, self.messages, installation.author)
        self.refusals: dict[str, str] = {}  # channel -> the error that every post there meets
        self.base_url: str | None = None

    def learn_address(self, base_url: str) -> None:
        """Where the app reaches this Slack, unless that has been said already."""
        self.base_url = self.base_url or base_url.rstrip("/")

    def response_url(self, secret: str) -> str:
        if self.base_url is None:
            raise RuntimeError("nobody has served this Slack yet: set base_url")
        return f"{self.base_url}/respond/{self.installation.team_id}/{secret}"
