"""Read the meetings in `real_talks/`, held as people really talk, each line with what highlights should make of it.

First stands T for a promise or a request, D for a decision, - for small talk, nothing for all else.
"""

from pathlib import Path

REAL_TALKS = {
    path.stem: path.read_text(encoding="utf-8").splitlines()
    for path in sorted(Path(__file__).with_name("real_talks").glob("*.txt"))
}


def spoken(lines: list[str]) -> str:
    """As it was said, without the marks."""
    return "\n".join(line[2:] for line in lines)


def lines_marked(lines: list[str], mark: str) -> list[str]:
    """What was said in the lines with that mark."""
    return [line[2:].partition(": ")[2] for line in lines if line[0] == mark]
