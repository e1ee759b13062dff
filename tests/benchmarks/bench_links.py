"""What it costs to find the meeting links of a message, and meetings among a person's own.

Every figure stands beside a reference from the same run, since the machine is not always as fast.
"""

import json
import timeit
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from bot.core.identifiers import CalendarEventId, CalendarId, LinkKey
from bot.core.links.calendar_event import read_event_links
from bot.core.links.extract import MAX_CHARACTERS
from bot.core.links.json_walk import MAX_VALUES
from bot.core.links.slack_message import find_links
from bot.core.meetings.meeting import Attendee, Meeting
from bot.core.meetings.search import match_link, match_words

ZOOM = "https://us02web.zoom.us/j/81234567890?pwd=made.up.1"
SAFE_LINK = "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexample.com%2Fa&data=05 "
NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
MEETINGS = 300
SECONDS_PER_FIGURE = 0.2


def rows() -> list[tuple[str, str, str]]:
    """(what, measured, compared with)"""
    return [
        *(_message_row(what, message) for what, message in _messages().items()),
        _row("keys of an Outlook event, 20 kB of HTML", lambda: read_event_links(ZOOM, _EVENT), _EVENT),
        *_matching_rows(),
    ]


def _messages() -> dict[str, object]:
    return {
        "ordinary message, one link": _ordinary_message(),
        "worst text: every word looks like a host": {"text": " a.b/" * (MAX_CHARACTERS // 5)},
        "worst links: each inside a wrapper": {"text": SAFE_LINK * (MAX_CHARACTERS // len(SAFE_LINK))},
        "worst shape: many short texts": ["/ a.b zoom.us"] * MAX_VALUES,
        "worst depth": _nested(500),
    }


def _ordinary_message() -> dict[str, object]:
    section = {
        "type": "rich_text_section",
        "elements": [{"type": "text", "text": "Shall we talk? "}, {"type": "link", "url": ZOOM}],
    }
    return {
        "type": "message",
        "user": "U0000000001",
        "ts": "1772463600.000100",
        "text": f"Shall we talk? <{ZOOM}>",
        "blocks": [{"type": "rich_text", "block_id": "b", "elements": [section]}],
    }


def _nested(depth: int) -> object:
    value: object = ZOOM
    for _ in range(depth):
        value = [value]
    return value


_PARAGRAPH = '<p style="margin:0"><span>Agenda: talk, decide, write it down.</span></p>' * 55
_EVENT = {"body": {"content": f'{_PARAGRAPH}<a href="{ZOOM}">Join</a>' * 5}}


def _message_row(what: str, message: object) -> tuple[str, str, str]:
    return _row(what, lambda: find_links(message), message)


def _row(what: str, work: Callable[[], object], message: object) -> tuple[str, str, str]:
    written = json.dumps(message)
    reference = _microseconds(lambda: json.loads(written))
    return what, f"{_microseconds(work):,.0f} µs", f"{reference:,.0f} µs for json.loads of the same"


def _matching_rows() -> list[tuple[str, str, str]]:
    meetings = [_meeting(number) for number in range(MEETINGS)]
    by_start = _microseconds(lambda: sorted(meetings, key=lambda meeting: meeting.start_time))
    reference = f"{by_start:,.0f} µs for sorting them by their start"
    by_link = _microseconds(lambda: match_link(meetings, LinkKey("zoom:81234567890"), NOW))
    by_words = _microseconds(lambda: match_words(meetings, "weekly jane", NOW))
    return [
        (f"a link among {MEETINGS} meetings", f"{by_link:,.0f} µs", reference),
        (f"two words among {MEETINGS} meetings", f"{by_words:,.0f} µs", reference),
    ]


def _meeting(number: int) -> Meeting:
    start = NOW + timedelta(hours=(number * 37) % 600)
    return Meeting(
        event_id=CalendarEventId(f"event-{number}"),
        calendar_id=CalendarId("calendar-1"),
        start_time=start,
        end_time=start + timedelta(minutes=30),
        start_text=start.isoformat(),
        updated_at=NOW,
        title=f"Weekly café sync {number}",
        meeting_url=ZOOM,
        platform="zoom",
        attendees=tuple(Attendee(f"jane.{guest}@example.com", f"Jané {guest}") for guest in range(8)),
        link_keys=(LinkKey(f"zoom:{81234567890 + number % 3}"),),
    )


def _microseconds(work: Callable[[], object]) -> float:
    """The best of several runs: anything slower measures the machine's other work."""
    once = timeit.timeit(work, number=1)
    number = max(1, int(SECONDS_PER_FIGURE / 5 / max(once, 1e-7)))
    return min(timeit.repeat(work, number=number, repeat=5)) / number * 1e6


if __name__ == "__main__":
    for what, measured, compared_with in rows():
        print(f"{what:45} {measured:>12}   {compared_with}")  # noqa: T201
