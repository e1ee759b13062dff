"""Admit requests: check the firewall, the routes, the key and the rate limits, in that order."""

import json
import re
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from math import ceil
from typing import Any

from bot.sandbox.recall import refusals
from bot.sandbox.recall.exchange import Answer, Call

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Route:
    """`per_minute` counts for the workspace; `per_thing` counts it for each `{id}` apart."""

    method: str
    pattern: str
    handle: Callable[[Call], Answer]
    per_minute: int | None = None
    per_thing: bool = False
    needs_key: bool = True

    @cached_property
    def _path(self) -> re.Pattern[str]:
        return re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", self.pattern))

    def match(self, path: str) -> dict[str, str] | None:
        found = self._path.fullmatch(path)
        return found.groupdict() if found else None


class Gate:
    def __init__(self, routes: Sequence[Route], api_key: str) -> None:
        self._routes = routes
        self._api_key = api_key
        self._passed: dict[tuple[str, ...], deque[datetime]] = {}

    def let_in(self, call: Call) -> tuple[Route, Call]:
        """The route, and the call with what the path names. Raises Refusal."""
        _pass_firewall(call)
        route, params = self._find(call)
        if route.needs_key:
            _authenticate(call.headers.get("authorization"), self._api_key)
        self._throttle(route, params, call.now)
        return route, replace(call, params=params)

    def _find(self, call: Call) -> tuple[Route, dict[str, str]]:
        found = [(route, params) for route in self._routes if (params := route.match(call.path)) is not None]
        if not found:
            raise refusals.unrouted_error()
        for route, params in found:
            if route.method == call.method:
                return route, params
        _authenticate(call.headers.get("authorization"), self._api_key)
        raise refusals.method_not_allowed(call.method)

    def _throttle(self, route: Route, params: dict[str, str], now: datetime) -> None:
        if route.per_minute is None:
            return
        thing = tuple(params.values()) if route.per_thing else ()
        passed = self._passed.setdefault((route.method, route.pattern, *thing), deque())
        while passed and not now - MINUTE < passed[0] <= now:
            passed.popleft()
        if len(passed) >= route.per_minute:
            raise refusals.throttled_error(max(1, ceil((passed[0] + MINUTE - now).total_seconds())))
        passed.append(now)


def _pass_firewall(call: Call) -> None:
    """https://docs.recall.ai/reference/errors: no body on GET, and no `localhost` anywhere."""
    if (call.method == "GET" and call.body) or _names_localhost(call.body):
        raise refusals.request_blocked()


def _names_localhost(body: bytes) -> bool:
    try:
        return any("localhost" in text.lower() for text in _texts(json.loads(body)))
    except ValueError:
        return b"localhost" in body.lower()


def _texts(value: Any) -> list[str]:
    match value:
        case str():
            return [value]
        case dict():
            return [text for part in value.values() for text in _texts(part)]
        case list():
            return [text for part in value for text in _texts(part)]
        case _:
            return []


def _authenticate(header: str | None, api_key: str) -> None:
    """The key, with or without `Token ` before it. https://docs.recall.ai/reference/authentication"""
    if not header:
        raise refusals.not_authenticated()
    if header in {api_key, f"Token {api_key}"}:
        return
    scheme, _, credentials = header.partition(" ")
    is_known = not credentials or scheme in {"Token", "Bearer"}
    raise refusals.authentication_failed(has_credentials=is_known)
