"""Issue and spend `trigger_id`s: a person's permission to open one view, now."""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.sandbox.slack.generated_ids import next_id
from bot.sandbox.slack.wire import ApiError

# https://docs.slack.dev/interactivity/handling-user-interaction#modal_responses
LIFETIME = timedelta(seconds=3)


@dataclass(slots=True)
class Trigger:
    id: str
    user_id: str
    channel_id: str | None  # the conversation it happened in
    view_id: str | None  # the view it happened in
    sent_at: datetime
    sent_at_really: float
    is_spent: bool = False


class Triggers:
    """A trigger dies by whichever is first: three seconds of the clock, or of real time."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._triggers: dict[str, Trigger] = {}

    def issue(self, user_id: str, channel_id: str | None = None, view_id: str | None = None) -> str:
        trigger = Trigger(
            f"{next_id('1')}.{next_id('2')}.pretend",
            user_id,
            channel_id,
            view_id,
            self._clock.now(),
            time.monotonic(),
        )
        self._triggers[trigger.id] = trigger
        return trigger.id

    def spend(self, trigger_id: str) -> Trigger:
        trigger = self._triggers.get(trigger_id)
        if trigger is None:
            raise ApiError("invalid_trigger_id")
        if trigger.is_spent:
            raise ApiError("exchanged_trigger_id")
        real_age = timedelta(seconds=time.monotonic() - trigger.sent_at_really)
        if max(real_age, self._clock.now() - trigger.sent_at) > LIFETIME:
            raise ApiError("expired_trigger_id")
        trigger.is_spent = True
        return trigger
