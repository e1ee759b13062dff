"""List every sentence of the product that a person reads, with its file: `make sentences`.

A sentence is a string literal of two words or more in bot/ and handlers/ that is neither a docstring nor an argument of
a log call, an SQL text or a programmer's error; also a line of text in a page template or the manifest. The pretend
services' own code is left out; the demo's story is not.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
LEFT_OUT = ("bot/sandbox/recall/", "bot/sandbox/slack/", "bot/sandbox/oauth/", "bot/store/", "bot/metrics.py")
LOGGERS = frozenset({"debug", "info", "warning", "error", "exception", "critical"})
NO_WORDS = frozenset({"TypeError", "AssertionError", "RuntimeError", "KeyError", "compile", "getLogger"})
_TWO_WORDS = re.compile(r"[A-Za-z’'`{}]{2,}[,.:;]? +[A-Za-z’'`{}(]")
_CODE = re.compile(
    r"^(SELECT|INSERT|UPDATE|CREATE|PRAGMA|BEGIN|default-src)\b|^[a-z_]+ = |^([a-z]+ )*[a-z.]+_[a-z_.]+( [a-z_.]+)*$"
)
_MARKUP = re.compile(r"<[^>]*>|\{%.*?%\}", re.DOTALL)


class Sentence(NamedTuple):
    file: str
    line: int
    text: str


def sentences() -> Iterator[Sentence]:
    for folder in ("bot", "handlers"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if not name.startswith(LEFT_OUT):
                yield from _sentences_of(name, ast.parse(path.read_text(encoding="utf-8")))

    yield from _sentences_of_pages()


def _sentences_of_pages() -> Iterator[Sentence]:
    for path in [ROOT / "manifest.yml", *sorted((ROOT / "bot").rglob("*.html"))]:
        name, text = path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")
        shown = _MARKUP.sub(lambda match: "\n" * match[0].count("\n"), text)
        for number, line in enumerate(shown.splitlines(), start=1):
            said = line.partition("description: ")[2] if path.suffix == ".yml" else re.sub(r"\{\{.*?\}\}", "{…}", line)
            if _TWO_WORDS.search(said):
                yield Sentence(name, number, " ".join(said.split()))


def _sentences_of(name: str, tree: ast.Module) -> Iterator[Sentence]:
    skipped = set(_skipped(tree))
    for node in ast.walk(tree):
        if node in skipped:
            continue
        text = _text_of(node)
        if text and _TWO_WORDS.search(text) and not _CODE.search(text):
            yield Sentence(name, node.lineno, " ".join(text.split()))  # type: ignore[attr-defined]


def _skipped(tree: ast.Module) -> Iterator[ast.AST]:
    """Docstrings, what goes to the log, and pieces of an f-string, which is listed whole."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value
        elif isinstance(node, ast.Call) and _name_of(node.func) in LOGGERS | NO_WORDS:
            yield from (inner for argument in node.args for inner in ast.walk(argument))
        elif isinstance(node, ast.JoinedStr):
            yield from (inner for inner in ast.walk(node) if inner is not node)


def _name_of(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _text_of(node: ast.AST) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        parts = (part.value if isinstance(part, ast.Constant) else "{…}" for part in node.values)
        return "".join(str(part) for part in parts)
    return None


def main() -> None:
    file = ""
    for sentence in sentences():
        if sentence.file != file:
            file = sentence.file
            sys.stdout.write(f"\n{file}\n")
        sys.stdout.write(f"{sentence.line:>5}  {sentence.text}\n")


if __name__ == "__main__":
    main()
