"""Schedule bots for events: one scheduled bot per deduplication key in the workspace.

https://docs.recall.ai/docs/scheduling-guide
"""

from datetime import datetime
from typing import Any

from bot.sandbox.recall import refusals
from bot.sandbox.recall.workspace import SHORT_NOTICE, Bot, CalendarEvent, StatusChange, Workspace


class EventBots:
    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def schedule(self, event: CalendarEvent, key: str, config: dict[str, Any], now: datetime) -> None:
        """The newest settings replace the earlier ones whole, also for the other events that share the bot.

        Raises Refusal.
        """
        url = self._meeting_url(event, config, now)
        before = self._find_scheduled_for(event)
        bot = self._find_scheduled_with(key) or self._is_own_bot(before, event)
        if bot is None:
            bot = make_bot(self._workspace, config, url, event.start, now)
        elif not bot.is_ad_hoc and event.start != bot.join_at:
            bot.is_ad_hoc = claim_ad_hoc(self._workspace, event.start, now)
        bot.config, bot.deduplication_key, bot.join_at, bot.meeting_url = config, key, event.start, url
        if before and before is not bot:
            self._release(event, before)
        if bot.id not in event.bot_ids:
            event.bot_ids.append(bot.id)

    def unschedule(self, event: CalendarEvent) -> None:
        """A bot that is on its way already stays; a shared one stays for the other events."""
        if bot := self._find_scheduled_for(event):
            self._release(event, bot)

    def _meeting_url(self, event: CalendarEvent, config: dict[str, Any], now: datetime) -> str:
        if refusal := self._refusal(event, now):
            raise refusals.invalid_request(f"Cannot schedule bot as {refusal}.")
        if event.meeting_url is None:
            raise refusals.invalid_request("Cannot schedule bot as calendar event has no meeting url.")
        return str(config.get("meeting_url", event.meeting_url))

    def _refusal(self, event: CalendarEvent, now: datetime) -> str | None:
        if event.is_deleted:
            return "calendar event is deleted"
        if event.is_cancelled:
            return "calendar event is cancelled"
        if event.end <= now:
            return "calendar event has ended"
        if event.is_all_day:
            return "calendar event has no time of day"
        if self._workspace.calendars[event.calendar_id].status != "connected":
            return "calendar is disconnected"
        return None

    def _find_scheduled_for(self, event: CalendarEvent) -> Bot | None:
        return next((bot for bot in self._workspace.bots_of(event) if bot.state == "scheduled"), None)

    def _find_scheduled_with(self, key: str) -> Bot | None:
        bots = self._workspace.bots.values()
        return next((bot for bot in bots if bot.deduplication_key == key and bot.state == "scheduled"), None)

    def _is_own_bot(self, bot: Bot | None, event: CalendarEvent) -> Bot | None:
        if bot and [user.id for user in self._workspace.events_with(bot)] == [event.id]:
            return bot
        return None

    def _release(self, event: CalendarEvent, bot: Bot) -> None:
        event.bot_ids.remove(bot.id)
        if not any(self._workspace.events_with(bot)):
            del self._workspace.bots[bot.id]


def make_bot(
    workspace: Workspace, config: dict[str, Any], meeting_url: str, join_at: datetime | None, now: datetime
) -> Bot:
    """Raises Refusal when it starts soon and the pool is empty."""
    is_ad_hoc = claim_ad_hoc(workspace, join_at or now, now)
    bot = Bot(
        number=workspace.next_number(),
        config=config,
        meeting_url=meeting_url,
        join_at=join_at,
        created_at=now,
        is_ad_hoc=is_ad_hoc,
        status_changes=[StatusChange("ready", now)],
    )
    workspace.bots[bot.id] = bot
    return bot


def claim_ad_hoc(workspace: Workspace, join_at: datetime, now: datetime) -> bool:
    """Whether the bot had to come from the pool. Raises Refusal when that is empty."""
    if join_at - now > SHORT_NOTICE:
        return False
    if workspace.ad_hoc_pool == 0:
        raise refusals.pool_is_empty()
    if workspace.ad_hoc_pool is not None:
        workspace.ad_hoc_pool -= 1
    return True
