"""Divide a long meeting into parts that fit a model well, and bound what is sent of the longest."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.core.transcripts.turns import Turn

SECONDS_A_PART = 15 * 60.0
# Beyond a quarter of an hour's fast speech, in characters, so that a transcript without times is divided as well.
CHARACTERS_A_PART = 24_000
# Ten hours of speech. Of more, the beginning and the end are sent.
MOST_PARTS = 40
LONGEST_TURN = 4_000
MOST_PARTICIPANTS = 60


@dataclass(frozen=True, slots=True)
class DividedMeeting:
    parts: tuple[tuple[Turn, ...], ...]
    was_cut: bool = False  # something in the middle is left out


def divide_meeting(turns: Sequence[Turn]) -> DividedMeeting:
    """In parts of about equal length, each of a quarter of an hour at most; a meeting a little longer stays whole."""
    if not turns:
        return DividedMeeting(())
    bounded = [replace(turn, text=turn.text[:LONGEST_TURN]) for turn in turns]
    seconds = max(turn.end for turn in bounded) - bounded[0].start
    characters = sum(len(turn.text) for turn in bounded)
    wanted = max(seconds / SECONDS_A_PART, characters / CHARACTERS_A_PART)
    count = max(1, round(wanted)) if wanted <= 2 else math.ceil(wanted)
    parts = _divide_evenly(bounded, count)
    if len(parts) <= MOST_PARTS:
        return DividedMeeting(parts)
    half = MOST_PARTS // 2
    return DividedMeeting((*parts[:half], *parts[-half:]), was_cut=True)


def list_participants(turns: Sequence[Turn]) -> list[str]:
    """Their names as they stand in the transcript, in the order in which they first spoke."""
    return list(dict.fromkeys(turn.speaker for turn in turns if turn.speaker))[:MOST_PARTICIPANTS]


def _divide_evenly(turns: Sequence[Turn], count: int) -> tuple[tuple[Turn, ...], ...]:
    """By what is said: a part ends with the turn in which it is full."""
    total = sum(len(turn.text) for turn in turns)
    parts: list[list[Turn]] = [[]]
    said = 0
    for turn in turns:
        if parts[-1] and said * count >= total * len(parts):
            parts.append([])
        parts[-1].append(turn)
        said += len(turn.text)
    return tuple(tuple(part) for part in parts)
