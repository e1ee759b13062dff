"""Store messages. A Message is a snapshot: one that is kept may be older than the stored one."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from bot.clock import Clock
from bot.sandbox.slack.changes import Changes
from bot.sandbox.slack.wire import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    channel_id: str
    ts: str
    author: Json
    text: str = ""
    blocks: tuple[Json, ...] = ()
    thread_ts: str | None = None
    visible_to: str | None = None  # an ephemeral message is one person's
    edited_ts: str | None = None
    more: Json = field(default_factory=dict)  # attachments, metadata, files, …

    @property
    def user_id(self) -> str:
        return str(self.author["user"])

    @property
    def is_from_app(self) -> bool:
        return "bot_id" in self.author

    @property
    def is_ephemeral(self) -> bool:
        return self.visible_to is not None

    @property
    def is_reply(self) -> bool:
        return self.thread_ts not in {None, self.ts}

    @property
    def sent_at(self) -> datetime:
        return datetime.fromtimestamp(float(self.ts), UTC)

    @property
    def raw(self) -> Json:
        """In Slack's own shape. https://docs.slack.dev/reference/events/message"""
        raw: Json = {"type": "message", **self.author, "ts": self.ts, "text": self.text, **self.more}
        if self.blocks:
            raw["blocks"] = list(self.blocks)
        if self.thread_ts:
            raw["thread_ts"] = self.thread_ts
        if self.edited_ts:
            raw["edited"] = {"user": self.user_id, "ts": self.edited_ts}
        return raw


class Messages:
    def __init__(self, clock: Clock, changes: Changes) -> None:
        self._clock = clock
        self._changes = changes
        self._messages: dict[tuple[str, str], Message] = {}
        self._last_microsecond = 0

    def next_ts(self) -> str:
        """The present, and never the same twice even if the clock stands still."""
        now = int(self._clock.now().timestamp() * 1_000_000)
        self._last_microsecond = max(now, self._last_microsecond + 1)
        seconds, microseconds = divmod(self._last_microsecond, 1_000_000)
        return f"{seconds}.{microseconds:06}"

    def add(self, message: Message) -> Message:
        first = self.find(message.channel_id, message.thread_ts or "")
        if first and not first.thread_ts and not message.is_ephemeral:
            self._put(replace(first, thread_ts=first.ts))
        self._put(message)
        self._changes.tell("message_posted", message, message.visible_to)
        return message

    def change(self, message: Message) -> Message:
        self._put(message)
        self._changes.tell("message_changed", message, message.visible_to)
        return message

    def delete(self, message: Message) -> None:
        """The first message of a thread leaves a tombstone, so that its replies keep their place."""
        if any(other.is_reply and other.thread_ts == message.ts for other in self.list_in_channel(message.channel_id)):
            gone = replace(message, text="This message was deleted.", blocks=(), more={"subtype": "tombstone"})
            self._put(gone)
        else:
            del self._messages[message.channel_id, message.ts]
        self._changes.tell("message_deleted", message, message.visible_to)

    def find(self, channel_id: str, ts: str) -> Message | None:
        return self._messages.get((channel_id, ts))

    def list_in_channel(self, channel_id: str) -> list[Message]:
        """List messages in order of posting, without ephemeral ones."""
        return [m for m in self._messages.values() if m.channel_id == channel_id and not m.is_ephemeral]

    def ephemerals_of(self, user_id: str) -> list[Message]:
        return [m for m in self._messages.values() if m.visible_to == user_id]

    def list_visible_to(self, user_id: str, channel_id: str) -> list[Message]:
        """Each message followed by the replies in its thread; the person's ephemeral messages in between."""
        mine = [m for m in self.ephemerals_of(user_id) if m.channel_id == channel_id]
        return sorted([*self.list_in_channel(channel_id), *mine], key=lambda m: (m.thread_ts or m.ts, m.ts))

    def _put(self, message: Message) -> None:
        self._messages[message.channel_id, message.ts] = message
