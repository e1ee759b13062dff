"""Serve a page that plays a recording in a browser: a sample, generated here, with the people who were invited."""

import io
import math
import wave
from base64 import b64encode
from collections.abc import Iterator, Sequence
from functools import cache
from html import escape
from pathlib import Path
from string import Template

from bot.sandbox.recall.exchange import Answer, Call
from bot.sandbox.recall.workspace import Recording, Workspace

SECONDS_OF_A_TURN = 1.5
_TURNS = 8
_RATE = 8000
_NOTES = (262, 330, 392, 523)  # hertz
_PAGE = Path(__file__).with_name("templates") / "recording.html"
_NOTE = "This is a sample. No meeting was recorded: with a Recall.ai account, the meeting’s recording plays here."


def recording_page(recording: Recording, workspace: Workspace) -> Answer:
    event = next(workspace.events_with(workspace.bots[recording.bot_id]), None)
    title = escape(event.title if event and event.title else "A meeting")
    names = [guest.name or guest.email for guest in event.attendees] if event else []
    page = Template(_PAGE.read_text(encoding="utf-8")).substitute(
        title=title, people=_draw_people(names or ["You"]), sound=_sound_link(), note=_NOTE, turn=SECONDS_OF_A_TURN
    )
    return Answer(200, page.encode(), "text/html; charset=utf-8")


def is_for_people(call: Call) -> bool:
    """A browser that follows a link; programs get the file."""
    return "text/html" in call.headers.get("accept", "")


@cache
def generate_sound() -> bytes:
    """A WAV file of soft notes, one for each turn."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(_RATE)
        sound.writeframes(bytes(_samples()))
    return file.getvalue()


def _samples() -> Iterator[int]:
    """Unsigned bytes around 128; each note fades away."""
    length = int(SECONDS_OF_A_TURN * _RATE)
    for turn in range(_TURNS):
        pitch = _NOTES[turn % len(_NOTES)]
        for place in range(length):
            loudness = 50 * (1 - place / length) ** 2
            yield 128 + round(loudness * math.sin(2 * math.pi * pitch * place / _RATE))


def _sound_link() -> str:
    return f"data:audio/wav;base64,{b64encode(generate_sound()).decode()}"


def _draw_people(names: Sequence[str]) -> str:
    return "".join(f"<li><b aria-hidden='true'>{escape(name[:1].upper())}</b>{escape(name)}</li>" for name in names)
