"""Serve a bot in the dashboard, as the page that a link in Slack leads people to."""

from html import escape

from bot.sandbox.recall import refusals
from bot.sandbox.recall.exchange import Answer, Call, html_answer
from bot.sandbox.recall.gate import Route
from bot.sandbox.recall.workspace import Bot, Workspace


class Dashboard:
    """The real one asks people to sign in; this one does not."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self.routes = [Route("GET", "/dashboard/explorer/bot/{id}", self._bot, needs_key=False)]

    def _bot(self, call: Call) -> Answer:
        bot = self._workspace.bots.get(call.params["id"])
        if bot is None:
            raise refusals.unrouted_error()
        return html_answer(200, "A pretend Recall.ai dashboard", _describe_events(bot))


def _describe_events(bot: Bot) -> str:
    name = escape(str(bot.config.get("bot_name", "")))
    steps = "".join(
        f"<li>{change.at:%H:%M} UTC: {_describe_code(change.code, change.sub_code)}</li>"
        for change in bot.status_changes
    )
    recordings = "".join(f"<li>{_describe_code(each.status.code)}</li>" for each in bot.recordings) or "<li>none</li>"
    return f"<p>Bot “{name}”, {bot.id}</p><h2>Statuses</h2><ol>{steps}</ol><h2>Recordings</h2><ul>{recordings}</ul>"


def _describe_code(code: str, sub_code: str | None = None) -> str:
    return escape(" – ".join(filter(None, [code, sub_code])).replace("_", " "))
