"""Page through a list: by cursor for calendars and media, by number for bots."""

import base64
import binascii
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol, TypeVar

from bot.sandbox.recall import refusals
from bot.sandbox.recall.exchange import Answer, Call, json_answer

PAGE_SIZE = 100


class Numbered(Protocol):
    @property
    def number(self) -> int: ...


Row = TypeVar("Row", bound=Numbered)
Show = Callable[[Row], dict[str, Any]]


def cursor_page(call: Call, rows: Iterable[Row], show: Show[Row]) -> Answer:
    """`next` is the whole URL of the following page. Raises Refusal for a cursor that is not ours."""
    after = _read_cursor(call.query["cursor"]) if "cursor" in call.query else 0
    rest = [row for row in rows if row.number > after]
    page = rest[:PAGE_SIZE]
    has_more = len(rest) > PAGE_SIZE
    following = call.url.include_query_params(cursor=_cursor(page[-1].number)) if has_more else None
    results = [show(row) for row in page]
    return json_answer(200, {"next": following and str(following), "previous": None, "results": results})


def numbered_page(call: Call, rows: Sequence[Row], show: Show[Row]) -> Answer:
    """Raises Refusal for a page that is not there."""
    last = max(1, -(-len(rows) // PAGE_SIZE))
    text = call.query.get("page", "1")
    if not text.isdecimal() or not 1 <= int(text) <= last:
        raise refusals.not_found("Invalid page.")
    number = int(text)
    page = rows[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    body = {
        "count": len(rows),
        "next": str(call.url.include_query_params(page=number + 1)) if number < last else None,
        "previous": str(call.url.include_query_params(page=number - 1)) if number > 1 else None,
        "results": [show(row) for row in page],
    }
    return json_answer(200, body)


def _cursor(number: int) -> str:
    return base64.urlsafe_b64encode(f"p={number}".encode()).decode()


def _read_cursor(text: str) -> int:
    try:
        return int(base64.urlsafe_b64decode(text.encode()).decode().removeprefix("p="))
    except (ValueError, binascii.Error):
        raise refusals.not_found("Invalid cursor.") from None
