"""What a benchmark has to say: a row for each figure, beside something measured in the same run."""

from collections.abc import Sequence
from dataclasses import dataclass

HEAD = ("what", "measured", "beside", "ratio", "wanted")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """`is_met` None: shown for what it is, nothing is promised."""

    what: str
    measured: str
    beside: str = ""
    ratio: float | None = None
    wanted: str = ""
    is_met: bool | None = None

    @property
    def cells(self) -> tuple[str, ...]:
        ratio = "" if self.ratio is None else f"{self.ratio:.2f} ×"
        verdict = {True: "met", False: "**missed**", None: ""}[self.is_met]
        wanted = ": ".join(filter(None, [self.wanted, verdict]))
        return (self.what, self.measured, self.beside, ratio, wanted)


@dataclass(frozen=True, slots=True)
class Section:
    """`explanation` says how it was measured."""

    title: str
    explanation: str
    rows: Sequence[Row]


def as_text(section: Section) -> str:
    lines = [HEAD, *(row.cells for row in section.rows)]
    widths = [max(len(cells[place]) for cells in lines) for place in range(len(HEAD))]
    table = ("  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)) for cells in lines)
    return "\n".join([section.title, *(line.rstrip() for line in table), ""])


def as_markdown(section: Section) -> str:
    table = [HEAD, tuple("---" for _ in HEAD), *(row.cells for row in section.rows)]
    lines = ["| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |" for cells in table]
    return "\n".join([f"## {section.title}", "", section.explanation, "", *lines, ""])


def milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:,.2f} ms" if seconds < 0.01 else f"{seconds * 1000:,.1f} ms"
