"""Find and verify the bots that Recall holds for a booking. A bot is ours if its metadata names the booking."""

import re
from collections.abc import Iterable, Mapping

from bot.core.booking.bot_state import BotState
from bot.core.booking.model import Booking
from bot.core.errors import AnsweredError, RecallError
from bot.core.identifiers import BotId, CalendarEventId
from bot.core.meetings.meeting import EventBot, Meeting
from bot.recall.client import RecallClient
from bot.recall.wire import WireBot

BOOKING_TAG = "recall_schedule_booking"
REVISION_TAG = "recall_schedule_revision"
TOO_LATE_TO_DELETE = 405  # https://docs.recall.ai/reference/bot_destroy

_REVISION = re.compile(r"[0-9]{1,9}")


class RemoteBots:
    def __init__(self, recall: RecallClient) -> None:
        self._recall = recall

    async def fetch(self, booking: Booking, key: str) -> BotState | None:
        """Fetch the booking's bot, or else another booking's under the deduplication key `key`, with revision 0.

        Raises RecallError. At most one bot is ours: should a link have more, the newest stays.
        """
        if not booking.meeting.is_scheduled_by_event:
            bots = await self._recall.list_bots(metadata={BOOKING_TAG: booking.id})
        else:
            bots = await self._booked_for_event(booking, key)
        seen = [_read_bot_state(bot, booking) for bot in bots]
        newest = max(seen, key=lambda bot: (bot.applied_revision, not bot.is_over), default=None)
        if not booking.meeting.is_scheduled_by_event:
            await self._send_away(bot for bot in seen if bot is not newest and not bot.is_over)
        return newest

    async def find_new(self, booking: Booking, bots: Iterable[EventBot]) -> EventBot | None:
        """The bot that was booked for the present wish; bots that have already attended stay listed beside it."""
        for bot in bots:
            try:
                seen = await self.bot(bot.bot_id)
            except RecallError:
                return None
            if seen and _is_booked_now(_read_bot_state(seen, booking), booking):
                return bot
        return None

    async def event(self, event_id: CalendarEventId) -> Meeting | None:
        """None: Recall does not know it any more."""
        try:
            return (await self._recall.get_event(event_id)).read_meeting()
        except AnsweredError as error:
            if error.status != 404:
                raise
            return None

    async def _booked_for_event(self, booking: Booking, key: str) -> list[WireBot]:
        """Bots that attended stay listed, and a moved meeting's bot may still be booked under the old key."""
        keys = {key, booking.bot.deduplication_key}
        rows = filter(None, (*booking.left_events, booking.meeting.event_id))
        events = [await self.event(row) for row in rows]
        entries = dict.fromkeys(entry for event in events if event for entry in event.bots)
        ids = [e.bot_id for e in entries if e.deduplication_key in keys or e.bot_id == booking.bot.bot_id]
        return [bot for bot_id in ids if (bot := await self.bot(bot_id)) is not None]

    async def bot(self, bot_id: BotId) -> WireBot | None:
        """None: Recall does not know it any more."""
        try:
            return await self._recall.get_bot(bot_id)
        except AnsweredError as error:
            if error.status != 404:
                raise
            return None

    async def _send_away(self, bots: Iterable[BotState]) -> None:
        for bot in bots:
            if bot.bot_id is None:
                continue
            try:
                await self._recall.delete_bot(bot.bot_id)
            except AnsweredError as error:
                if error.status != TOO_LATE_TO_DELETE:
                    raise
                await self._recall.leave_call(bot.bot_id)


def _read_bot_state(bot: WireBot, booking: Booking) -> BotState:
    latest = bot.latest_status
    return BotState(
        bot_id=BotId(bot.id),
        applied_revision=read_revision(bot.metadata) if bot.metadata.get(BOOKING_TAG) == booking.id else 0,
        starts_at=bot.join_at or booking.bot.starts_at or booking.meeting.start_time,
        status=latest.code if latest else None,
        sub_code=latest.sub_code if latest else None,
        status_at=latest.created_at if latest else None,
    )


def _is_booked_now(bot: BotState, booking: Booking) -> bool:
    return bot.applied_revision == booking.wish.revision and not bot.is_over


def read_revision(metadata: Mapping[str, str]) -> int:
    """0 for what we never wrote: others in the workspace can write metadata too."""
    text = metadata.get(REVISION_TAG) or ""
    return int(text) if _REVISION.fullmatch(text) else 0
