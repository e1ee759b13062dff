"""Serve /api/v1/bot/. https://docs.recall.ai/reference/bot_create"""

from collections.abc import Iterator

from bot.sandbox.recall import filters, refusals
from bot.sandbox.recall.bot_config import check_create_bot, check_update_bot
from bot.sandbox.recall.bot_lives import IN_CALL, OVER, BotLives
from bot.sandbox.recall.downloads import Downloads
from bot.sandbox.recall.event_bots import make_bot
from bot.sandbox.recall.exchange import Answer, Call, json_answer
from bot.sandbox.recall.gate import Route
from bot.sandbox.recall.meeting_links import platform_of
from bot.sandbox.recall.paging import numbered_page
from bot.sandbox.recall.representations import show_bot
from bot.sandbox.recall.wire_times import read_instant
from bot.sandbox.recall.workspace import SHORT_NOTICE, Bot, Workspace

PLATFORMS = frozenset(
    {"zoom", "google_meet", "goto_meeting", "microsoft_teams", "microsoft_teams_live", "webex", "chime_sdk"}
)
STATUSES = IN_CALL | OVER | {"ready", "joining_call", "in_waiting_room", "analysis_done", "analysis_failed"}


class BotEndpoints:
    def __init__(self, workspace: Workspace, lives: BotLives) -> None:
        self._workspace = workspace
        self._lives = lives
        self.routes = [
            Route("GET", "/api/v1/bot/", self._list, 60),
            Route("POST", "/api/v1/bot/", self._create, 60),
            Route("GET", "/api/v1/bot/{id}/", self._retrieve, 300),
            Route("PATCH", "/api/v1/bot/{id}/", self._update, 300),
            Route("DELETE", "/api/v1/bot/{id}/", self._delete, 300),
            Route("POST", "/api/v1/bot/{id}/leave_call/", self._leave_call, 300),
            Route("POST", "/api/v1/bot/{id}/delete_media/", self._delete_media, 300),
        ]

    def _list(self, call: Call) -> Answer:
        newest_first = sorted(self._bots(call), key=lambda bot: -bot.number)
        return numbered_page(call, newest_first, lambda bot: show_bot(bot, Downloads(call)))

    def _bots(self, call: Call) -> Iterator[Bot]:
        joins_after = filters.moment(call, "join_at_after")
        joins_before = filters.moment(call, "join_at_before")
        platforms = filters.choices(call, "platform", PLATFORMS)
        statuses = filters.choices(call, "status", STATUSES)
        meeting_url = call.query.get("meeting_url")
        tags = {name[10:]: value for name, value in call.query.items() if name.startswith("metadata__")}
        for bot in self._workspace.bots.values():
            if (
                (not joins_after or (bot.joins_at and bot.joins_at >= joins_after))
                and (not joins_before or (bot.joins_at and bot.joins_at <= joins_before))
                and (not platforms or platform_of(bot.meeting_url) in platforms)
                and (not statuses or bot.status in statuses)
                and (not meeting_url or bot.meeting_url == meeting_url)
                and tags.items() <= bot.metadata.items()
            ):
                yield bot

    def _create(self, call: Call) -> Answer:
        config = check_create_bot(call.payload(), call.now)
        join_at = read_instant(config["join_at"]) if config.get("join_at") else None
        bot = make_bot(self._workspace, config, config["meeting_url"], join_at, call.now)
        return self._show(bot, call, 201)

    def _retrieve(self, call: Call) -> Answer:
        return self._show(self._find_bot(call), call)

    def _update(self, call: Call) -> Answer:
        """https://docs.recall.ai/reference/bot_partial_update: scheduled, not of a calendar, and not soon."""
        bot = self._find_bot(call)
        changes = check_update_bot(call.payload())
        join_at = read_instant(changes["join_at"]) if changes.get("join_at") else None
        if "join_at" in changes and join_at is None:
            raise refusals.coded_error(400, "update_bot_failed", "A bot that joins now has to be created again.")
        if bot.state != "scheduled" or bot.is_of_a_calendar:
            raise refusals.coded_error(400, "update_bot_failed", "Only scheduled bots of no calendar can be updated.")
        for moment in (bot.join_at, join_at or bot.join_at):
            if moment is None or moment - call.now <= SHORT_NOTICE:
                raise refusals.coded_error(400, "update_bot_failed", "There is too little time to launch the bot.")
        bot.config = bot.config | changes
        bot.join_at = join_at or bot.join_at
        bot.meeting_url = changes.get("meeting_url", bot.meeting_url)
        return self._show(bot, call)

    def _delete(self, call: Call) -> Answer:
        bot = self._find_bot(call)
        if bot.state != "scheduled" or bot.is_of_a_calendar:
            detail = "Only scheduled bots that have not joined a call can be deleted."
            raise refusals.coded_error(405, "cannot_delete_bot", detail)
        del self._workspace.bots[bot.id]
        return Answer(204)

    def _leave_call(self, call: Call) -> Answer:
        bot = self._find_commanded(call)
        self._lives.leave_call(bot)
        return self._show(bot, call)

    def _find_commanded(self, call: Call) -> Bot:
        bot = self._find_bot(call)
        if bot.state == "scheduled":
            raise refusals.coded_error(400, "cannot_command_unstarted_bot", "The bot has not joined yet.")
        if bot.status in OVER:
            raise refusals.coded_error(400, "cannot_command_completed_bot", "The bot has finished.")
        return bot

    def _delete_media(self, call: Call) -> Answer:
        bot = self._find_bot(call)
        if bot.state == "scheduled":
            raise refusals.coded_error(400, "cannot_command_unstarted_bot", "The bot has not joined yet.")
        if bot.status not in OVER:
            raise refusals.invalid_request("The bot is still in the call.")
        self._lives.delete_media(bot.id)
        return self._show(bot, call)

    def _find_bot(self, call: Call) -> Bot:
        if bot := self._workspace.bots.get(call.params["id"]):
            return bot
        raise refusals.not_found()

    def _show(self, bot: Bot, call: Call, status: int = 200) -> Answer:
        return json_answer(status, show_bot(bot, Downloads(call)))
