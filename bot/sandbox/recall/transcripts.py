"""Turn the demo's conversations into transcripts as Recall delivers them.

https://docs.recall.ai/docs/download-schemas
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from bot.sandbox.recall.wire_times import stamp
from bot.sandbox.recall.workspace import Bot, Recording, Workspace

FOLDER = Path(__file__).with_name("conversations")
ANY_CALL = "(any other call)"
SECONDS_A_WORD = 0.4
SECONDS_BETWEEN_SPEAKERS = 1.2
_SENTENCE = re.compile(r"[^.?!]+[.?!]*\s*")


@dataclass(frozen=True, slots=True)
class Line:
    speaker: str
    text: str

    @property
    def seconds(self) -> float:
        return len(self.text.split()) * SECONDS_A_WORD + SECONDS_BETWEEN_SPEAKERS


@cache
def conversations() -> dict[str, tuple[Line, ...]]:
    """What is said, by the meeting's title."""
    found = {}
    for path in sorted(FOLDER.glob("*.txt")):
        title, *lines = path.read_text(encoding="utf-8").splitlines()
        found[title.removeprefix("# ")] = tuple(_read_line(line) for line in lines if line.strip())
    return found


def conversation_of(bot: Bot, workspace: Workspace) -> tuple[Line, ...]:
    titles = (event.title for event in workspace.events_with(bot))
    known = conversations()
    return next((known[title] for title in titles if title in known), known[ANY_CALL])


def shortest_length(lines: tuple[Line, ...]) -> timedelta:
    """A recording lasts at least as long as what is said in it."""
    return timedelta(seconds=sum(line.seconds for line in lines))


def write_transcript(bot: Bot, recording: Recording, workspace: Workspace) -> list[dict[str, Any]]:
    """Spread over the recording: an utterance for each line, with its words; captions give whole sentences."""
    lines = conversation_of(bot, workspace)
    provider = ((bot.config.get("recording_config") or {}).get("transcript") or {}).get("provider") or {}
    speakers = list(dict.fromkeys(line.speaker for line in lines))
    length = (recording.completed_at or recording.started_at) - recording.started_at
    slowness = max(length / shortest_length(lines), 1.0)
    utterances, now = [], 0.0
    for line in lines:
        words = list(_words(line, now, recording.started_at, by_sentence="meeting_captions" in provider))
        participant = _participant(speakers.index(line.speaker), line.speaker)
        utterances.append({"participant": participant, "language_code": "en", "words": words})
        now += line.seconds * slowness
    return utterances


def _read_line(line: str) -> Line:
    speaker, _, text = line.partition(": ")
    return Line(speaker, text)


def _participant(place: int, name: str) -> dict[str, Any]:
    return {
        "id": 100 * (place + 1),
        "name": name,
        "is_host": place == 0,
        "platform": "desktop",
        "extra_data": None,
        "email": None,
    }


def _words(line: Line, start: float, began: datetime, *, by_sentence: bool) -> Iterator[dict[str, Any]]:
    parts = [part.strip() for part in _SENTENCE.findall(line.text)] if by_sentence else line.text.split()
    for part in parts:
        end = start + len(part.split()) * SECONDS_A_WORD
        yield {"text": part, "start_timestamp": _timestamp(start, began), "end_timestamp": _timestamp(end, began)}
        start = end


def _timestamp(seconds: float, began: datetime) -> dict[str, Any]:
    return {"relative": round(seconds, 3), "absolute": stamp(began + timedelta(seconds=seconds))}
