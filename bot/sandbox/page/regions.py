"""Render the regions of the page, each swapped in whole when it has changed."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

import yaml
from jinja2 import Environment, FileSystemLoader

from bot.manifest import build_manifest
from bot.sandbox.page.drawing import Drawing
from bot.sandbox.page.read_marks import ReadMarks
from bot.sandbox.page.recall_side import RecallSide
from bot.sandbox.page.tab import Tab
from bot.sandbox.slack.directory import Channel
from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.options_answer import OptionsAnswer
from bot.sandbox.stage import PEOPLE, Stage

FOLDER = Path(__file__).parent
_MENU_ENTRIES = yaml.safe_load(build_manifest())["features"]
NAMES = ("conversation", "places", "thread", "modal", "notices", "recall")


def environment() -> Environment:
    loader = FileSystemLoader(FOLDER / "templates")
    return Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)


@dataclass(frozen=True, slots=True)
class Conversation:
    """The messages that are no replies, and what each one's thread has."""

    messages: list[Message]
    replies: dict[str, list[Message]]


class Regions:
    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._templates = environment()
        self._recall_side = RecallSide(stage.recall, stage.clock)
        self._read_marks = ReadMarks(stage.slack)

    def page(self, tab: Tab) -> str:
        regions = {name: self.draw(name, tab) for name in NAMES}
        return self._template("page.html", tab, regions=regions, menu=_MENU_ENTRIES)

    def draw(self, name: str, tab: Tab) -> str:
        match name:
            case "conversation":
                return self._conversation(tab)
            case "thread":
                return self._thread(tab)
            case "modal":
                view = tab.person.view
                return self._template("modal.html", tab, view=view, drawing=self._drawing(tab, "modal"))
            case "recall":
                return self._template("recall.html", tab, side=self._recall_side)
        return self._template(f"{name}.html", tab)

    def options(self, tab: Tab, answer: OptionsAnswer) -> str:
        return self._template("options.html", tab, answer=answer)

    def _conversation(self, tab: Tab) -> str:
        if tab.channel is None:
            return self._template("home.html", tab, view=tab.person.home, drawing=self._drawing(tab, "home"))
        self._read_marks.reads(tab)
        seen = tab.person.sees(tab.channel.id)
        first = [message for message in seen if not message.is_reply]
        replies = {
            message.ts: [each for each in seen if each.is_reply and each.thread_ts == message.ts] for message in first
        }
        conversation = Conversation(first, replies)
        return self._template("conversation.html", tab, conversation=conversation, menu=_MENU_ENTRIES)

    def _thread(self, tab: Tab) -> str:
        if tab.channel is None or tab.thread_ts is None:
            return ""
        seen = tab.person.sees(tab.channel.id)
        messages = [each for each in seen if tab.thread_ts in {each.ts, each.thread_ts}]
        return self._template("thread.html", tab, messages=messages, menu=_MENU_ENTRIES)

    def _drawing(self, tab: Tab, surface: str) -> Drawing:
        view = tab.person.home if surface == "home" else tab.person.view
        return Drawing(self._stage.slack.workspace, tab.person, view, is_home=surface == "home")

    def _template(self, name: str, tab: Tab, **more: object) -> str:
        workspace = self._stage.slack.workspace
        known: dict[str, object] = {
            "tab": tab,
            "drawing": Drawing(workspace, tab.person),
            "now": self._stage.clock.now(),
            "has_news": partial(self._read_marks.has_news, tab.person),
            "people": [workspace.directory.user(user_id) for user_id in PEOPLE],
            "channels": self._channels(tab),
            "workflows": list(workspace.workflows.built),
            "app_channel": self._stage.slack.open_direct_message(tab.person.user.id),
        }
        return self._templates.get_template(name).render(known | more)

    def _channels(self, tab: Tab) -> list[Channel]:
        """Those in which the person is, without the one with the app."""
        user_id = tab.person.user.id
        app_channel = self._stage.slack.open_direct_message(user_id)
        channels = self._stage.slack.workspace.directory.channels.values()
        return [channel for channel in channels if user_id in channel.members and channel is not app_channel]
