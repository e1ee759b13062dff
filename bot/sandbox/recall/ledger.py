"""Record every request that came in, for tests and the panel to inspect."""

import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from starlette.datastructures import QueryParams

from bot.sandbox.recall.exchange import Call


@dataclass(slots=True)
class Recorded:
    """`json` is the body if that is what it was. `status` is None until there is an answer, and if there is none."""

    method: str
    path: str
    query: QueryParams
    headers: dict[str, str]  # without Authorization
    json: Any
    at: datetime
    status: int | None = None


class Ledger:
    def __init__(self) -> None:
        self.requests: list[Recorded] = []

    def write(self, call: Call) -> Recorded:
        headers = {name: value for name, value in call.headers.items() if name != "authorization"}
        recorded = Recorded(call.method, call.path, call.query, headers, _json(call.body), call.now)
        self.requests.append(recorded)
        return recorded

    def requests_to(self, method: str, path_pattern: str) -> list[Recorded]:
        return [each for each in self.requests if each.method == method and path_matches(path_pattern, each.path)]


def path_matches(pattern: str, path: str) -> bool:
    """A `*` stands for one part of the path, `**` for any number."""
    parts = ({"**": ".*", "*": "[^/]*"}.get(part, re.escape(part)) for part in re.split(r"(\*\*|\*)", pattern))
    return re.fullmatch("".join(parts), path) is not None


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return None
