"""Slack's side of HTTP with next to no cost of its own: signed beforehand, over connections that stay open."""

import asyncio
import json
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from urllib.parse import urlencode

from bot.sandbox.slack.http_delivery import signed_headers
from bot.sandbox.slack.installation import SIGNING_SECRET
from tests.benchmarks.latencies import Latencies

FORM = "application/x-www-form-urlencoded"
Json = dict[str, Any]


class UnexpectedAnswer(Exception):
    """What was measured is not what was meant to be."""


def command(fields: Json) -> bytes:
    return _request(urlencode(fields))


def interaction(payload: Json) -> bytes:
    return _request(urlencode({"payload": json.dumps(payload)}))


def get(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()


def _request(text: str) -> bytes:
    body = text.encode()
    headers = {
        "Host": "127.0.0.1",
        "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
        "Accept": "*/*",
        "Content-Type": FORM,
        "Content-Length": str(len(body)),
        **signed_headers(body, SIGNING_SECRET, int(time.time())),
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"POST /slack/events HTTP/1.1\r\n{head}\r\n".encode() + body


async def send(port: int, requests: Sequence[bytes], in_flight: int = 1, *, is_empty: bool = True) -> Latencies:
    """Send all of them, `in_flight` at a time. Raises UnexpectedAnswer unless each is answered 200.

    `is_empty`: with nothing in the answer, as for an acknowledgement.
    """
    waiting = iter(requests)
    conversations = [_converse(port, waiting, is_empty) for _ in range(in_flight)]
    return Latencies(seconds for each in await asyncio.gather(*conversations) for seconds in each)


async def _converse(port: int, waiting: Iterator[bytes], is_empty: bool) -> Iterable[float]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**20)
    seconds = []
    try:
        for request in waiting:
            started = time.perf_counter()
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            body = await reader.readexactly(_content_length(head))
            seconds.append(time.perf_counter() - started)
            if not head.startswith(b"HTTP/1.1 200") or bool(body) is is_empty:
                raise UnexpectedAnswer(f"{head.decode()}{body.decode()[:500]}")
    finally:
        writer.close()
    return seconds


def _content_length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.partition(b":")[2])
    raise UnexpectedAnswer("no content-length")
