"""Carry out the panel's actions: at Recall, in people's calendars, and on the clock."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from bot.sandbox.clock import next_morning
from bot.sandbox.page.failures import possible_failure
from bot.sandbox.page.tab import Tab
from bot.sandbox.stage import Stage

Args = Mapping[str, Any]
Action = Callable[[Tab, Args], Awaitable[str | None]]
BOOKING_CALL = "/api/**/bot/"
SLOW_ANSWER_SECONDS = 60  # of the clock; the app has given up long before
RETRY_AFTER_SECONDS = 5
MAX_MINUTES = 31 * 24 * 60
LOOKS_AGAIN_AFTER_SECONDS = 0.5
MOST_LOOKS = 12
LONGEST_MEETING = timedelta(hours=6)


class RecallActions:
    """Each answers with a sentence for the person. Raises KeyError and ValueError for what cannot be."""

    def __init__(self, stage: Stage) -> None:
        self._recall = stage.recall
        self._clock = stage.clock
        self._is_next_lost = False
        # Recall tells the app of each by webhooks.
        steps = {
            "move_meeting": self.move_meeting,
            "rename_meeting": self.rename_meeting,
            "delete_meeting": self.delete_meeting,
            "waits": self.waits,
            "joins": self.joins,
            "records": self.records,
            "finishes": self.finishes,
            "fails": self.fails,
            "end_access": self.end_access,
        }
        self.by_name: Mapping[str, Action] = {
            **{name: partial(self._take_step, step) for name, step in steps.items()},
            "spoil_call": self.spoil_call,
            "drop_webhook": self.drop_webhook,
            "move_clock": self.move_clock,
        }

    async def move_meeting(self, _: Tab, args: Args) -> str:
        by = _read_minutes(args)
        for event_id in _ids(args):
            event = self._recall.event(event_id)
            self._recall.move_event(event_id, event.start + by)
        return "The meeting was moved in every calendar."

    async def rename_meeting(self, _: Tab, args: Args) -> str:
        title = str(args["title"]).strip()
        for event_id in _ids(args):
            self._recall.rename_event(event_id, title)
        return f"The meeting is now called “{title}”." if title else "The meeting now has no title."

    async def delete_meeting(self, _: Tab, args: Args) -> str:
        for event_id in _ids(args):
            self._recall.delete_event(event_id)
        return "The meeting was deleted from every calendar."

    async def waits(self, _: Tab, args: Args) -> str:
        self._joins(args["bot"])
        self._recall.walk_bot(args["bot"], "in_waiting_room")
        return "The bot is waiting in the lobby."

    async def joins(self, _: Tab, args: Args) -> str:
        self._recall.live_normally(args["bot"], until="in_call_not_recording")
        return "The bot is in the meeting."

    async def records(self, _: Tab, args: Args) -> str:
        self._recall.live_normally(args["bot"], until="in_call_recording")
        return "The bot is recording."

    async def finishes(self, _: Tab, args: Args) -> str:
        self._recall.live_normally(args["bot"])
        return "The meeting is over. The bot has left."

    async def fails(self, _: Tab, args: Args) -> str:
        failure = possible_failure(self._recall.bot(args["bot"]), args["failure"])
        if failure.status == "call_ended":
            self._joins(args["bot"])
        self._recall.walk_bot(args["bot"], failure.status, failure.sub_code)
        if failure.status == "call_ended":
            self._recall.walk_bot(args["bot"], "done")
        return f"The bot ended with {failure.sub_code}."

    async def spoil_call(self, _: Tab, args: Args) -> str:
        match args["with"]:
            case "429":
                self._recall.fail_next(429, method="POST", path=BOOKING_CALL, retry_after=RETRY_AFTER_SECONDS)
            case "507":
                self._recall.fail_next(507, method="POST", path=BOOKING_CALL)
            case "402":
                refusal = {"detail": "Out of credit."}
                self._recall.fail_next(402, method="POST", path=BOOKING_CALL, body=refusal)
            case "silence":
                self._recall.delay_next(SLOW_ANSWER_SECONDS, method="POST", path=BOOKING_CALL)
                return (
                    "The next booking goes through, but the answer comes too late: the app gives up after 20 seconds."
                )
            case other:
                raise ValueError(f"no such answer: {other}")
        return f"Recall answers the next booking with {args['with']}."

    async def drop_webhook(self, _: Tab, __: Args) -> str:
        self._is_next_lost = True
        return "The next step's webhooks will be lost. Around the meeting's time, the app finds out anyway."

    async def end_access(self, _: Tab, args: Args) -> str:
        """As when a person withdraws it at Google or Microsoft."""
        self._recall.disconnect_calendar(args["calendar"])
        return "Recall can no longer read this calendar."

    async def move_clock(self, tab: Tab, args: Args) -> str:
        if args["minutes"] == "morning":
            await self._until_recall_is_quiet()
            self._clock.set_to(next_morning(self._clock.now(), tab.person.user.tz))
            said = "It's the next morning."
        else:
            self._clock.advance(_read_minutes(args))
            said = f"It's {args['minutes']} minutes later."
        self._recall.catch_up()
        self._end_earlier_meetings()
        return said

    def _end_earlier_meetings(self) -> None:
        """Those that began longer ago than meetings last: no one leaves a bot on its way in for half a day."""
        for bot in self._recall.bots:
            if bot.status == "joining_call" and bot.join_at and bot.join_at < self._clock.now() - LONGEST_MEETING:
                self._recall.live_normally(bot.id)

    async def _until_recall_is_quiet(self) -> None:
        """What was asked for today is booked today: a night is longer than the seconds that takes."""
        seen = -1
        for _ in range(MOST_LOOKS):
            if seen == (seen := len(self._recall.requests)):
                return
            await asyncio.sleep(LOOKS_AGAIN_AFTER_SECONDS)

    async def _take_step(self, step: Action, tab: Tab, args: Args) -> str | None:
        """A step sends one webhook or several; they are lost together, for one alone would not be missed."""
        if not self._is_next_lost:
            return await step(tab, args)
        with self._recall.lose_deliveries():
            said = await step(tab, args)
        self._is_next_lost = False
        return f"{said} The app wasn't told: it notices when it next checks. Move the clock to see that."

    def _joins(self, bot_id: str) -> None:
        if self._recall.bot(bot_id).status == "ready":
            self._recall.walk_bot(bot_id, "joining_call")


def _read_minutes(args: Args) -> timedelta:
    minutes = int(args["minutes"])
    if abs(minutes) > MAX_MINUTES:
        raise ValueError("that's too far away")
    return timedelta(minutes=minutes)


def _ids(args: Args) -> list[str]:
    return str(args["ids"]).split(",")
