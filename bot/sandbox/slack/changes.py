"""Publish changes in the workspace to pages and terminals that follow along."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Literal

ASKS_AGAIN_AFTER = 0.02  # seconds: what is waited for may be outside Slack

ChangeKind = Literal[
    "message_posted",
    "message_changed",
    "message_deleted",
    "view_opened",
    "view_changed",
    "view_closed",
    "home_published",
    "notice_shown",
    "app_answered",
    "method_called",
    "sockets_changed",
    "workflow_changed",
]


@dataclass(frozen=True, slots=True)
class Change:
    """`subject` is the Message, View, Delivery, Call, Execution or words that the change is about."""

    kind: ChangeKind
    user_id: str | None
    subject: object


class Changes:
    def __init__(self) -> None:
        self._followers: list[asyncio.Queue[Change]] = []

    def tell(self, kind: ChangeKind, subject: object, user_id: str | None = None) -> None:
        for follower in self._followers:
            follower.put_nowait(Change(kind, user_id, subject))

    @contextmanager
    def follow(self) -> Iterator[asyncio.Queue[Change]]:
        """A queue of every change from now on, for as long as the context lasts."""
        follower: asyncio.Queue[Change] = asyncio.Queue()
        self._followers.append(follower)
        try:
            yield follower
        finally:
            self._followers.remove(follower)

    async def until(self, is_so: Callable[[], object], patience: float) -> None:
        """Return once `is_so()` holds, asking after every change and now and then. Raises TimeoutError."""
        with self.follow() as queue:
            async with asyncio.timeout(patience):
                while not is_so():
                    with suppress(TimeoutError):
                        await asyncio.wait_for(queue.get(), ASKS_AGAIN_AFTER)
