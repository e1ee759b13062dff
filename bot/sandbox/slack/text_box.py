"""Lay out lines and boxes for a terminal, measured in cells: a wide character takes two."""

import unicodedata
from collections.abc import Iterator, Sequence

_JOINERS = {"\u200b", "\u200d", "\ufe0e", "\ufe0f"}


def cells(text: str) -> int:
    return sum(_cells_of(character) for character in text)


def pad(text: str, width: int) -> str:
    return text + " " * max(0, width - cells(text))


def wrap_text(text: str, width: int) -> list[str]:
    """Lines of at most `width` cells. An empty line stays one; a word that is too long is broken.

    Control characters become spaces, so that no text can command the terminal.
    """
    paragraphs = "".join(map(_printable, text)).split("\n")
    return [line for paragraph in paragraphs for line in _wrap_paragraph(paragraph, width)]


def join_columns(left: Sequence[str], right: Sequence[str], width: int, gap: int = 2) -> list[str]:
    """Two columns; the right one stands at the right edge of `width`."""
    right_width = max((cells(line) for line in right), default=0)
    rows = max(len(left), len(right))
    lines = [*left, *[""] * (rows - len(left))]
    others = [*right, *[""] * (rows - len(right))]
    return [
        f"{pad(line, width - right_width - gap)}{' ' * gap}{other}".rstrip()
        for line, other in zip(lines, others, strict=True)
    ]


def box(title: str, lines: Sequence[str], width: int, *, footer: str = "") -> str:
    """`width` cells from edge to edge, with the title in the upper edge and a line above the footer."""
    inner = width - 4
    bottom = [f"├{'─' * (width - 2)}┤", f"│ {' ' * (inner - cells(footer))}{footer} │"] if footer else []
    return "\n".join(
        [
            _upper_edge(title, width),
            *(f"│ {pad(line, inner)} │" for line in lines),
            *bottom,
            f"╰{'─' * (width - 2)}╯",
        ]
    )


def _upper_edge(title: str, width: int) -> str:
    name = f" {next(iter(wrap_text(title, width - 8)), '')} " if title else ""
    return f"╭─{name}{'─' * (width - 3 - cells(name))}╮"


def _printable(character: str) -> str:
    return " " if unicodedata.category(character) == "Cc" and character != "\n" else character


def _cells_of(character: str) -> int:
    if character in _JOINERS or unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def _wrap_paragraph(paragraph: str, width: int) -> Iterator[str]:
    line = ""
    for word in paragraph.split(" "):
        candidate = f"{line} {word}" if line else word
        if cells(candidate) <= width:
            line = candidate
            continue
        if line:
            yield line
        *full, line = _break_word(word, width)
        yield from full
    yield line


def _break_word(word: str, width: int) -> list[str]:
    pieces = [""]
    for character in word:
        if cells(pieces[-1] + character) > width:
            pieces.append("")
        pieces[-1] += character
    return pieces
