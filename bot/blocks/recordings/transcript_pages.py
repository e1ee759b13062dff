"""Lay out transcripts in pages that fit into a modal: who spoke, from when on, and what they said."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.blocks.kit.mrkdwn import defuse, length
from bot.blocks.kit.times import time_in_recording
from bot.blocks.recordings.recording_message import file_sentence
from bot.core.booking.recording_files import RecordedTranscript, RecordingFile
from bot.core.transcripts.turns import Turn

# A page is read without much scrolling, and its view stays far below what Slack takes.
PAGE_CHARACTERS = 6000
PAGE_PARAGRAPHS = 40
LONGEST_NAME = 100
LONGEST_PARAGRAPH = 2800
SOMEONE = "Someone"
NOTHING_SAID = "No one said anything."
UNREADABLE = "We can't show this transcript here. Download the file instead, or try again in a minute."


@dataclass(frozen=True, slots=True)
class Page:
    number: int  # from 1 on
    count: int
    paragraphs: tuple[str, ...]  # in mrkdwn


def lay_out_page(transcripts: Sequence[RecordedTranscript], number: int) -> Page:
    """That page of all the recordings' transcripts, or the nearest one that there is."""
    pages = _pages(list(_paragraphs(transcripts)))
    place = min(max(number, 1), len(pages))
    return Page(place, len(pages), tuple(pages[place - 1]))


def _pages(paragraphs: Sequence[str]) -> list[list[str]]:
    pages: list[list[str]] = [[]]
    room = PAGE_CHARACTERS
    for paragraph in paragraphs:
        is_full = length(paragraph) > room or len(pages[-1]) == PAGE_PARAGRAPHS
        if is_full and pages[-1]:
            pages.append([])
            room = PAGE_CHARACTERS
        pages[-1].append(paragraph)
        room -= length(paragraph)
    return pages


def _paragraphs(transcripts: Sequence[RecordedTranscript]) -> Iterator[str]:
    for number, transcript in enumerate(transcripts, start=1):
        if len(transcripts) > 1:
            yield f"*Recording {number}*"
        if transcript.file.url is None:
            yield file_sentence(transcript.file, RecordingFile.TRANSCRIPT)
        elif transcript.turns is None:
            yield UNREADABLE
        else:
            yield from _spoken(transcript.turns)


def _spoken(turns: Sequence[Turn]) -> Iterator[str]:
    if not turns:
        yield NOTHING_SAID
    before = None
    for turn in turns:
        name = "" if turn.speaker_id == before else f"*{defuse(turn.speaker, LONGEST_NAME, otherwise=SOMEONE)}*  "
        before = turn.speaker_id
        yield f"{name}{time_in_recording(turn.start)}\n{defuse(turn.text, LONGEST_PARAGRAPH, otherwise='–')}"
