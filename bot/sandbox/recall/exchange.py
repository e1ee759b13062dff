"""Define one call and its answer, apart from any HTTP library."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from starlette.datastructures import URL, Headers, QueryParams


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    content: bytes = b""
    media_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)


def json_answer(status: int, value: Any, headers: Mapping[str, str] | None = None) -> Answer:
    return Answer(status, json.dumps(value).encode(), headers=headers or {})


def html_answer(status: int, title: str, words: str = "") -> Answer:
    """`words` is HTML."""
    head = f'<meta name="viewport" content="width=device-width"><title>{title}</title>'
    page = f'<!doctype html><html lang="en"><head>{head}</head><body><h1>{title}</h1>{words}</body></html>'
    return Answer(status, page.encode(), "text/html; charset=utf-8")


class Refusal(Exception):
    """Raised anywhere below the edge; the edge sends `answer`."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


@dataclass(frozen=True, slots=True)
class Call:
    method: str
    url: URL
    headers: Headers
    body: bytes
    now: datetime
    params: Mapping[str, str] = field(default_factory=dict)

    @property
    def path(self) -> str:
        return self.url.path

    @property
    def query(self) -> QueryParams:
        return QueryParams(self.url.query)

    @property
    def origin(self) -> str:
        return f"{self.url.scheme}://{self.url.netloc}"

    def payload(self) -> dict[str, Any]:
        """The JSON object in the body. The real one takes forms as well; we do not need them."""
        media_type = self.headers.get("content-type", "").partition(";")[0].strip()
        if media_type != "application/json":
            detail = f'Unsupported media type "{media_type}" in request.'
            raise Refusal(json_answer(415, {"detail": detail}))
        try:
            value = json.loads(self.body, parse_constant=_refuse_constant)
        except ValueError as error:
            raise Refusal(json_answer(400, {"detail": f"JSON parse error - {error}"})) from None
        if not isinstance(value, dict):
            detail = f"Invalid data. Expected a dictionary, but got {type(value).__name__}."
            raise Refusal(json_answer(400, {"non_field_errors": [detail]}))
        return value


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")
