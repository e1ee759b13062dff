"""Carry out a person's actions in the page's Slack, each through the pretend Slack's own Person."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.sandbox.page.tab import Tab
from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.pretend_slack import PretendSlack
from bot.sandbox.slack.typing_in import PersonCannotError

Args = Mapping[str, Any]
Action = Callable[[Tab, Args], Awaitable[str | None]]


def _redrawing(action: Action) -> Action:
    """Clear what Slack said of an earlier action, as its own notices fade after a while."""

    async def do(tab: Tab, args: Args) -> str | None:
        tab.person.notices.clear()
        return await action(tab, args)

    return do


class SlackActions:
    """Each may answer with a sentence for the person. Raises PersonCannotError, and KeyError for what is missing."""

    def __init__(self, slack: PretendSlack) -> None:
        self._slack = slack
        self.by_name: Mapping[str, Action] = {
            "write": _redrawing(self.write),
            "press": _redrawing(self.press),
            "fill": self.fill,
            "pick": self.pick,
            "fill_moment": self.fill_moment,
            "submit": _redrawing(self.submit),
            "close": _redrawing(self.close),
            "use_shortcut": _redrawing(self.use_shortcut),
            "use_global_shortcut": _redrawing(self.use_global_shortcut),
            "start_workflow": _redrawing(self.start_workflow),
            "open_home": self.open_home,
            "dismiss": self.dismiss,
        }

    async def write(self, tab: Tab, args: Args) -> None:
        if tab.channel is None:
            raise PersonCannotError("there's no one to write to")
        words = str(args["words"]).strip()
        if words:
            await tab.person.types(words, tab.channel.id, thread_ts=args.get("thread"))

    async def press(self, tab: Tab, args: Args) -> None:
        await tab.person.clicks(args["name"], self._message(args))

    async def fill(self, tab: Tab, args: Args) -> None:
        """Empty is nothing."""
        await tab.person.fills(args["name"], args["value"] or None, self._message(args))

    async def pick(self, tab: Tab, args: Args) -> None:
        await tab.person.picks(args["name"], args["value"] or None, self._message(args))

    async def fill_moment(self, tab: Tab, args: Args) -> None:
        """`2026-11-24T10:00` in the person's own zone."""
        local = datetime.fromisoformat(args["value"]) if args["value"] else None
        moment = local and local.replace(tzinfo=ZoneInfo(tab.person.user.tz))
        await tab.person.fills(args["name"], moment, self._message(args))

    async def submit(self, tab: Tab, _: Args) -> None:
        await tab.person.submits()

    async def close(self, tab: Tab, _: Args) -> None:
        if tab.person.view:
            await tab.person.closes()

    async def use_shortcut(self, tab: Tab, args: Args) -> None:
        message = self._message(args)
        if message is None:
            raise PersonCannotError("there's no message")
        await tab.person.uses_shortcut(args["callback_id"], message.channel_id, message)

    async def use_global_shortcut(self, tab: Tab, args: Args) -> None:
        await tab.person.uses_global_shortcut(args["callback_id"])

    async def start_workflow(self, tab: Tab, args: Args) -> None:
        await tab.person.starts_workflow(args["name"])

    async def open_home(self, tab: Tab, _: Args) -> None:
        await tab.person.opens_home()

    async def dismiss(self, tab: Tab, _: Args) -> None:
        tab.person.notices.clear()

    def _message(self, args: Args) -> Message | None:
        if not args.get("ts"):
            return None
        message = self._slack.workspace.messages.find(args["channel"], args["ts"])
        if message is None:
            raise PersonCannotError("that message is gone")
        return message
