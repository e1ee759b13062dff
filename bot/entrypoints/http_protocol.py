"""Bound what a connection may cost before it is known who opened it: headers, seconds, and how many there are."""

import asyncio
import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

LARGEST_HEADERS = 32_768  # with the request line
REQUEST_WITHIN_SECONDS = 10.0  # headers and body, and on a new connection the silence before them
MAX_CONNECTIONS = 800  # below the 1,024 open files that a process usually may have
MOST_PIPELINED = 10  # neither Slack nor Recall sends a request before the last one is answered

OnRefusal = Callable[[str], None]

# It warns of each malformed request, which anyone can send as often as they like.
logging.getLogger("uvicorn.error").setLevel(logging.ERROR)


class BoundedProtocol(HttpToolsProtocol):
    """uvicorn's protocol with bounds. Made by `bounded_protocol`, which says what is told of a refusal."""

    on_refusal: OnRefusal
    request_within: float
    most_connections: int
    _deadline: asyncio.TimerHandle | None = None
    _refusal: tuple[str, HTTPStatus] | None = None
    _reads_headers = True
    _has_begun = False
    _bytes_of_headers = 0

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._start_deadline()
        if len(self.connections) > self.most_connections:
            self._make_room()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_deadline()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._deadline is None:
            self._start_deadline()
        super().data_received(data)
        if not (self._has_begun and self._reads_headers) or self.transport.is_closing():
            return
        self._bytes_of_headers += len(data)
        if self._bytes_of_headers > LARGEST_HEADERS:
            self._refuse("headers too large", HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)

    def on_message_begin(self) -> None:
        self._has_begun, self._reads_headers, self._bytes_of_headers = True, True, 0
        super().on_message_begin()

    def on_header(self, name: bytes, value: bytes) -> None:
        if not self._reads_headers:
            raise ValueError("headers after the body")  # of any number, and no one reads them
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        size = len(self.url) + sum(len(name) + len(value) + len(": \r\n") for name, value in self.headers)
        if size > LARGEST_HEADERS:
            self._refusal = ("headers too large", HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
            raise ValueError("headers too large")
        if len(self.pipeline) >= MOST_PIPELINED:
            raise ValueError("too many requests at once")
        self._reads_headers = False
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._has_begun = False
        self._stop_deadline()
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """Called for whatever the parser, or a callback above, has refused."""
        reason, status = self._refusal or ("malformed", HTTPStatus.BAD_REQUEST)
        self._refuse(reason, status)

    def _start_deadline(self) -> None:
        self._deadline = self.loop.call_later(self.request_within, self._on_deadline)

    def _stop_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _on_deadline(self) -> None:
        self._deadline = None
        if self._has_begun:
            self._refuse("too slow", HTTPStatus.REQUEST_TIMEOUT)
        else:
            self.transport.close()

    def _refuse(self, reason: str, status: HTTPStatus) -> None:
        self.on_refusal(reason)
        if self.cycle is None or self.cycle.response_complete or not self.cycle.response_started:
            self.transport.write(STATUS_LINE[status] + b"content-length: 0\r\nconnection: close\r\n\r\n")
        self.transport.close()

    def _make_room(self) -> None:
        """Cut off the connection that has been idle for longest after a request, if there is one.

        Else the one that has owed a request for longest: Slack and Recall send theirs at once.
        """
        self.on_refusal("too many connections")
        others = [each for each in self.connections if isinstance(each, BoundedProtocol)]
        idle = [(task.when(), each) for each in others if (task := each.timeout_keep_alive_task)]
        owing = [(task.when(), each) for each in others if (task := each._deadline)]
        _, longest = min(idle or owing, key=lambda timed: timed[0])
        longest.transport.abort()


def bounded_protocol(
    on_refusal: OnRefusal,
    *,
    request_within: float = REQUEST_WITHIN_SECONDS,
    most_connections: int = MAX_CONNECTIONS,
) -> type[BoundedProtocol]:
    """For `uvicorn.Config(http=…)`. `on_refusal` is told why a connection was cut off, in a word or two of ours."""
    bounds = {
        "on_refusal": staticmethod(on_refusal),
        "request_within": request_within,
        "most_connections": most_connections,
    }
    return type("BoundedProtocol", (BoundedProtocol,), bounds)
