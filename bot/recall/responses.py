"""Decode Recall's responses: (status, headers, body) to a JSON value or an error. Without I/O.

https://docs.recall.ai/reference/errors
"""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from json.scanner import py_make_scanner  # type: ignore[attr-defined]

from bot.core.errors import AnsweredError, NotConfirmed
from bot.core.storable_text import make_storable
from bot.recall.plain_text import plain_text

CODE_LIMIT = 100
DETAIL_LIMIT = 500
READ_AT_ONCE = 65_536  # takes a few milliseconds at the most, however it is nested
MOST_CONTAINERS = 200_000  # the garbage collector holds everyone up for longer, the more there are
# A longer wait would outlast what an Idempotency-Key is remembered for, and most meetings.
RETRY_AFTER_LIMIT = timedelta(hours=1)

_SECONDS = re.compile(r"[0-9]+(\.[0-9]+)?")
# A link that is repeated to us may hold a meeting's passcode, and people will read these words.
_REST_OF_LINK = re.compile(r"(https?://[^\s?#\"'<>]+)[?#][^\s\"'<>]*", re.IGNORECASE)
# Keys of an error body that speak of the whole request; every other key is the name of a field.
_NOT_FIELDS = frozenset({"detail", "error", "errors", "message", "non_field_errors"})


class UnreadableAnswer(NotConfirmed):
    """Recall reported success in a form that we cannot read: what was done is unknown."""


def decode(status: int, headers: Mapping[str, str], body: bytes, now: datetime, *, json_due: bool = True) -> object:
    """The JSON value of a success; `None` where none is due.

    Raises AnsweredError for a status other than 2xx, UnreadableAnswer for a 2xx without the JSON that is due.
    """
    if not 200 <= status < 300:
        raise _failure(status, headers, body, now)
    if not json_due:
        return None
    try:
        return read_json(body)
    except ValueError:
        raise UnreadableAnswer(f"Recall answered {status} without readable JSON") from None


def read_json(body: bytes) -> object:
    """The JSON value of `body`, fit to be stored. Raises ValueError, and nothing else, if it is broken.

    What is longer than READ_AT_ONCE is for another thread, and read so that this one lets the loop run meanwhile.
    """
    try:
        if len(body) <= READ_AT_ONCE:
            return make_storable(json.loads(body))
        if body.count(b"[") + body.count(b"{") > MOST_CONTAINERS:
            raise ValueError("too long")
        return make_storable(json.loads(body, cls=_StepwiseDecoder))
    except RecursionError:
        raise ValueError("nested too deeply") from None


class _StepwiseDecoder(json.JSONDecoder):
    """The standard library's scanner in Python: a third of the speed, but no other thread waits until it is done."""

    def __init__(self) -> None:
        super().__init__()
        self.scan_once = py_make_scanner(self)


def read_retry_after(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """How long to wait; `None` if the header is missing, in the past or not understood.

    Recall's pages speak of seconds; HTTP also allows a date.
    https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Retry-After
    """
    text = next((value for name, value in headers.items() if name.lower() == "retry-after"), "").strip()
    seconds = float(text) if _SECONDS.fullmatch(text) else _seconds_until(text, now)
    if seconds is None or seconds < 0:
        return None
    return timedelta(seconds=min(seconds, RETRY_AFTER_LIMIT.total_seconds()))


def _seconds_until(http_date: str, now: datetime) -> float | None:
    try:
        moment = parsedate_to_datetime(http_date)
    except (ValueError, OverflowError):
        return None
    if moment.tzinfo is None:  # "-0000": UTC of unknown origin
        moment = moment.replace(tzinfo=UTC)
    return (moment - now).total_seconds()


def _failure(status: int, headers: Mapping[str, str], body: bytes, now: datetime) -> AnsweredError:
    try:
        answer = read_json(body)
    except ValueError:  # the firewall, a gateway and an unknown path answer with HTML or nothing
        answer = None
    return AnsweredError(status, _code(answer), _detail(answer), read_retry_after(headers, now))


def _code(answer: object) -> str | None:
    code = answer.get("code") if isinstance(answer, dict) else None
    return plain_text(code, CODE_LIMIT) or None if isinstance(code, str) else None


def _detail(answer: object) -> str:
    sentences = [
        text for sentence in _sentences(answer) if (text := plain_text(_strip_link_details(sentence), DETAIL_LIMIT))
    ]
    *others, last = sentences or [""]
    closed = [text if text.endswith((".", "!", "?")) else f"{text}." for text in others]
    return plain_text(" ".join([*closed, last]), DETAIL_LIMIT)


def _strip_link_details(sentence: str) -> str:
    return _REST_OF_LINK.sub(r"\1", sentence)


def _sentences(value: object, field: str = "") -> Iterator[str]:
    """Every sentence in an error body, those about a field as "field: sentence"; dots join nested fields."""
    match value:
        case str() if value.strip():
            yield f"{field}: {value}" if field else value
        case list():
            for item in value:
                yield from _sentences(item, field)
        case dict():
            for key, item in value.items():
                if not (key == "code" and isinstance(item, str)):
                    yield from _sentences(item, _nest_field(field, key))


def _nest_field(field: str, key: str) -> str:
    return field if key in _NOT_FIELDS else f"{field}.{key}".lstrip(".")
