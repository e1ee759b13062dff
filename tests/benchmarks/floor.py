"""What reading a person's rows costs without any of our code: sqlite3, and json.loads of each document."""

import json
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

_IN_CALENDARS = "SELECT id FROM events WHERE calendar_id = ? AND ends_at > ?"
_LISTED = "SELECT event_id FROM event_people WHERE email = ? AND ends_at > ?"
_LINKED = "SELECT event_id FROM event_links WHERE link_key = ? AND ends_at > ?"
_NEAREST = "SELECT document FROM events WHERE id IN ({}) ORDER BY starts_at LIMIT 400"


class PlainSqlite:
    def __init__(self, file: Path) -> None:
        self._connection = sqlite3.connect(file)

    def close(self) -> None:
        self._connection.close()

    async def meetings_of(self, calendar_id: str, email: str, now: str) -> list[Any]:
        return self._read(f"{_IN_CALENDARS} UNION {_LISTED}", (calendar_id, now, email, now))

    async def meetings_with(self, link_key: str, now: str) -> list[Any]:
        return self._read(_LINKED, (link_key, now))

    def _read(self, which: str, parameters: Sequence[str]) -> list[Any]:
        return [json.loads(text) for (text,) in self._connection.execute(_NEAREST.format(which), parameters)]
