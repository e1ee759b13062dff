"""Define a finding (level, sentence, remedy) and render findings for a terminal."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    OK = "ok"
    NOTE = "note"  # it works, but less than it could
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    level: Level
    sentence: str
    remedy: str = ""


def ok(sentence: str) -> Finding:
    return Finding(Level.OK, sentence)


def note(sentence: str, remedy: str = "") -> Finding:
    return Finding(Level.NOTE, sentence, remedy)


def wrong(sentence: str, remedy: str) -> Finding:
    return Finding(Level.WRONG, sentence, remedy)


def is_well(findings: Sequence[Finding]) -> bool:
    """Notes do not count: an installation may be meant that way."""
    return all(finding.level is not Level.WRONG for finding in findings)


def render_findings(findings: Sequence[Finding]) -> str:
    lines = [line for finding in findings for line in _lines(finding)]
    return "\n".join([*lines, "", _summary(findings)])


def _lines(finding: Finding) -> list[str]:
    line = f"{finding.level.value:<7}{finding.sentence}"
    return [line, f"{'':<7}-> {finding.remedy}"] if finding.remedy else [line]


def _summary(findings: Sequence[Finding]) -> str:
    count = sum(finding.level is Level.WRONG for finding in findings)
    if count == 0:
        return "Everything looks good."
    return "1 problem found." if count == 1 else f"{count} problems found."
