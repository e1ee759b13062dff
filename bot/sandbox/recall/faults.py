"""Inject failures on demand: refusals, silence, slowness, and answers that break off."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from bot.sandbox.floods import Flood
from bot.sandbox.recall.exchange import Answer, Call, html_answer, json_answer
from bot.sandbox.recall.ledger import path_matches

When = Literal["before", "after"]  # the work is done
Body = Literal["json", "html", "empty", "half"] | dict[str, Any] | list[Any]


@dataclass(frozen=True, slots=True)
class Reply:
    """What the client gets. `answer=None`: the connection is closed without one."""

    answer: Answer | None
    breaks_off: bool = False
    flood: Flood | None = None


@dataclass(slots=True, kw_only=True)
class Fault:
    when: When
    method: str | None
    path: str | None
    times: int | None
    every: int | None
    seconds: float = 0.0
    spoil: Callable[[Answer | None], Reply] | None = None
    seen: int = 0

    def strikes(self, call: Call) -> bool:
        is_meant = self.method in {None, call.method} and (self.path is None or path_matches(self.path, call.path))
        if not is_meant or self.times == 0:
            return False
        self.seen += 1
        if self.every and self.seen % self.every:
            return False
        if self.times is not None:
            self.times -= 1
        return True


class Faults:
    """Each fault strikes calls that match `method` and `path` (`*` is one part of a path, `**` any number): the next
    `times` of them (None: until `clear_faults`), or with `every=3` each third one. The first that matches strikes.
    """

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def fail_next(
        self,
        status: int = 500,
        *,
        times: int | None = 1,
        every: int | None = None,
        when: When = "before",
        method: str | None = None,
        path: str | None = None,
        retry_after: int | str | None = None,
        body: Body = "json",
        seconds: float = 0.0,
    ) -> None:
        """`retry_after`: seconds, or a date as HTTP writes it. `body="half"` breaks off in the middle.

        The answer comes after so many `seconds` of the clock.
        """
        answer = _answer(status, body, {} if retry_after is None else {"Retry-After": str(retry_after)})
        reply = Reply(answer, breaks_off=body == "half")
        self._add(times, every, when=when, method=method, path=path, seconds=seconds, spoil=lambda _: reply)

    def hang_up_next(
        self,
        *,
        times: int | None = 1,
        every: int | None = None,
        when: When = "before",
        method: str | None = None,
        path: str | None = None,
    ) -> None:
        """The connection is closed without an answer."""
        self._add(times, every, when=when, method=method, path=path, spoil=lambda _: Reply(None))

    def flood_next(
        self,
        kind: Flood,
        *,
        times: int | None = 1,
        every: int | None = None,
        method: str | None = None,
        path: str | None = None,
    ) -> None:
        """The work is done, and the answer is without measure."""
        self._add(times, every, when="after", method=method, path=path, spoil=lambda done: Reply(done, flood=kind))

    def break_off_next(
        self,
        *,
        times: int | None = 1,
        every: int | None = None,
        method: str | None = None,
        path: str | None = None,
    ) -> None:
        """The work is done, and its true answer breaks off in the middle."""
        self._add(times, every, when="after", method=method, path=path, spoil=_half)

    def delay_next(
        self,
        seconds: float,
        *,
        times: int | None = 1,
        every: int | None = None,
        when: When = "after",
        method: str | None = None,
        path: str | None = None,
    ) -> None:
        """The answer comes after so many seconds of the clock, which a test may have to move."""
        self._add(times, every, when=when, method=method, path=path, seconds=seconds)

    def clear_faults(self) -> None:
        self._faults.clear()

    def take(self, call: Call) -> Fault | None:
        return next((fault for fault in self._faults if fault.strikes(call)), None)

    def _add(self, times: int | None, every: int | None, **rest: Any) -> None:
        self._faults.append(Fault(times=None if every else times, every=every, **rest))


def _half(answer: Answer | None) -> Reply:
    return Reply(answer, breaks_off=True)


def _answer(status: int, body: Body, headers: dict[str, str]) -> Answer:
    match body:
        case "json" | "half":
            return json_answer(status, {"detail": f"The pretend Recall was told to answer {status}."}, headers)
        case "html":
            page = html_answer(status, f"Error {status}")
            return Answer(status, page.content, page.media_type, headers)
        case "empty":
            return Answer(status, b"", headers=headers)
        case _:
            return Answer(status, json.dumps(body).encode(), headers=headers)
