"""The tree stays one that a stranger finds their way in; directions between rooms are contracts in pyproject.toml."""

import ast
from collections import Counter
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import grimp
import pytest

import bot

CHECKOUT = Path(bot.__file__).parents[1]
SOURCES = [path for top in ("bot", "handlers") for path in sorted((CHECKOUT / top).rglob("*.py"))]
MOST_LINES = 300
MOST_MODULES = 15
# One handler a listener, one file an endpoint or rule: a list to look down, not rooms to know.
LISTS = {"handlers", "bot/sandbox/slack", "bot/sandbox/recall"}


def name(path: Path) -> str:
    return path.relative_to(CHECKOUT).as_posix()


def circle_in(imports: dict[str, set[str]]) -> list[str]:
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_no_circle_of_files_not_even_one_that_only_types_close() -> None:
    graph = grimp.build_graph("bot", "handlers", cache_dir=None)

    assert circle_in({module: graph.find_modules_directly_imported_by(module) for module in graph.modules}) == []


def test_a_circle_would_be_seen() -> None:
    assert set(circle_in({"a": {"b"}, "b": {"c"}, "c": {"b"}})) == {"b", "c"}


def test_no_folder_holds_more_modules_than_one_looks_over() -> None:
    modules = Counter(name(path.parent) for path in SOURCES if path.name != "__init__.py")

    assert {folder: n for folder, n in modules.items() if n > MOST_MODULES and folder not in LISTS} == {}


def test_no_file_is_too_long_to_read_at_once() -> None:
    lengths = {name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in SOURCES}

    assert {path: lines for path, lines in lengths.items() if lines > MOST_LINES} == {}


def imported_names(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from ((alias.asname or alias.name).partition(".")[0] for alias in node.names)


def passed_on(source: str) -> set[str]:
    """Names that a module imports and does nothing with, so that others may import them there."""
    tree = ast.parse(source)
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return set(imported_names(tree)) - used - {"annotations"}


def test_every_name_is_imported_from_where_it_is_defined() -> None:
    re_exports = {name(path): passed_on(path.read_text(encoding="utf-8")) for path in SOURCES}

    assert {path: names for path, names in re_exports.items() if names} == {}


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("from a import b\n__all__ = ['b']", {"b"}),
        ("from a import b as b", {"b"}),
        ("from a import b, c\nprint(c)", {"b"}),
        ("import a.b\na.b.c()", set()),
    ],
)
def test_a_name_that_is_only_passed_on_would_be_seen(source: str, names: set[str]) -> None:
    assert passed_on(source) == names
